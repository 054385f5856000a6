/// The explanation why a product is recommended or isn't.
public struct RecommendationExplanation: Sendable, Codable {
    /// A word or an attribute of the product, with its effect.
    public struct Part: Sendable, Hashable, Codable {
        /// The word or attribute.
        public var trait: RecommendationReason.Trait
        /// The effect on the score: the score, less the score without it.
        public var effect: Double

        /// Creates an entry.
        public init(trait: RecommendationReason.Trait, effect: Double) {
            self.trait = trait
            self.effect = effect
        }
    }

    /// A comparison of the product with another one.
    public struct Comparison: Sendable, Hashable, Codable {
        /// A part of the difference of the two scores.
        public struct Difference: Sendable, Hashable, Codable {
            /// The id of the event's product; nil for the part that doesn't depend on events.
            public var event: String?
            /// That product's title.
            public var title: LocalizedText?
            /// The kind of event.
            public var kind: Interaction.Kind?
            /// The product's part of the score less the other's; these add up to the difference of the scores.
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
        /// The reason why the other can't be recommended, if it can't.
        public var barrier: RecommendationBarrier?
        /// The parts of the difference, those most in favour of the product first.
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
    /// The rank, from 1, among the candidates; nil where it wasn't one.
    public var rank: Int?
    /// The number of products that may be recommended.
    public var allowed: Int
    /// The reason why it can't be recommended, if it can't.
    public var barrier: RecommendationBarrier?
    /// The parts of its score.
    public var reason: RecommendationReason
    /// The words and attributes, those that count most first.
    public var parts: [Part]
    /// The comparison with the other product that was asked about.
    public var comparison: Comparison?
    /// Remarks for the one who asks.
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
    /// Returns why the other isn't in the product's place, as a shopper is told it.
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
