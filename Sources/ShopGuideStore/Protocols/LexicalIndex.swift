/// The index of the words of products: their titles in all languages, brands, categories, attributes and ids.
///
/// A store keeps it in the same transactions as the products. It finds products by the tokens of ``ShopGuide/Product/searchTokens`` and
/// nothing else: no store divides texts into words by itself, so that all of them find the same.
public protocol LexicalIndex: Sendable {
    /// Finds the products that have the most, and the rarest, of a query's tokens.
    ///
    /// The measure is the sum of the tokens' rarities, ln(1 + (N - N_t + ½) / (N_t + ½)) for a token that N_t of about N products have.
    /// Products that have all of ``LexicalQuery/parts`` are found before others, however many there are that have one. A store may pass
    /// over products that have nothing but frequent tokens in common with the query where reading them all would take long.
    ///
    /// - Parameters:
    ///   - query: The tokens.
    ///   - limit: The most products.
    /// - Returns: The products, the best first, of equals the older; and the tokens that no product has.
    /// - Throws: ``StoreError`` where the store can't be read.
    func lexicalMatches(_ query: LexicalQuery, limit: Int) throws -> LexicalMatches
}

/// The tokens that a search asks for; they are compared as they are, and nothing in them is syntax.
public struct LexicalQuery: Sendable, Hashable {
    /// All tokens, each once.
    public var tokens: [String]
    /// Those of them that a product has which has every word of the query.
    public var parts: [String]

    /// Creates a query.
    public init(tokens: [String], parts: [String]) { (self.tokens, self.parts) = (tokens, parts) }
}

/// The products that have words of a query.
public struct LexicalMatches: Sendable, Hashable {
    /// A product.
    public struct Match: Sendable, Hashable {
        /// The product's id.
        public var id: String
        /// The measure, above 0.
        public var score: Double

        /// Creates a match.
        public init(id: String, score: Double) { (self.id, self.score) = (id, score) }
    }

    /// The products, the best first.
    public var matches: [Match]
    /// The tokens of the query that no product has.
    public var absent: Set<String>

    /// Creates matches.
    public init(_ matches: [Match], absent: Set<String>) { (self.matches, self.absent) = (matches, absent) }
}
