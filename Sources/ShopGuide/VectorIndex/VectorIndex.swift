/// Vectors of one width by slot, searched by cosine similarity.
///
/// Slots are small whole numbers that the caller assigns. A vector of zeros is kept, and has a similarity of 0 to everything.
public protocol VectorIndex: Sendable {
    /// The width of the vectors.
    var dimensions: Int { get }

    /// The number of vectors.
    var count: Int { get }

    /// Adds a vector, or replaces the one of the same slot.
    ///
    /// - Throws: ``VectorIndexError`` for a vector of another width or with a number that isn't finite; nothing is changed then.
    mutating func insert(_ vector: [Float], at slot: Int) throws(VectorIndexError)

    /// Removes the vector of a slot.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    mutating func remove(_ slot: Int) -> Bool

    /// Finds the vectors that are most similar to a query, the most similar first; of equals, the lowest slots first.
    ///
    /// - Parameters:
    ///   - query: A vector of any length.
    ///   - limit: The number of vectors to find at most.
    ///   - scope: The vectors that are compared.
    ///   - isMatch: A filter: whether a slot may be found. It is asked about few slots where it can be.
    /// - Returns: Fewer than `limit` where fewer match among those compared.
    /// - Throws: ``VectorIndexError`` for a query of another width or with a number that isn't finite.
    func search(
        _ query: [Float], limit: Int, in scope: VectorSearchScope, where isMatch: (_ slot: Int) -> Bool
    ) throws(VectorIndexError) -> [Neighbor]

    /// Compares vectors with others, as a search compares them: approximately where that is faster.
    ///
    /// - Returns: For each of `slots` the similarities to all of `others`; 0 where there is no vector.
    func similarities(of slots: [Int], with others: [Int]) -> [[Float]]
}

/// The vectors that a search compares with its query.
public enum VectorSearchScope: Sendable {
    /// Those in the neighbourhood of the query: enough to find nearly all of the most similar ones where the filter lets many through.
    case neighborhood
    /// All of them.
    case everything
}

/// A vector that was found.
public struct Neighbor: Sendable, Hashable {
    /// The slot.
    public var slot: Int
    /// The cosine of the angle to the query, -1…1.
    public var similarity: Float

    /// Creates a neighbour.
    public init(slot: Int, similarity: Float) {
        self.slot = slot
        self.similarity = similarity
    }
}

/// The error of a vector that an index can't compare with its own.
public enum VectorIndexError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The vector has another width than the index.
    case width(Int, expected: Int)
    /// A number is NaN or infinite.
    case notFinite(position: Int)

    /// One line that names the numbers.
    public var description: String {
        switch self {
        case .width(let found, let expected): "a vector of \(found) numbers in an index of \(expected) dimensions"
        case .notFinite(let position): "a vector whose number at position \(position) isn't finite"
        }
    }

    /// Refuses a vector that isn't of a width or has a number that isn't finite.
    static func check(_ vector: [Float], _ dimensions: Int) throws(VectorIndexError) {
        guard vector.count == dimensions else { throw .width(vector.count, expected: dimensions) }
        // A sum is finite where all its parts are, but for overflow: so the common case needs no branches.
        guard !vector.reduce(0, +).isFinite, let position = vector.firstIndex(where: { !$0.isFinite }) else { return }
        throw .notFinite(position: position)
    }
}
