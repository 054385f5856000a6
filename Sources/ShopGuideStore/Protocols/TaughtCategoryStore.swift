public import ShopGuide

/// The categories that were taught from examples.
public protocol TaughtCategoryStore: Sendable {
    /// Returns the taught categories, in the order in which they were first taught.
    func taughtCategories() throws -> [StoredCategory]

    /// Returns the examples of a taught category, in the order of their ids.
    func taughtExamples(of category: String) throws -> [StoredExample]

    /// Returns the fingerprints of the pictures that a category's examples have.
    func taughtPictures(of category: String) throws -> [ExactID: String]
}

/// The changes of taught categories.
public protocol TaughtCategoryWriter {
    /// Adds an example to a category, which is made where it is new; an example of the same id is replaced.
    ///
    /// - Throws: ``RowProblem`` where the category's examples were made by another encoder.
    func teach(_ example: StoredExample, to category: String, encoder: String) throws

    /// Removes an example; the category stays, even if it was the last.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func removeExample(_ id: String, from category: String) throws -> Bool

    /// Removes a category and its examples.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func forgetCategory(_ id: String) throws -> Bool

    /// Counts the examples of a taught category, as the transaction sees it.
    func examples(of category: String) throws -> Int
}

/// A category that was taught from examples.
public struct StoredCategory: Sendable, Hashable, Identifiable {
    /// Its unique name.
    public var id: String
    /// The encoder that made its embeddings, as a model's digest say; those of another can't be compared with them.
    public var encoder: String
    /// The time at which it was first taught.
    public var created: Timestamp

    /// Creates a category.
    public init(id: String, encoder: String, created: Timestamp) {
        self.id = id
        self.encoder = encoder
        self.created = created
    }
}

/// An example that a category was taught from.
public struct StoredExample: Sendable, Hashable, Identifiable {
    /// A product's id, a file or a title; unique in its category.
    public var id: String
    /// Its embedding.
    public var embedding: [Float]
    /// The time at which it was added.
    public var created: Timestamp
    /// The fingerprint of its picture, by which copies are found; `nil` where it has none.
    public var picture: String?

    /// Creates an example.
    public init(id: String, embedding: [Float], created: Timestamp, picture: String? = nil) {
        self.id = id
        self.embedding = embedding
        self.created = created
        self.picture = picture
    }
}
