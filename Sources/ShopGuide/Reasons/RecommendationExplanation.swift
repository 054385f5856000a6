/// Why a product is recommended or isn't, looked at closely.
public struct RecommendationExplanation: Sendable, Codable {
    /// A word or an attribute of the product, and what it counts for.
    public struct Part: Sendable, Hashable, Codable {
        /// What it is.
        public var trait: RecommendationReason.Trait
        /// How much lower the score would be if the product didn't have it.
        public var effect: Double

        /// Creates an entry.
        public init(trait: RecommendationReason.Trait, effect: Double) {
            self.trait = trait
            self.effect = effect
        }
    }

    /// The product beside another one that scores higher, or lower.
    public struct Comparison: Sendable, Hashable, Codable {
        /// Something that speaks for one of the two.
        public struct Difference: Sendable, Hashable, Codable {
            /// The id of the product that the shopper had to do with; nil for what is there without any event.
            public var event: String?
            /// That product's title.
            public var title: LocalizedText?
            /// What was done with it.
            public var kind: Interaction.Kind?
            /// How much more it speaks for the product than for the other; these add up to the difference of the scores.
            public var difference: Double

            /// Creates a difference.
            public init(event: String?, title: LocalizedText?, kind: Interaction.Kind?, difference: Double) {
                self.event = event
                self.title = title
                self.kind = kind
                self.difference = difference
            }
        }

        /// The id of the other product.
        public var product: String
        /// The other product's title.
        public var title: LocalizedText
        /// The other product's score.
        public var score: Double
        /// Why the other can't be recommended, if it can't.
        public var barrier: RecommendationBarrier?
        /// What makes the difference, what speaks most for the product first.
        public var differences: [Difference]

        /// Creates a comparison.
        public init(
            product: String, title: LocalizedText, score: Double, barrier: RecommendationBarrier?,
            differences: [Difference]
        ) {
            self.product = product
            self.title = title
            self.score = score
            self.barrier = barrier
            self.differences = differences
        }
    }

    /// The product's id.
    public var product: String
    /// Its title.
    public var title: LocalizedText
    /// Whether it is among the products that are recommended.
    public var isRecommended: Bool
    /// Its place, from 1, among those that were ranked; nil where it wasn't.
    public var rank: Int?
    /// How many products may be recommended.
    public var allowed: Int
    /// Why it can't be recommended, if it can't.
    public var barrier: RecommendationBarrier?
    /// How its score comes about.
    public var reason: RecommendationReason
    /// What of it counts, what counts most first.
    public var parts: [Part]
    /// It beside the other one that was asked about.
    public var comparison: Comparison?
    /// What the one who asks should know.
    public var notes: [String]

    /// Creates an explanation.
    public init(
        isRecommended: Bool, rank: Int?, allowed: Int, barrier: RecommendationBarrier?, reason: RecommendationReason,
        parts: [Part], comparison: Comparison?, notes: [String]
    ) {
        product = reason.product
        title = reason.title
        self.isRecommended = isRecommended
        self.rank = rank
        self.allowed = allowed
        self.barrier = barrier
        self.reason = reason
        self.parts = parts
        self.comparison = comparison
        self.notes = notes
    }
}

extension RecommendationExplanation.Comparison {
    /// Why the other isn't in the product's place, as a shopper is told it.
    ///
    /// - Parameters:
    ///   - product: The reason of the product.
    ///   - language: The language.
    /// - Returns: A sentence.
    public func sentence(beside product: RecommendationReason, in language: ReasonLanguage) -> String {
        let (own, other) = (language.name(product.title, id: product.product), language.name(title, id: self.product))
        if let barrier {
            let words = barrier.text(in: language.rawValue)
            return language == .english ? "Not \(other): \(words)." : "没有推荐\(other)：\(words)。"
        }
        let isAhead = product.score >= score
        let decisive = isAhead ? differences.first : differences.last
        switch (language, decisive?.event) {
        case (.english, let event?):
            let deed = language.deed(
                decisive?.kind ?? .view, language.name(decisive?.title ?? LocalizedText(), id: event))
            return isAhead
                ? "\(own) rather than \(other), because \(deed), which is more like the former."
                : "\(other) comes before \(own), because \(deed), which is more like it."
        case (.english, nil):
            return isAhead
                ? "\(own) rather than \(other), for it is chosen more often."
                : "\(other) comes before \(own), for it is chosen more often."
        case (.chinese, let event?):
            let deed = language.deed(
                decisive?.kind ?? .view, language.name(decisive?.title ?? LocalizedText(), id: event))
            return isAhead ? "推荐\(own)而不是\(other)：\(deed)，与前者更相近。" : "\(other)排在\(own)之前：\(deed)，与它更相近。"
        case (.chinese, nil):
            return isAhead ? "推荐\(own)而不是\(other)：选它的人更多。" : "\(other)排在\(own)之前：选它的人更多。"
        }
    }
}
