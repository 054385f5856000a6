import GRDB
public import ShopGuide

/// Some of a list, and where the rest of it begins.
public struct StorePage<Item: Sendable>: Sendable {
    /// What is on the page.
    public var items: [Item]
    /// The row after which the next page begins; nil on the last.
    public var next: Int64?
}

/// Which products are wanted.
public struct CatalogueFilter: Sendable, Hashable {
    /// Of this category, or below it.
    public var category: ShopGuide.Category?
    /// Sold in this market, or nobody said where.
    public var market: String?
    /// Whose title, brand or id contains each of these.
    public var words: [String] = []

    /// Creates a filter that lets everything through.
    public init() {}

    /// The condition in SQL, and what is bound to it.
    func condition() -> (sql: String, arguments: [String]) {
        var (conditions, arguments) = (["TRUE"], [String]())
        if let category {
            let below = category.id + Category.separator
            conditions.append(
                "products.category IN (SELECT row FROM categories WHERE path = ? OR substr(path, 1, length(?)) = ?)")
            arguments += [category.id, below, below]
        }
        if let market {
            conditions.append("(markets IS NULL OR instr(' ' || markets || ' ', ?) > 0)")
            arguments.append(" \(market) ")
        }
        for word in words {
            let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            conditions.append(
                "(products.id || ' ' || coalesce(brand, '') || ' ' || coalesce(title, '')) LIKE ? ESCAPE '\\'")
            arguments.append("%\(escaped)%")
        }
        return (conditions.joined(separator: " AND "), arguments)
    }
}

extension Store {
    /// Returns some products, in the order in which they came.
    ///
    /// - Parameters:
    ///   - filter: Which ones.
    ///   - row: The row after which they begin; from the first where it's nil.
    ///   - limit: How many at most.
    /// - Returns: A page of them.
    /// - Throws: ``StoreError`` where the store can't be read.
    public func products(_ filter: CatalogueFilter = CatalogueFilter(), after row: Int64? = nil, limit: Int) throws
        -> StorePage<Product>
    {
        let (condition, arguments) = filter.condition()
        return try page(limit) { take in
            try numberedProducts(
                where: "products.row > \(row ?? 0) AND \(condition)", arguments, limit: limit + 1, take)
        }
    }

    /// Returns some shoppers, in the order in which they came.
    public func shoppers(in market: String? = nil, after row: Int64? = nil, limit: Int) throws -> StorePage<Shopper> {
        let condition = market == nil ? "TRUE" : "markets.id = ?"
        return try page(limit) { take in
            try shoppers(
                where: "shoppers.row > \(row ?? 0) AND \(condition)", market.map { [$0] } ?? [], limit: limit + 1, take)
        }
    }

    /// Returns a shopper, if there is one of that id.
    public func shopper(_ id: String) throws -> Shopper? {
        var found: Shopper?
        try shoppers(where: "shoppers.id = ?", [id], limit: 1) { found = $1 }
        return found
    }

    /// Returns some of what a shopper did, the latest to come first.
    public func history(of shopper: String, before row: Int64? = nil, limit: Int) throws -> StorePage<Interaction> {
        try page(limit) { take in
            let condition =
                "interactions.shopper = (SELECT row FROM shoppers WHERE id = ?) "
                + "AND interactions.row < \(row ?? Int64.max)"
            try interactions(where: condition, [shopper], order: "interactions.row DESC", limit: limit + 1, take)
        }
    }

    private func page<Item>(_ limit: Int, _ body: ((Int64, Item) -> Void) throws -> Void) throws -> StorePage<Item> {
        var rows: [(row: Int64, item: Item)] = []
        try body { rows.append(($0, $1)) }
        guard rows.count > limit else { return StorePage(items: rows.map(\.item), next: nil) }
        return StorePage(items: rows.prefix(limit).map(\.item), next: rows[limit - 1].row)
    }
}
