import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Returns all sources, in the order of their names.
    public func sources() throws -> [StoredSource] { try sources("ORDER BY id", []) }

    /// Returns the source of a name, if there is one.
    public func source(_ name: String) throws -> StoredSource? { try sources("WHERE id = $1", [.text(name)]).first }

    private func sources(_ condition: String, _ values: [PostgresValue]) throws -> [StoredSource] {
        var sources: [StoredSource] = []
        try read {
            try $0.query("SELECT id, next, content FROM product_sources \(condition)", values) {
                sources.append(
                    StoredSource(
                        id: $0.text(0) ?? "", next: Timestamp(milliseconds: $0.integer(1) ?? 0),
                        content: $0.text(2) ?? ""))
            }
        }
        return sources
    }

    /// Counts the products of a source.
    public func contents(ofSource name: String) throws -> SourceContents {
        var contents = SourceContents()
        try read {
            try $0.query(
                "SELECT count(*), count(*) FILTER (WHERE missed > 0) FROM source_products WHERE source = \(Self.row)",
                [.text(name)]
            ) { (contents.products, contents.missing) = (Int($0.integer(0) ?? 0), Int($0.integer(1) ?? 0)) }
        }
        return contents
    }

    /// Compares the products that a source brings with those that it had the last time.
    public func arrivals(ofSource name: String) throws -> SourceArrivals {
        let sql = """
            SELECT (SELECT count(*) FROM source_arrivals WHERE source = \(Self.row)),
                (SELECT count(*) FROM source_products WHERE source = \(Self.row) AND missed = 0),
                (SELECT count(*) FROM source_products AS known WHERE source = \(Self.row) AND missed = 0 AND NOT EXISTS (
                    SELECT 1 FROM source_arrivals AS new WHERE new.source = known.source AND new.product = known.product))
            """
        var arrivals = SourceArrivals()
        try read {
            try $0.query(sql, [.text(name)]) { row in
                func number(_ column: Int32) -> Int { Int(row.integer(column) ?? 0) }
                (arrivals.products, arrivals.before, arrivals.lost) = (number(0), number(1), number(2))
            }
        }
        return arrivals
    }

    fileprivate static let row = "(SELECT row FROM product_sources WHERE id = $1)"
}

extension PostgresStoreWriter {
    /// Saves a source; the products that it brought stay its own.
    func save(_ source: StoredSource) throws {
        try connection.send(
            """
            INSERT INTO product_sources (id, next, content, row)
            VALUES ($1, $2, $3, (SELECT coalesce(max(row), 0) + 1 FROM product_sources))
            ON CONFLICT (id) DO UPDATE SET next = excluded.next, content = excluded.content
            """, checked([.text(source.id), .integer(source.next.milliseconds), .text(source.content)]))
    }

    /// Removes a source; its products stay in the catalogue.
    func removeSource(_ name: String) throws -> Bool {
        let values = try checked([.text(name)])
        for table in ["source_products", "source_arrivals"] {
            try connection.send("DELETE FROM \(table) WHERE source = \(PostgresStore.row)", values)
        }
        return try connection.query("DELETE FROM product_sources WHERE id = $1", values) > 0
    }

    /// Takes down that a source brings products.
    func addArrivals(_ products: [String], toSource name: String) throws {
        guard let source = try number(ofSource: name) else { return }
        _ = try checked(products.map { .text($0) })
        try connection.send(
            "INSERT INTO source_arrivals (source, product) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
            [.integer(source), .texts(products)])
    }

    /// Forgets what a source brings.
    func forgetArrivals(ofSource name: String) throws {
        try connection.send("DELETE FROM source_arrivals WHERE source = \(PostgresStore.row)", checked([.text(name)]))
    }

    /// Makes of a source's arrivals the products that it has.
    func settleArrivals(ofSource name: String, missesUntilOutOfStock misses: Int) throws -> Int {
        guard let source = try number(ofSource: name) else { return 0 }
        let connection = try flushed
        try connection.send(
            """
            UPDATE source_products AS known SET missed = CASE WHEN EXISTS (
                SELECT 1 FROM source_arrivals AS new WHERE new.source = $1 AND new.product = known.product)
                THEN 0 ELSE missed + 1 END WHERE source = $1
            """, [.integer(source)])
        try connection.send(
            """
            INSERT INTO source_products (source, product, missed)
            SELECT source, product, 0 FROM source_arrivals WHERE source = $1 ON CONFLICT DO NOTHING
            """, [.integer(source)])
        // Those of which the catalogue no longer knows anything needn't be remembered either.
        try connection.send(
            """
            DELETE FROM source_products WHERE source = $1 AND missed > 0
                AND NOT EXISTS (SELECT 1 FROM products WHERE id = source_products.product)
            """, [.integer(source)])
        try forgetArrivals(ofSource: name)
        return try endSale(ofProductsMissedBy: source, misses)
    }

    private func endSale(ofProductsMissedBy source: Int64, _ misses: Int) throws -> Int {
        let gone = """
            SELECT products.row FROM source_products AS known JOIN products ON products.id = known.product
            WHERE known.source = $1 AND known.missed >= $2
                AND coalesce(products.availability, '') NOT IN ('out_of_stock', 'discontinued')
                AND NOT EXISTS (SELECT 1 FROM source_products AS other
                    WHERE other.product = known.product AND other.source <> $1 AND other.missed = 0)
            """
        var rows: [Int64] = []
        try connection.query(
            "UPDATE products SET availability = 'out_of_stock' WHERE row IN (\(gone)) RETURNING row",
            [.integer(source), .integer(Int64(misses))]
        ) { rows.append($0.integer(0) ?? 0) }
        for row in rows.sorted() { changes.add(.product, row: row) }
        return rows.count
    }

    private func number(ofSource name: String) throws -> Int64? {
        try connection.integer("SELECT row FROM product_sources WHERE id = $1", checked([.text(name)]))
    }
}
