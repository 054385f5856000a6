/// Why a product is recommended: how its score came about, in numbers that add up to it.
public struct RecommendationReason: Sendable, Hashable, Codable {
    /// One thing that the shopper did.
    public struct Event: Sendable, Hashable, Codable {
        /// The id of the product that it was done with.
        public var product: String
        /// That product's title.
        public var title: LocalizedText
        /// What was done.
        public var kind: Interaction.Kind
        /// When, if that is known.
        public var time: Timestamp?
        /// Its part of the score: these and the base add up to it.
        public var contribution: Double
        /// How much lower the score would be without it: the score, less the score as recomputed without this event.
        public var effect: Double
        /// The squared distance of the two products' points, which are of length 1: 0 for the same, 2 for unlike ones.
        public var distance: Double
        /// What both products have, what tells most first.
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
        /// What kind of thing: `word`, `brand`, `category`, `price`, or an attribute's name.
        public var name: String
        /// Which one: `blue`.
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

    /// A market that something was borrowed from.
    public struct Market: Sendable, Hashable, Codable {
        /// Its code.
        public var market: String
        /// How much lower the score would be if nothing were known of what shoppers do there.
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
    /// The part of it that is there without any event: how wanted the product is where the shopper is.
    public var base: Double
    /// What the shopper did, what counts most first.
    public var events: [Event] = []
    /// The other markets that something was borrowed from, what counts most first.
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
