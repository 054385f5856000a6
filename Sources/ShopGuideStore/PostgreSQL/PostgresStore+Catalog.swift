import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Returns products by their ids, in one query; ids of which there is none are absent.
    public func products(_ ids: [String]) throws -> [ExactID: Product] {
        var found: [ExactID: Product] = [:]
        try read {
            try $0.forEachProduct(where: "products.id = ANY($1::text[])", [.texts(ids)]) { found[ExactID($1.id)] = $1 }
        }
        return found
    }

    /// Returns the number of products.
    public func productCount() throws -> Int {
        try read { Int(try $0.integer("SELECT count(*) FROM products") ?? 0) }
    }

    /// Returns whether some product has an imported embedding of a name.
    public func hasEmbeddings(named name: String) throws -> Bool {
        var isThere = false
        try read {
            try $0.query("SELECT 1 FROM embeddings WHERE name = $1 LIMIT 1", [.text(name)]) { _ in isThere = true }
        }
        return isThere
    }

    /// Passes every product to `body`, one at a time, in the order in which they came.
    public func forEachProduct(in category: ShopGuide.Category?, _ body: (Product) throws -> Void) throws {
        var filter = CatalogueFilter()
        filter.category = category
        let (condition, values) = filter.condition(from: 1)
        try read { try $0.forEachProduct(where: condition, values) { try body($1) } }
    }

    /// Passes some products to `body`, evenly from all of them, without reading the others.
    public func forEachPlace(_ places: Int, following count: Int, _ body: ([Product]) throws -> Void) throws {
        try read { connection in
            var bounds: (first: Int64, last: Int64)?
            try connection.query("SELECT min(row), max(row) FROM products", []) { row in
                if let first = row.integer(0), let last = row.integer(1) { bounds = (first, last) }
            }
            guard let bounds else { return }
            for range in RowPlaces(places, from: bounds.first, to: bounds.last) {
                var products: [Product] = []
                try connection.forEachProduct(rows: range, limit: count) { products.append($1) }
                try body(products)
            }
        }
    }

    /// Returns some products, in the order in which they came.
    public func products(_ filter: CatalogueFilter, after cursor: Int64?, limit: Int) throws -> StorePage<Product> {
        let (condition, values) = filter.condition(from: 2)
        return try page(limit) { connection, add in
            try connection.forEachProduct(
                where: "products.row > $1 AND \(condition)", [.integer(cursor ?? 0)] + values, limit: limit + 1, add)
        }
    }

    /// Reads one item more than a page holds, which tells whether there is another page.
    func page<Item>(
        _ limit: Int, _ body: (PostgresConnection, (Int64, Item) -> Void) throws -> Void
    ) throws -> StorePage<Item> {
        var rows: [(row: Int64, item: Item)] = []
        try read { try body($0) { rows.append(($0, $1)) } }
        return StorePage(of: rows, limit: limit)
    }

    /// Returns the names of a table's attributes, in order: the columns of an export.
    public func attributeNames(of table: TableKind) throws -> [String] {
        // An interaction has none.
        table == .interactions ? [] : try keys(of: "attributes", in: table.rawValue)
    }

    /// Returns the languages of products' titles, in order.
    public func titleLanguages() throws -> [String] { try keys(of: "title", in: "products") }

    private func keys(of column: String, in table: String) throws -> [String] {
        let keys = "SELECT DISTINCT json_object_keys(\(column)::json) AS key FROM \(table) WHERE \(column) IS NOT NULL"
        return try read { try $0.texts("SELECT key FROM (\(keys)) AS keys ORDER BY key COLLATE \"C\"") }
    }

    /// Returns whether a product has more than one picture.
    public func hasFurtherImages() throws -> Bool {
        try read { try $0.integer("SELECT EXISTS (SELECT 1 FROM products WHERE further_images IS NOT NULL)") } == 1
    }

    /// Returns the markets, in the order of their codes.
    public func markets() throws -> [Market] {
        try read { try $0.texts("SELECT id FROM markets ORDER BY id") }.compactMap { Market(id: $0) }
    }

    /// Counts the contents of each market, in the order of their codes.
    public func marketContents() throws -> [MarketContents] {
        try read(consistently: true) { connection in
            let products = try connection.counts(
                """
                SELECT code, count(*) FROM products
                CROSS JOIN LATERAL (SELECT DISTINCT unnest(string_to_array(markets, ' ')) AS code) AS codes GROUP BY code
                """)
            func byMarket(_ table: String) throws -> [String: Int] {
                try connection.counts(
                    "SELECT markets.id, count(*) FROM \(table) JOIN markets ON markets.row = \(table).market GROUP BY 1"
                )
            }
            let (shoppers, interactions) = (try byMarket("shoppers"), try byMarket("interactions"))
            return try connection.texts("SELECT id FROM markets ORDER BY id").map {
                MarketContents(
                    id: $0, products: products[$0] ?? 0, shoppers: shoppers[$0] ?? 0,
                    interactions: interactions[$0] ?? 0)
            }
        }
    }
}
