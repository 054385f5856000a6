import Foundation

/// The columns of a catalogue and the rarity of its words: what a model of columns sees a product by.
///
/// It is found from products alone, without anybody's telling what they are: a new catalogue is a new task, and its statistics are the
/// support set by which a meta-trained model adapts to it.
public struct CatalogueProfile: Sendable, Codable, Equatable {
    /// The number of products of the catalogue when it was made.
    public var products: Int
    /// The columns: the title first, then those that most products have.
    public var columns: [Column]
    /// The rarity of tokens, by the position of a text column.
    private var rarities: [TokenRarity]

    /// The columns of texts at most, and all others.
    static let (textColumns, otherColumns) = (4, 16)
    /// The products that statistics are taken of, at most.
    public static let sampleSize = 2000

    /// The profile of a catalogue without products: titles are compared, and nothing else.
    public static let empty = CatalogueProfile()

    private init() {
        (products, columns, rarities) = (0, [], [])
        addTitle()
    }

    /// Takes the statistics of some products without ready vectors.
    public init(of sample: [Product], total: Int? = nil) {
        self.init(of: sample, total: total, vector: { _ in nil })
    }

    /// Takes the statistics of some products.
    ///
    /// - Parameters:
    ///   - sample: Up to ``sampleSize`` products; what is more is left out.
    ///   - total: The number of products in the catalogue; that of the sample where `nil`.
    ///   - vector: A product's ready vector, where it has one.
    public init(
        of sample: [Product], total: Int? = nil, vector: (Product) throws -> [Float]?
    ) rethrows {
        let sample = Array(sample.prefix(Self.sampleSize))
        products = total ?? sample.count
        (columns, rarities) = ([], [])
        var values = ColumnValues(sample)
        try values.add(sample.map(vector))
        let kinds = values.kinds()
        let hasText = kinds.contains { $0.kind.isText }
        for (name, kind) in kinds {
            let shape = values.shape(of: name)
            columns.append(
                Column(
                    name: name, kind: kind, filled: shape.filled, distinct: values.distinct(name),
                    examples: values.examples(of: name), factor: 1, centre: 0, spread: 1,
                    statistics: Column.statistics(
                        kind, shape, ColumnAgreement(), products: products, hasText: hasText)))
            if kind == .number {
                (columns[columns.count - 1].centre, columns[columns.count - 1].spread) = values.scale(of: name)
            }
            if kind.isText { rarities.append(TokenRarity(of: values.texts(of: name))) }
        }
        let agreements = ColumnComparison(self, sample, try sample.prefix(ColumnComparison.limit).map(vector))
            .agreements()
        for index in columns.indices {
            let column = columns[index]
            columns[index].statistics = Column.statistics(
                column.kind, values.shape(of: column.name), agreements[index], products: products, hasText: hasText)
        }
        if columns.isEmpty { addTitle() }
    }

    /// Titles are compared also where no product is known yet.
    private mutating func addTitle() {
        columns = [
            Column(
                name: Product.titleColumn, kind: .title, filled: 1, distinct: 0, examples: [], factor: 1, centre: 0,
                spread: 1,
                statistics: Column.statistics(
                    .title, Column.Shape(), ColumnAgreement(), products: products, hasText: true))
        ]
        rarities = [TokenRarity(of: [])]
    }

    /// The columns that are read as texts, and those that are read as values, in the order of a row.
    var slots: (texts: [Column], others: [Column]) {
        (
            Array(columns.filter(\.kind.isText).prefix(Self.textColumns)),
            Array(
                columns.filter { !$0.kind.isText && $0.kind.isComparable && $0.kind != .vector }
                    .prefix(Self.otherColumns))
        )
    }

    /// The names of the columns that are compared: of a kind that can be, not the same for all, and not more than a row has room for.
    public var compared: Set<String> {
        let read = slots.texts + slots.others + [vectorColumn].compactMap(\.self)
        return Set(read.filter { !$0.isConstant }.map(\.name))
    }

    /// The column of ready vectors, where there is one.
    var vectorColumn: Column? { columns.first { $0.kind == .vector } }

    /// Whether products have ready vectors.
    public var hasVectors: Bool { vectorColumn != nil }

    /// Sets a factor on the weight of a column.
    ///
    /// - Parameters:
    ///   - factor: 0 or more: 0 leaves the column out, 1 is as the model weighs it.
    ///   - name: The column's name.
    /// - Returns: Whether there is such a column.
    @discardableResult
    public mutating func set(_ factor: Double, of name: String) -> Bool {
        guard let index = columns.firstIndex(where: { $0.name == name }) else { return false }
        columns[index].factor = factor
        return true
    }

    /// Returns the weight of a token in a text column: its inverse document frequency (Spärck Jones, 1972).
    func rarity(of token: Int, in position: Int) -> Float { rarities[position].weight(of: token) }

    /// The weights of all tokens of titles; `nil` for a catalogue without titles.
    var titleRarity: [Float]? {
        let position = columns.filter(\.kind.isText).firstIndex { $0.kind == .title }
        return position.map { position in (0..<ProductParts.tokens).map { rarity(of: $0, in: position) } }
    }

    /// Whether a catalogue of so many products needs another profile than this.
    public func isOutdated(for products: Int) -> Bool {
        abs(products - self.products) * 2 > max(self.products, 1)
    }
}

/// The number of texts that each token is in, of a sample.
struct TokenRarity: Sendable, Codable, Equatable {
    private var texts: Int
    private var counts: [UInt16]

    /// Counts the tokens of texts, each once in a text.
    init(of texts: [String]) {
        self.texts = texts.count
        counts = Array(repeating: 0, count: ProductParts.tokens)
        for text in texts {
            for token in Set(NGrams.hashes(of: text).map { 1 + Int($0 % UInt64(ProductParts.tokens - 1)) }) {
                counts[token] = counts[token] == .max ? .max : counts[token] + 1
            }
        }
    }

    /// 1 + log((1 + n) / (1 + n_t)) of a token that n_t of n texts have.
    func weight(of token: Int) -> Float { Float(1 + log(Double(1 + texts) / Double(1 + Int(counts[token])))) }

    private enum CodingKeys: CodingKey { case texts, counts }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Throws: `DecodingError` for another number of counts.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        texts = try values.decode(Int.self, forKey: .texts)
        let bytes = [UInt8](try values.decode(Data.self, forKey: .counts))
        guard bytes.count == 2 * ProductParts.tokens else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: values, debugDescription: "\(bytes.count) bytes of counts")
        }
        counts = (0..<ProductParts.tokens).map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 }
    }

    /// Writes the counts as little-endian numbers of two bytes each.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(texts, forKey: .texts)
        try values.encode(Data(counts.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), forKey: .counts)
    }
}
