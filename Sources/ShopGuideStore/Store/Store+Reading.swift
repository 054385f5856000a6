import Foundation
import GRDB
public import ShopGuide

extension Store {
    /// How much of everything a store holds.
    public struct Contents: Sendable, Hashable, Codable {
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
        /// Ready embeddings by name.
        public var embeddings: [String: Int]
        /// Categories that were taught from examples.
        public var taught: Int
        /// Imports that didn't come to their end.
        public var unfinishedImports: Int
    }

    /// Counts what the store holds.
    public func contents() throws -> Contents {
        try read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            func counts(_ table: String, by column: String) throws -> [(String, Int)] {
                let sql = "SELECT CAST(\(column) AS TEXT), count(*) FROM \(table) GROUP BY \(column)"
                return try Row.fetchAll(database, sql: sql).map { ($0[0], $0[1]) }
            }
            let kinds = try counts("interactions", by: "kind").map { number, count in
                (Int64(number).flatMap(Interaction.Kind.init(number:))?.rawValue ?? number, count)
            }
            return Contents(
                products: try count("products"), categories: try count("categories"),
                markets: try String.fetchAll(database, sql: "SELECT id FROM markets ORDER BY id"),
                shoppers: try count("shoppers"), interactions: Dictionary(uniqueKeysWithValues: kinds),
                embeddings: Dictionary(uniqueKeysWithValues: try counts("embeddings", by: "name")),
                taught: try count("taught_categories"),
                unfinishedImports: try count("imports WHERE NOT finished"))
        }
    }

    /// Returns a product, if there is one of that id.
    public func product(_ id: String) throws -> Product? {
        var found: Product?
        try products(where: "products.id = ?", [id]) { found = $0 }
        return found
    }

    /// Hands over every product, one at a time, in the order in which they came.
    ///
    /// - Parameters:
    ///   - category: A category whose products alone are wanted, those of the categories below it included.
    ///   - body: What is done with a product.
    /// - Throws: ``StoreError``, or what `body` throws.
    public func forEachProduct(in category: ShopGuide.Category? = nil, _ body: (Product) throws -> Void) throws {
        guard let category else { return try products(where: "TRUE", [], body) }
        // Below a path lies what begins with it and the separator.
        let below = category.id + Category.separator
        let condition =
            "products.category IN (SELECT row FROM categories WHERE path = ? OR substr(path, 1, length(?)) = ?)"
        try products(where: condition, [category.id, below, below], body)
    }

    private func products(
        where condition: String, _ arguments: [String], _ body: (Product) throws -> Void
    ) throws {
        try numberedProducts(where: condition, arguments, limit: -1) { try body($1) }
    }

    /// Hands over products with their rows; a limit of -1 is none.
    func numberedProducts(
        where condition: String, _ arguments: [String], limit: Int, _ body: (Int64, Product) throws -> Void
    ) throws {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT products.id, title, path, brand, price, currency, attributes, image, markets, availability,
                    products.row
                FROM products LEFT JOIN categories ON categories.row = products.category
                WHERE \(condition) ORDER BY products.row LIMIT \(limit)
                """)
            defer { statement.reset() }
            for (index, argument) in arguments.enumerated() { statement.bind(argument, at: Int32(index + 1)) }
            let decoder = JSONDecoder()
            while try statement.step() { try body(statement.integer(10) ?? 0, try Self.product(statement, decoder)) }
        }
    }

    private static func product(_ row: BoundStatement, _ decoder: JSONDecoder) throws -> Product {
        var product = Product(id: row.text(0) ?? "")
        if let title = row.text(1) {
            product.title = LocalizedText(try decoder.decode([String: String].self, from: Data(title.utf8)))
        }
        product.category = row.text(2).flatMap { Category($0) }
        product.brand = row.text(3)
        if let amount = row.integer(4), 0...Price.maximum ~= amount, let currency = row.text(5) {
            product.price = Price(tenThousandths: amount, currency: currency)
        }
        product.attributes = try attributes(row.text(6), decoder)
        product.image = row.text(7)
        product.markets = row.text(8)?.split(separator: " ").map(String.init) ?? []
        product.availability = row.text(9).flatMap(Availability.init(rawValue:))
        return product
    }

    private static func attributes(_ text: String?, _ decoder: JSONDecoder) throws -> [String: AttributeValue] {
        guard let text else { return [:] }
        return try decoder.decode([String: AttributeValue].self, from: Data(text.utf8))
    }

    /// Hands over every shopper, one at a time, in the order in which they came.
    public func forEachShopper(_ body: (Shopper) throws -> Void) throws {
        try shoppers(where: "TRUE", [], limit: -1) { try body($1) }
    }

    /// Hands over shoppers with their rows; a limit of -1 is none.
    func shoppers(
        where condition: String, _ arguments: [String], limit: Int, _ body: (Int64, Shopper) throws -> Void
    ) throws {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT shoppers.id, markets.id, attributes, shoppers.row FROM shoppers
                LEFT JOIN markets ON markets.row = shoppers.market
                WHERE \(condition) ORDER BY shoppers.row LIMIT \(limit)
                """)
            defer { statement.reset() }
            for (index, argument) in arguments.enumerated() { statement.bind(argument, at: Int32(index + 1)) }
            let decoder = JSONDecoder()
            while try statement.step() {
                try body(
                    statement.integer(3) ?? 0,
                    Shopper(
                        id: statement.text(0) ?? "", market: statement.text(1),
                        attributes: try Self.attributes(statement.text(2), decoder)))
            }
        }
    }

    /// Hands over every interaction, one at a time, in the order in which they came; each has an id, its own or its place's.
    public func forEachInteraction(_ body: (Interaction) throws -> Void) throws {
        try interactions(where: "TRUE", [], order: "interactions.row", limit: -1) { try body($1) }
    }

    /// Hands over interactions with their rows; a limit of -1 is none.
    func interactions(
        where condition: String, _ arguments: [String], order: String, limit: Int,
        _ body: (Int64, Interaction) throws -> Void
    ) throws {
        try read { database in
            try Self.interactions(in: database, where: condition, arguments, order: order, limit: limit, body)
        }
    }

    /// Hands over interactions with their rows, as a connection sees them; a limit of -1 is none.
    static func interactions(
        in database: Database, where condition: String, _ arguments: [String], order: String, limit: Int,
        _ body: (Int64, Interaction) throws -> Void
    ) throws {
        let statement = try BoundStatement(
            database,
            """
            SELECT event, sources.digest, line, shoppers.id, products.id, kind, value, time, markets.id,
                interactions.row
            FROM interactions JOIN shoppers ON shoppers.row = shopper JOIN products ON products.row = product
            LEFT JOIN sources ON sources.row = source LEFT JOIN markets ON markets.row = interactions.market
            WHERE \(condition) ORDER BY \(order) LIMIT \(limit)
            """)
        defer { statement.reset() }
        for (index, argument) in arguments.enumerated() { statement.bind(argument, at: Int32(index + 1)) }
        while try statement.step() {
            let place = statement.text(1).map { SourceLine(source: $0, line: Int(statement.integer(2) ?? 0)).text }
            try body(
                statement.integer(9) ?? 0,
                Interaction(
                    id: statement.text(0) ?? place, shopper: statement.text(3) ?? "",
                    product: statement.text(4) ?? "",
                    kind: Interaction.Kind(number: statement.integer(5) ?? 0) ?? .view, value: statement.double(6),
                    time: statement.integer(7).map { Timestamp(milliseconds: $0) }, market: statement.text(8)))
        }
    }

    /// Hands over the ready embeddings of a name, each with its product's id, in the products' order.
    public func forEachEmbedding(named name: String, _ body: (_ product: String, _ vector: [Float]) throws -> Void)
        throws
    {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT products.id, vector FROM embeddings JOIN products ON products.row = embeddings.product
                WHERE name = ? ORDER BY products.row
                """)
            defer { statement.reset() }
            statement.bind(name, at: 1)
            while try statement.step() { try body(statement.text(0) ?? "", statement.floats(1)) }
        }
    }

    /// Returns a ready embedding of a product, if it has one.
    ///
    /// - Parameters:
    ///   - name: What the embeddings are called.
    ///   - product: The product's id.
    /// - Returns: The numbers.
    /// - Throws: ``StoreError`` where the store can't be read.
    public func embedding(named name: String, of product: String) throws -> [Float]? {
        try read { database in
            let statement = try BoundStatement(
                database,
                "SELECT vector FROM embeddings WHERE name = ? AND product = (SELECT row FROM products WHERE id = ?)")
            defer { statement.reset() }
            statement.bind(name, at: 1)
            statement.bind(product, at: 2)
            return try statement.step() ? statement.floats(0) : nil
        }
    }

    /// The names of products' attributes, in order: the columns that a table of all of them has.
    func attributeNames(of table: String) throws -> [String] { try keys(of: "attributes", in: table) }

    /// The languages of products' titles, in order.
    func titleLanguages() throws -> [String] { try keys(of: "title", in: "products") }

    private func keys(of column: String, in table: String) throws -> [String] {
        let sql = "SELECT DISTINCT key FROM \(table), json_each(\(table).\(column)) ORDER BY key"
        return try read { try String.fetchAll($0, sql: sql) }
    }
}
