public import ShopGuide

/// A part of a list, with the cursor of the rest of it.
public struct StorePage<Item: Sendable>: Sendable {
    /// The items of the page.
    public var items: [Item]
    /// The cursor of the next page, which means nothing but to the store; nil on the last page.
    public var next: Int64?

    /// Creates a page.
    public init(items: [Item], next: Int64?) {
        self.items = items
        self.next = next
    }

    /// Creates a page of rows of which one more was read than it holds, if there was one.
    init(of rows: [(row: Int64, item: Item)], limit: Int) {
        self.init(items: rows.prefix(limit).map(\.item), next: rows.count > limit ? rows[limit - 1].row : nil)
    }
}

/// A choice of products.
public struct CatalogueFilter: Sendable, Hashable {
    /// The category that they are of, or below.
    public var category: ShopGuide.Category?
    /// The market that they are sold in; products of which nobody said where they are sold count as well.
    public var market: String?
    /// The words each of which their title, brand or id contains.
    public var words: [String] = []

    /// Creates a filter that lets everything through.
    public init() {}
}
