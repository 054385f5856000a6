/// Recommended products, and how they were found.
public struct Recommendations: Sendable, Codable {
    /// A recommended product.
    public struct Item: Sendable, Codable {
        /// The product.
        public var product: Product
        /// The score; only differences mean something.
        public var score: Double
        /// The reason, where it was asked for.
        public var reason: RecommendationReason?
        /// The number of its other sizes and colours that meet the conditions and aren't shown; nil for none.
        public var variants: Int?

        /// Creates an item.
        public init(product: Product, score: Double, reason: RecommendationReason? = nil, variants: Int? = nil) {
            self.product = product
            self.score = score
            self.reason = reason
            self.variants = variants
        }
    }

    /// The products, the best first.
    public var items: [Item]
    /// The name of the learner.
    public var learner: String
    /// The code of the market, if it is known.
    public var market: String?
    /// The number of events that the learner saw.
    public var events: Int
    /// Remarks for the one who asks: events that were left out, say.
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
