/// What is recommended.
public struct Recommendations: Sendable, Codable {
    /// One product.
    public struct Item: Sendable, Codable {
        /// The product.
        public var product: Product
        /// How well it fits; only differences mean something.
        public var score: Double
        /// Why, where that was asked for.
        public var reason: RecommendationReason?

        /// Creates an item.
        public init(product: Product, score: Double, reason: RecommendationReason? = nil) {
            self.product = product
            self.score = score
            self.reason = reason
        }
    }

    /// The products, the best first.
    public var items: [Item]
    /// What learned the shopper.
    public var learner: String
    /// The code of the market that was asked for, if it is known.
    public var market: String?
    /// How many events the shopper was learned from.
    public var events: Int
    /// What the one who asks should know: events that were left out, say.
    public var notes: [String]

    /// Creates an answer.
    public init(items: [Item], learner: String, market: String?, events: Int, notes: [String]) {
        self.items = items
        self.learner = learner
        self.market = market
        self.events = events
        self.notes = notes
    }
}
