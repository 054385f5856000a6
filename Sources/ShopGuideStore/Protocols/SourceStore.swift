public import ShopGuide

/// A source of products that a service looks at again and again; its content is known to whoever does it.
public struct StoredSource: Sendable, Hashable, Identifiable {
    /// Its name.
    public var id: String
    /// The time at which it is to be looked at next.
    public var next: Timestamp
    /// The description of the source and the findings of the last time, as JSON.
    public var content: String

    /// Creates a source.
    public init(id: String, next: Timestamp, content: String) {
        (self.id, self.next, self.content) = (id, next, content)
    }
}

/// The number of a source's products.
public struct SourceContents: Sendable, Hashable, Codable {
    /// Those that it brought.
    public var products = 0
    /// Those of them that it lacked the last time.
    public var missing = 0

    /// Creates the contents of a source that brought nothing.
    public init() {}
}

/// The changes that a source would make by the products that it brings now.
public struct SourceArrivals: Sendable, Hashable {
    /// The number of products that it brings.
    public var products = 0
    /// The number of products that it had the last time.
    public var before = 0
    /// Those of them that it lacks now.
    public var lost = 0

    /// Creates the arrivals of nothing.
    public init() {}
}

/// The sources of products, and which products each of them brought.
public protocol SourceStore: Sendable {
    /// Returns all sources, in the order of their names.
    func sources() throws -> [StoredSource]

    /// Returns the source of a name, if there is one.
    func source(_ name: String) throws -> StoredSource?

    /// Counts the products of a source.
    func contents(ofSource name: String) throws -> SourceContents

    /// Compares the products that a source brings with those that it had the last time.
    func arrivals(ofSource name: String) throws -> SourceArrivals
}

/// The changes of sources.
public protocol SourceWriter {
    /// Saves a source; the products that it brought stay its own.
    func save(_ source: StoredSource) throws

    /// Removes a source; its products stay in the catalogue.
    ///
    /// - Returns: Whether there was one of that name.
    func removeSource(_ name: String) throws -> Bool

    /// Takes down that a source brings products; they count from ``settleArrivals(ofSource:missesUntilOutOfStock:)`` on.
    func addArrivals(_ products: [String], toSource name: String) throws

    /// Forgets what a source brings.
    func forgetArrivals(ofSource name: String) throws

    /// Makes of a source's arrivals the products that it has: those that it lacks were missed once more, and are out of stock where
    /// that happened so often and no other source has them.
    ///
    /// - Returns: The number of products that are out of stock now and weren't.
    func settleArrivals(ofSource name: String, missesUntilOutOfStock misses: Int) throws -> Int
}
