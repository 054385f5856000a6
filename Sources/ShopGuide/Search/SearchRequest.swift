/// A search: what is looked for, and the conditions that products have to meet.
public struct SearchRequest: Sendable, Hashable {
    /// Words that products should have.
    public var text: String?
    /// The bytes of a picture's file.
    public var picture: [UInt8]?
    /// The id of a product that products should be like; `mug-01#2` is the product with its second picture.
    public var product: String?
    /// The asking shopper, the conditions and the number of products. What the shopper bought or dismissed is found too.
    public var conditions = RecommendationRequest()

    /// Creates a search for nothing.
    public init() {}

    /// Creates a search for words.
    public init(_ text: String) { self.text = text }
}

/// The answer to a search.
public struct SearchResults: Sendable {
    /// A product that was found.
    public struct Item: Sendable {
        /// The product.
        public var product: Product
        /// The score; only its order means something.
        public var score: Double
        /// The reason for which it was found.
        public var reason: SearchReason
        /// The reason for which it suits the shopper, where one was named and reasons were asked for.
        public var shopperReason: RecommendationReason?
        /// The number of its other sizes and colours that meet the conditions and aren't shown; nil for none.
        public var variants: Int?
    }

    /// The products, the best first.
    public var items: [Item] = []
    /// Whether anything was found; else the products are those that are nearest.
    public var isFound = true
    /// The words that were put in the place of misspelled ones, by those.
    public var corrections: [String: String] = [:]
    /// The words of the text that no product has.
    public var missing: [String] = []
    /// The name of the learner that ranked for the shopper; nil where none was named.
    public var learner: String?
    /// The code of the market, if it is known.
    public var market: String?
    /// Remarks for the one who asks.
    public var notes: [String] = []

    /// Creates the results of a search that found nothing.
    public init() {}
}

/// The reason for which a search found a product.
public struct SearchReason: Sendable, Hashable, Codable {
    /// The words of the query that the product has, as they were searched for.
    public var words: [String]
    /// Its place among the products with common words, from 1.
    public var lexicalRank: Int?
    /// Its place among the products with near embeddings, from 1.
    public var embeddingRank: Int?
    /// The cosine of its embedding and the query's.
    public var similarity: Double?
    /// Its place for the shopper among what was found, from 1.
    public var shopperRank: Int?

    /// Creates a reason.
    public init(
        words: [String], lexicalRank: Int? = nil, embeddingRank: Int? = nil, similarity: Double? = nil,
        shopperRank: Int? = nil
    ) {
        self.words = words
        (self.lexicalRank, self.embeddingRank) = (lexicalRank, embeddingRank)
        (self.similarity, self.shopperRank) = (similarity, shopperRank)
    }

    /// The reason as the one who searches is told it.
    public func sentence(in language: ReasonLanguage) -> String {
        let near = embeddingRank.flatMap { $0 <= 10 ? true : nil } ?? false
        switch language {
        case .english:
            if words.isEmpty { return near ? "Nearest to what you are looking for." : "Near what you are looking for." }
            let list = language.list(words.map { "“\($0)”" })
            return "Has \(list)\(near ? ", and is among the most similar" : "")."
        case .chinese:
            if words.isEmpty { return near ? "与您要找的最接近。" : "与您要找的相近。" }
            return "包含\(language.list(words.map { "“\($0)”" }))\(near ? "，也是最相似的商品之一" : "")。"
        }
    }
}
