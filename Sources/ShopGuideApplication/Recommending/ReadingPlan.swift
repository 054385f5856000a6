/// The work that is done while a store is read for recommendations.
public struct ReadingPlan: Sendable {
    /// Whether all products are embedded before anybody is answered; else they are listed, and embedded by
    /// ``ShopRecommender/embedNext()``.
    public var isComplete = true
    /// The threads that embed.
    public var lanes = 1
    /// The products that are embedded at once where not all are, so that the search has a sample to be fitted to.
    package var sample = 2048

    /// Creates the plan of a command: everything first, on one thread that LibTorch's help.
    public init() {}

    /// Creates a plan.
    public init(isComplete: Bool, lanes: Int) { (self.isComplete, self.lanes) = (isComplete, lanes) }
}

/// The stage of reading a store for recommendations.
public enum ReadingProgress: Sendable, Equatable {
    /// Products that were read so far.
    case reading(Int)
    /// Products that were embedded so far, and of how many.
    case embedding(Int, of: Int)
}

/// The products of a recommender that have no embeddings yet, in order.
struct EmbeddingBacklog: Sendable {
    private var products: ArraySlice<String>
    /// The number of those that there were in the beginning.
    let total: Int

    init(_ products: [String]) { (self.products, total) = (products[...], products.count) }

    /// The number of those that are left.
    var count: Int { products.count }

    /// Returns the next ones after some that are on their way.
    func next(_ count: Int, after others: Int) -> [String] { Array(products.dropFirst(others).prefix(count)) }

    /// Takes the next ones away.
    mutating func remove(_ count: Int) { products.removeFirst(min(count, products.count)) }
}
