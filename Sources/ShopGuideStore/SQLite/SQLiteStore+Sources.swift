import GRDB
import ShopGuide

extension SQLiteStore {
    /// Returns all sources, in the order of their names.
    public func sources() throws -> [StoredSource] { try sources("ORDER BY id", []) }

    /// Returns the source of a name, if there is one.
    public func source(_ name: String) throws -> StoredSource? { try sources("WHERE id = ?", [name]).first }

    private func sources(_ condition: String, _ arguments: StatementArguments) throws -> [StoredSource] {
        try read { database in
            let sql = "SELECT id, next, content FROM product_sources \(condition)"
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map {
                StoredSource(id: $0[0], next: Timestamp(milliseconds: $0[1]), content: $0[2])
            }
        }
    }

    /// Counts the products of a source.
    public func contents(ofSource name: String) throws -> SourceContents {
        let sql = "SELECT count(*), coalesce(sum(missed > 0), 0) FROM source_products WHERE source = \(Self.row)"
        return try read { database in
            var contents = SourceContents()
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [name]) else { return contents }
            (contents.products, contents.missing) = (row[0], row[1])
            return contents
        }
    }

    /// Compares the products that a source brings with those that it had the last time.
    public func arrivals(ofSource name: String) throws -> SourceArrivals {
        let sql = """
            SELECT (SELECT count(*) FROM source_arrivals WHERE source = \(Self.row)),
                (SELECT count(*) FROM source_products WHERE source = \(Self.row) AND missed = 0),
                (SELECT count(*) FROM source_products AS known WHERE source = \(Self.row) AND missed = 0 AND NOT EXISTS (
                    SELECT 1 FROM source_arrivals AS new WHERE new.source = known.source AND new.product = known.product))
            """
        return try read { database in
            var arrivals = SourceArrivals()
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [name, name, name]) else { return arrivals }
            (arrivals.products, arrivals.before, arrivals.lost) = (row[0], row[1], row[2])
            return arrivals
        }
    }

    fileprivate static let row = "(SELECT row FROM product_sources WHERE id = ?)"
}

extension SQLiteStoreWriter {
    /// Saves a source; the products that it brought stay its own.
    public func save(_ source: StoredSource) throws {
        try database.execute(
            sql: """
                INSERT INTO product_sources (id, next, content) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET next = excluded.next, content = excluded.content
                """,
            arguments: [source.id, source.next.milliseconds, source.content])
    }

    /// Removes a source; its products stay in the catalogue.
    public func removeSource(_ name: String) throws -> Bool {
        for table in ["source_products", "source_arrivals"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE source = \(SQLiteStore.row)", arguments: [name])
        }
        try database.execute(sql: "DELETE FROM product_sources WHERE id = ?", arguments: [name])
        return database.changesCount > 0
    }

    /// Takes down that a source brings products.
    public func addArrivals(_ products: [String], toSource name: String) throws {
        guard let source = try number(ofSource: name) else { return }
        let statement = try BoundStatement(
            database, "INSERT OR IGNORE INTO source_arrivals (source, product) VALUES (?, ?)")
        for product in products {
            statement.bind(source, at: 1)
            statement.bind(product, at: 2)
            try statement.run()
        }
    }

    /// Forgets what a source brings.
    public func forgetArrivals(ofSource name: String) throws {
        try database.execute(
            sql: "DELETE FROM source_arrivals WHERE source = \(SQLiteStore.row)", arguments: [name])
    }

    /// Makes of a source's arrivals the products that it has.
    public func settleArrivals(ofSource name: String, missesUntilOutOfStock misses: Int) throws -> Int {
        guard let source = try number(ofSource: name) else { return 0 }
        let arrived =
            "EXISTS (SELECT 1 FROM source_arrivals AS new WHERE new.source = ?1 AND new.product = known.product)"
        try database.execute(
            sql: "UPDATE source_products AS known SET missed = iif(\(arrived), 0, missed + 1) WHERE source = ?1",
            arguments: [source])
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO source_products (source, product, missed)
                SELECT source, product, 0 FROM source_arrivals WHERE source = ?
                """,
            arguments: [source])
        // Those of which the catalogue no longer knows anything needn't be remembered either.
        try database.execute(
            sql: """
                DELETE FROM source_products WHERE source = ? AND missed > 0
                    AND NOT EXISTS (SELECT 1 FROM products WHERE id = source_products.product)
                """,
            arguments: [source])
        try forgetArrivals(ofSource: name)
        return try endSale(ofProductsMissedBy: source, misses)
    }

    private func endSale(ofProductsMissedBy source: Int64, _ misses: Int) throws -> Int {
        let gone = """
            SELECT products.row FROM source_products AS known JOIN products ON products.id = known.product
            WHERE known.source = ?1 AND known.missed >= ?2
                AND coalesce(products.availability, '') NOT IN ('out_of_stock', 'discontinued')
                AND NOT EXISTS (SELECT 1 FROM source_products AS other
                    WHERE other.product = known.product AND other.source <> ?1 AND other.missed = 0)
            ORDER BY products.row
            """
        let rows = try Int64.fetchAll(database, sql: gone, arguments: [source, misses])
        let statement = try BoundStatement(
            database, "UPDATE products SET availability = 'out_of_stock' WHERE row = ?")
        for row in rows {
            statement.bind(row, at: 1)
            try statement.run()
            changes.add(.product, row: row)
        }
        return rows.count
    }

    private func number(ofSource name: String) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT row FROM product_sources WHERE id = ?", arguments: [name])
    }
}
