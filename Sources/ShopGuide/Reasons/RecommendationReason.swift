/// The reason for a recommendation: the parts of a product's score, which add up to it.
public struct RecommendationReason: Sendable, Hashable, Codable {
    /// One of the shopper's events.
    public struct Event: Sendable, Hashable, Codable {
        /// The product's id.
        public var product: String
        /// That product's title.
        public var title: LocalizedText
        /// The kind of event.
        public var kind: Interaction.Kind
        /// The time, if it is known.
        public var time: Timestamp?
        /// Its part of the score: these and the base add up to it.
        public var contribution: Double
        /// The effect on the score: the score, less the score as recomputed without this event.
        public var effect: Double
        /// The squared distance of the two products' embeddings, which are of length 1: 0 for the same, 2 for unrelated ones.
        public var distance: Double
        /// The traits of both products, the most telling first.
        public var shared: [Trait]

        /// Creates an event.
        public init(
            product: String, title: LocalizedText, kind: Interaction.Kind, time: Timestamp?, contribution: Double,
            effect: Double, distance: Double, shared: [Trait]
        ) {
            self.product = product
            self.title = title
            self.kind = kind
            self.time = time
            self.contribution = contribution
            self.effect = effect
            self.distance = distance
            self.shared = shared
        }
    }

    /// Something that two products have in common.
    public struct Trait: Sendable, Hashable, Codable {
        /// The kind of trait: `word`, `brand`, `category`, `price`, or an attribute's name.
        public var name: String
        /// The value: `blue`.
        public var value: String
        /// The language of a word, if it is known.
        public var language: String?

        /// Creates a trait.
        public init(name: String, value: String, language: String? = nil) {
            self.name = name
            self.value = value
            self.language = language
        }
    }

    /// Another market that contributes to the score.
    public struct Market: Sendable, Hashable, Codable {
        /// Its code.
        public var market: String
        /// The effect on the score: the score, less the score without the interactions of that market.
        public var effect: Double

        /// Creates an entry.
        public init(market: String, effect: Double) {
            self.market = market
            self.effect = effect
        }
    }

    /// The id of the product that is recommended.
    public var product: String
    /// Its title.
    public var title: LocalizedText
    /// The code of the shopper's market, if it is known.
    public var market: String?
    /// The score.
    public var score: Double
    /// The part of the score that doesn't depend on events: the product's popularity in the market.
    public var base: Double
    /// The shopper's events, those that count most first.
    public var events: [Event] = []
    /// The other markets that contribute, those that count most first.
    public var markets: [Market] = []

    /// Creates a reason without events.
    public init(product: String, title: LocalizedText, market: String?, score: Double, base: Double) {
        self.product = product
        self.title = title
        self.market = market
        self.score = score
        self.base = base
    }
}
