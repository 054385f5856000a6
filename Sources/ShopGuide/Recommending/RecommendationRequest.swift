/// What is to be recommended, to whom, and from what.
public struct RecommendationRequest: Sendable, Hashable {
    /// A product that somebody has just seen, liked, or had to do with otherwise.
    public struct Seen: Sendable, Hashable, Codable {
        /// The product's id.
        public var product: String
        /// What was done with it.
        public var kind: Interaction.Kind
        /// A rating, a quantity or an amount.
        public var value: Double?
        /// When; now where it isn't said.
        public var time: Timestamp?

        /// Creates an entry.
        public init(
            _ product: String, _ kind: Interaction.Kind = .view, value: Double? = nil, at time: Timestamp? = nil
        ) {
            self.product = product
            self.kind = kind
            self.value = value
            self.time = time
        }
    }

    /// The shopper's id; nil for somebody whom the shop doesn't know.
    public var shopper: String?
    /// What they have done beside what the shop knows of them, the oldest first.
    public var seen: [Seen] = []
    /// The code of the market; the shopper's own where it isn't said.
    public var market: String?
    /// Only products of this category, those of the categories below it included.
    public var category: Category?
    /// Only products of this brand.
    public var brand: String?
    /// Products that are left out, by id.
    public var excluded: Set<String> = []
    /// Whether what is in ``seen`` may come back; what was bought or dismissed doesn't either way.
    public var includesSeen = false
    /// Only products that cost at least this.
    public var lowestPrice: Price?
    /// Only products that cost at most this.
    public var highestPrice: Price?
    /// Only products that are so available; those that can be ordered where it isn't said.
    public var availability: Set<Availability>?
    /// How many products at most.
    public var limit = 10
    /// From 0, the best products, to 1, products that are as different as can be (Carbonell and Goldstein, 1998).
    public var diversity = 0.0
    /// What learns the shopper; the best that there is where it isn't said.
    public var learner: String?
    /// Whether each product comes with its reason.
    public var explain = false
    /// When the question is asked; now where it isn't said.
    public var now: Timestamp?

    /// Creates a request of everything, for nobody in particular.
    public init() {}

    /// Creates a request for a shopper.
    public init(shopper: String) { self.shopper = shopper }

    /// Creates a request for somebody who has just seen some products.
    public init(seen: [Seen]) { self.seen = seen }
}
