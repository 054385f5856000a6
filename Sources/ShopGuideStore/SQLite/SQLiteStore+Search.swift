import GRDB

extension SQLiteStore {
    /// Finds the products that have the most, and the rarest, of a query's tokens.
    public func lexicalMatches(_ query: LexicalQuery, limit: Int) throws -> LexicalMatches {
        try read { database in
            let products = try Int64.fetchOne(database, sql: "SELECT max(row) FROM products") ?? 0
            let reading = try TokenReading(query, limit: limit, among: products) {
                try Self.rows(of: database, with: $0, after: $1, limit: $2)
            }
            let statement = try BoundStatement(database, "SELECT id FROM products WHERE row = ?")
            return try reading.matches(query, limit: limit) { row in
                defer { statement.reset() }
                statement.bind(row, at: 1)
                return try statement.step() ? statement.text(0) : nil
            }
        }
    }

    private static func rows(
        of database: Database, with tokens: [String], after row: Int64, limit: Int
    ) throws -> [Int64] {
        let statement = try BoundStatement(
            database, "SELECT rowid FROM search WHERE search MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?")
        defer { statement.reset() }
        statement.bind(tokens.map { "\"\($0)\"" }.joined(separator: " AND "), at: 1)
        statement.bind(row, at: 2)
        statement.bind(Int64(limit), at: 3)
        var rows: [Int64] = []
        while try statement.step() { rows.append(statement.integer(0) ?? 0) }
        return rows
    }
}
