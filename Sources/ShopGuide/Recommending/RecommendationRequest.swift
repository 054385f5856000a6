/// A request for recommendations: the shopper, the conditions that products have to meet, and their number.
public struct RecommendationRequest: Sendable, Hashable {
    /// An event of the session that the shop doesn't know yet.
    public struct Seen: Sendable, Hashable, Codable {
        /// The product's id.
        public var product: String
        /// The kind of event.
        public var kind: Interaction.Kind
        /// A rating, a quantity or an amount.
        public var value: Double?
        /// The time; nil for now.
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

    /// The shopper's id; nil for one whom the shop doesn't know.
    public var shopper: String?
    /// Events beside those that the shop knows, the oldest first.
    public var seen: [Seen] = []
    /// The code of the market; nil for the shopper's own.
    public var market: String?
    /// The category that products have to be of, or of one below it.
    public var category: Category?
    /// The brand that products have to be of.
    public var brand: String?
    /// The ids of products to leave out.
    public var excluded: [String] = []
    /// Whether products of ``seen`` may be recommended; those that were bought or dismissed aren't either way.
    public var includesSeen = false
    /// Whether all sizes and colours of a thing are shown; else the best of them, and none of a thing that was seen, bought, dismissed or
    /// left out. See ``ProductFamily``.
    public var includesVariants = false
    /// The lowest price that products may have.
    public var lowestPrice: Price?
    /// The highest price that products may have.
    public var highestPrice: Price?
    /// The availabilities that products may have; nil for those that can be ordered.
    public var availability: Set<Availability>?
    /// The most products to recommend.
    public var limit = 10
    /// The diversity, from 0, the best products, to 1, the most different ones (Carbonell and Goldstein, 1998).
    public var diversity = 0.0
    /// The name of the learner; nil for the default.
    public var learner: String?
    /// Whether each product comes with its reason.
    public var explain = false
    /// The moment of the request; nil for now.
    public var now: Timestamp?

    /// Creates a request without conditions, for nobody in particular.
    public init() {}

    /// Creates a request for a shopper.
    public init(shopper: String) { self.shopper = shopper }

    /// Creates a request for a shopper whom the shop doesn't know, by the events of their session.
    public init(seen: [Seen]) { self.seen = seen }
}
