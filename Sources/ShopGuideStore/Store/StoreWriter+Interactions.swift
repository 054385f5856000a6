import GRDB
public import ShopGuide

/// Where an interaction without an id of its own stands: a file, known by its content, and a line in it.
///
/// It takes an id's place, so that the same file is never counted twice. As text: `3f2a9c01d4e5b687:17`.
public struct SourceLine: Sendable, Hashable {
    /// The first 16 hexadecimal digits of the SHA-256 of the file's content, unpacked.
    public var source: String
    /// The line that the row begins at, from 1.
    public var line: Int

    /// Creates a place from its parts.
    public init(source: String, line: Int) {
        self.source = source
        self.line = line
    }

    /// Reads the text form; nil where it isn't one.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count > 17, bytes.prefix(16).allSatisfy(Self.isHexadecimal) else { return nil }
        guard bytes.dropFirst(16).first == UInt8(ascii: ":"), let line = Int(text.dropFirst(17)), line > 0 else {
            return nil
        }
        // One place has one text: no sign, no zero in front.
        guard "\(line)" == text.dropFirst(17) else { return nil }
        self.init(source: String(text.prefix(16)), line: line)
    }

    var text: String { "\(source):\(line)" }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension StoreWriter {
    /// Saves an interaction; the shopper is made where they are new.
    ///
    /// - Parameters:
    ///   - interaction: What happened; where it has an id, it replaces what had the same.
    ///   - place: What identifies it where it has no id.
    /// - Returns: Whether it is new.
    /// - Throws: ``RowProblem`` where there is no such product, or neither id nor place.
    @discardableResult
    public func save(_ interaction: Interaction, at place: SourceLine? = nil) throws -> Bool {
        guard let product = try row(of: interaction.product, in: .products) else {
            throw RowProblem("no product \"\(interaction.product)\" in the store")
        }
        let place = interaction.id.map { SourceLine($0) } ?? place
        guard interaction.id != nil || place != nil else { throw RowProblem("an interaction without an id") }
        let shopper = try madeRow(of: interaction.shopper, in: .shoppers)
        let market = try interaction.market.map { try madeRow(of: $0, in: .markets) }
        let statement = try statement(place == nil ? .interactionByEvent : .interactionByLine)
        if let place {
            statement.bind(try madeRow(of: place.source, in: .sources), at: 2)
            statement.bind(Int64(place.line), at: 3)
        } else {
            statement.bind(interaction.id, at: 1)
        }
        statement.bind(shopper, at: 4)
        statement.bind(product, at: 5)
        statement.bind(interaction.kind.number, at: 6)
        statement.bind(interaction.value, at: 7)
        statement.bind(interaction.time?.milliseconds, at: 8)
        statement.bind(market, at: 9)
        return try inserts(statement)
    }
}

extension Interaction.Kind {
    /// What stands for the kind in the store; never to be changed.
    var number: Int64 {
        switch self {
        case .view: 0
        case .cart: 1
        case .purchase: 2
        case .rating: 3
        case .like: 4
        case .dismiss: 5
        }
    }

    init?(number: Int64) {
        guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = kind
    }
}
