/// The amount of everything that a store holds.
public struct StoreContents: Sendable, Hashable, Codable {
    /// Products.
    public var products: Int
    /// Categories, with those above others.
    public var categories: Int
    /// The codes of markets, in order.
    public var markets: [String]
    /// Shoppers.
    public var shoppers: Int
    /// Interactions by kind.
    public var interactions: [String: Int]
    /// Imported embeddings by name.
    public var embeddings: [String: Int]
    /// Categories that were taught from examples.
    public var taught: Int
    /// Imports that didn't come to their end.
    public var unfinishedImports: Int
}

/// The amount of what a store holds of a market.
public struct MarketContents: Sendable, Hashable, Codable, Identifiable {
    /// Its code.
    public var id: String
    /// Products that are said to be sold there.
    public var products: Int
    /// Shoppers who shop there.
    public var shoppers: Int
    /// Interactions there.
    public var interactions: Int
}
