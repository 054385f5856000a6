import GRDB
public import ShopGuide

extension SQLiteStore {
    /// Returns products by their ids, as of one moment; ids of which there is none are absent.
    public func products(_ ids: [String]) throws -> [ExactID: Product] {
        var found: [ExactID: Product] = [:]
        try read { database in
            for id in ids {
                try database.forEachProduct(where: "products.id = ?", [.text(id)], limit: 1) { found[ExactID(id)] = $1 }
            }
        }
        return found
    }

    /// Returns the number of products.
    public func productCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM products") ?? 0 }
    }

    /// Returns whether some product has an imported embedding of a name.
    public func hasEmbeddings(named name: String) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM embeddings WHERE name = ?)"
        return try read { try Bool.fetchOne($0, sql: sql, arguments: [name]) ?? false }
    }

    /// Passes every product to `body`, one at a time, in the order in which they came.
    public func forEachProduct(in category: ShopGuide.Category?, _ body: (Product) throws -> Void) throws {
        var filter = CatalogueFilter()
        filter.category = category
        let (condition, arguments) = filter.condition()
        try read { try $0.forEachProduct(where: condition, arguments) { try body($1) } }
    }

    /// Passes some products to `body`, evenly from all of them, without reading the others.
    public func forEachPlace(_ places: Int, following count: Int, _ body: ([Product]) throws -> Void) throws {
        try read { database in
            let rows = try Row.fetchOne(database, sql: "SELECT min(row), max(row) FROM products")
            guard let first = rows?[0] as Int64?, let last = rows?[1] as Int64? else { return }
            for range in RowPlaces(places, from: first, to: last) {
                var products: [Product] = []
                try database.forEachProduct(rows: range, limit: count) { products.append($1) }
                try body(products)
            }
        }
    }

    /// Returns some products, in the order in which they came.
    public func products(_ filter: CatalogueFilter, after cursor: Int64?, limit: Int) throws -> StorePage<Product> {
        let (condition, arguments) = filter.condition()
        return try page(limit) { database, add in
            try database.forEachProduct(
                where: "products.row > ? AND \(condition)", [.integer(cursor ?? 0)] + arguments, limit: limit + 1, add)
        }
    }

    /// Reads one item more than a page holds, which tells whether there is another page.
    func page<Item>(
        _ limit: Int, _ body: (Database, (Int64, Item) -> Void) throws -> Void
    ) throws -> StorePage<Item> {
        var rows: [(row: Int64, item: Item)] = []
        try read { try body($0) { rows.append(($0, $1)) } }
        return StorePage(of: rows, limit: limit)
    }

    /// Returns the names of a table's attributes, in order: the columns of an export.
    public func attributeNames(of table: TableKind) throws -> [String] {
        try keys(of: "attributes", in: table.rawValue)
    }

    /// Returns the languages of products' titles, in order.
    public func titleLanguages() throws -> [String] { try keys(of: "title", in: "products") }

    /// Returns whether a product has more than one picture.
    public func hasFurtherImages() throws -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM products WHERE further_images IS NOT NULL)")
        } ?? false
    }

    private func keys(of column: String, in table: String) throws -> [String] {
        let sql = "SELECT DISTINCT key FROM \(table), json_each(\(table).\(column)) ORDER BY key"
        return try read { try String.fetchAll($0, sql: sql) }
    }

    /// Returns the markets, in the order of their codes.
    public func markets() throws -> [Market] {
        try read { try String.fetchAll($0, sql: "SELECT id FROM markets ORDER BY id") }.compactMap { Market(id: $0) }
    }

    /// Counts the contents of each market, in the order of their codes.
    public func marketContents() throws -> [MarketContents] {
        try read { database in
            func counts(_ sql: String) throws -> [String: Int] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { $0 + $1 }
            }
            func byMarket(_ table: String, _ count: String = "count(*)") throws -> [String: Int] {
                try counts(
                    "SELECT markets.id, \(count) FROM \(table) JOIN markets ON markets.row = \(table).market GROUP BY 1"
                )
            }
            let products = try byMarket("product_markets", "count(DISTINCT product)")
            let (shoppers, interactions) = (try byMarket("shoppers"), try byMarket("interactions"))
            return try String.fetchAll(database, sql: "SELECT id FROM markets ORDER BY id").map {
                MarketContents(
                    id: $0, products: products[$0] ?? 0, shoppers: shoppers[$0] ?? 0,
                    interactions: interactions[$0] ?? 0)
            }
        }
    }
}
