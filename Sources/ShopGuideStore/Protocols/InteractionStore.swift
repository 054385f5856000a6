public import ShopGuide

/// Shoppers, and what they did.
public protocol InteractionStore: Sendable {
    /// Returns a shopper, if there is one of that id.
    func shopper(_ id: String) throws -> Shopper?

    /// Returns some shoppers, in the order in which they came.
    ///
    /// - Parameters:
    ///   - market: The market of the shoppers; all where it is nil.
    ///   - cursor: The ``StorePage/next`` of the page before; nil for the first page.
    ///   - limit: The most shoppers of a page.
    /// - Returns: A page.
    /// - Throws: ``StoreError`` where the store can't be read.
    func shoppers(in market: String?, after cursor: Int64?, limit: Int) throws -> StorePage<Shopper>

    /// Passes every shopper to `body`, one at a time, in the order in which they came.
    func forEachShopper(_ body: (Shopper) throws -> Void) throws

    /// Returns the interaction of an id, its own or its place's, if there is one.
    func interaction(_ id: String) throws -> Interaction?

    /// Returns some interactions of a shopper, the latest to come first.
    ///
    /// - Parameters:
    ///   - shopper: The shopper's id.
    ///   - cursor: The ``StorePage/next`` of the page before; nil for the first page.
    ///   - limit: The most interactions of a page.
    /// - Returns: A page.
    /// - Throws: ``StoreError`` where the store can't be read.
    func history(of shopper: String, before cursor: Int64?, limit: Int) throws -> StorePage<Interaction>

    /// Counts a shopper's interactions by kind.
    func interactionCounts(of shopper: String) throws -> [String: Int]

    /// Passes all markets, products, shoppers and interactions to `body`, in this order, interactions in the order in which they came.
    ///
    /// Interactions are told by numbers, several times as fast as by ids; one may be of a product or a shopper that isn't there any more.
    ///
    /// - Parameters:
    ///   - position: The position in the feed up to which interactions are passed; all where it is nil.
    ///   - body: Receives each; it must not use the store.
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachSignal(upTo position: ChangePosition?, _ body: (StoredSignal) throws -> Void) throws

    /// Passes every interaction to `body`, one at a time, in the order in which they came; each has an id, its own or its place's.
    ///
    /// - Parameters:
    ///   - position: A position in the feed: interactions that came later are left out, for the feed has them. All where it is nil.
    ///   - body: Receives an interaction; it must not use the store.
    /// - Throws: ``StoreError``, or what `body` throws.
    func forEachInteraction(upTo position: ChangePosition?, _ body: (Interaction) throws -> Void) throws
}

extension InteractionStore {
    /// Passes every interaction to `body`, one at a time, in the order in which they came; each has an id, its own or its place's.
    public func forEachInteraction(_ body: (Interaction) throws -> Void) throws {
        try forEachInteraction(upTo: nil, body)
    }

    /// Returns the latest interactions of a shopper, the latest to come first.
    public func history(of shopper: String, limit: Int) throws -> StorePage<Interaction> {
        try history(of: shopper, before: nil, limit: limit)
    }
}

/// The changes of shoppers and interactions.
public protocol InteractionWriter {
    /// Saves a shopper.
    ///
    /// - Returns: Whether they are new.
    @discardableResult
    func save(_ shopper: Shopper) throws -> Bool

    /// Saves an interaction; a shopper who is new is saved too.
    ///
    /// - Parameters:
    ///   - interaction: The interaction; where it has an id, it replaces the stored one of the same id.
    ///   - place: The identity of an interaction that has no id.
    /// - Returns: Whether it is new.
    /// - Throws: ``RowProblem`` where there is no such product, or neither id nor place.
    @discardableResult
    func save(_ interaction: Interaction, at place: SourceLine?) throws -> Bool

    /// Removes a shopper with their interactions and exposures, and overwrites their bytes in the store.
    ///
    /// - Returns: The number of interactions that were removed; nil where there is no such shopper.
    @discardableResult
    func removeShopper(_ id: String) throws -> Int?

    /// Returns the interaction of an id, its own or its place's, if there is one, as the transaction sees it.
    func interaction(_ id: String) throws -> Interaction?
}

extension InteractionWriter {
    /// Saves an interaction that has an id; a shopper who is new is saved too.
    ///
    /// - Returns: Whether it is new.
    /// - Throws: ``RowProblem`` where there is no such product, or it has no id.
    @discardableResult
    public func save(_ interaction: Interaction) throws -> Bool { try save(interaction, at: nil) }
}

/// The identity of an interaction without an id of its own: a file, known by its content, and a line in it.
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

    /// The text form.
    var text: String { "\(source):\(line)" }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
