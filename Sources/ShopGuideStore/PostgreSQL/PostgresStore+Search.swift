import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Finds the products that have the most, and the rarest, of a query's tokens.
    public func lexicalMatches(_ query: LexicalQuery, limit: Int) throws -> LexicalMatches {
        try read { connection in
            let products = try connection.integer("SELECT products FROM feed") ?? 0
            let reading = try TokenReading(query, limit: limit, among: products) { tokens, row, limit in
                var rows: [Int64] = []
                try connection.query(
                    "SELECT row FROM products WHERE tokens @> $1 AND row > $2 ORDER BY row LIMIT $3",
                    [.texts(tokens), .integer(row), .integer(Int64(limit))]
                ) { rows.append($0.integer(0) ?? 0) }
                return rows
            }
            return try reading.matches(query, limit: limit) {
                try connection.texts("SELECT id FROM products WHERE row = $1", [.integer($0)]).first
            }
        }
    }

    /// Whether products have tokens by other rules, or none yet.
    static func hasStaleTokens(_ connection: PostgresConnection) throws -> Bool {
        try connection.integer("SELECT tokens FROM feed") != Int64(SearchTokens.version)
    }

    /// Gives all products their tokens anew, in one transaction.
    static func fillTokens(_ connection: PostgresConnection) throws {
        try connection.execute("BEGIN")
        do {
            try connection.query("SELECT tokens FROM feed FOR UPDATE")
            var last: Int64 = 0
            while true {
                var products: [(row: Int64, tokens: [String])] = []
                try connection.forEachProduct(where: "products.row > $1", [.integer(last)], limit: 1000) {
                    products.append(($0, $1.searchTokens))
                }
                guard let end = products.last?.row else { break }
                for (row, tokens) in products {
                    try connection.send(
                        "UPDATE products SET tokens = $1 WHERE row = $2", [.texts(tokens), .integer(row)])
                }
                last = end
            }
            try connection.query("UPDATE feed SET tokens = $1", [.integer(Int64(SearchTokens.version))])
            try connection.execute("COMMIT")
        } catch {
            try? connection.endPipeline()
            try? connection.execute("ROLLBACK")
            throw error
        }
    }
}
