import GRDB
import ShopGuide

/// The table of products' tokens, a full-text index of SQLite (FTS5) that is given tokens, not texts.
///
/// Its rows have the numbers of products. A table that was filled by other rules, or not yet, is filled when a store is opened.
enum SearchTable {
    /// The tables as the schema makes them: `ascii` parts tokens at spaces, for they have no other ASCII character that isn't a letter or a
    /// digit; positions and lengths aren't kept, for they don't count. A larger share of memory makes imports quicker.
    static let schema = """
        CREATE VIRTUAL TABLE search USING fts5 (tokens, tokenize = 'ascii', detail = none, columnsize = 0);
        INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
        CREATE TABLE search_version (row INTEGER PRIMARY KEY CHECK (row = 1), version INTEGER NOT NULL);
        INSERT INTO search_version (row, version) VALUES (1, 0);
        """

    /// Whether the table has to be filled.
    static func isStale(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT version FROM search_version") != SearchTokens.version
    }

    /// Fills the table with all products.
    static func fill(_ database: Database) throws {
        guard try isStale(database) else { return }
        try database.execute(sql: "DELETE FROM search")
        let insertion = try BoundStatement(database, UpsertStatement.searchTokens.sql)
        var cache = SearchTokenCache()
        try database.forEachProduct(where: "TRUE", []) { row, product in
            insertion.bind(row, at: 1)
            insertion.bind(text(of: product, &cache), at: 2)
            try insertion.run()
        }
        try database.execute(sql: "UPDATE search_version SET version = ?", arguments: [SearchTokens.version])
    }

    /// The tokens of a product as the table has them.
    static func text(of product: Product, _ cache: inout SearchTokenCache) -> String {
        product.indexedTokens(&cache).joined(separator: " ")
    }
}

extension SQLiteStoreWriter {
    /// Saves the tokens of a product that was saved; what is as it should be isn't written.
    func saveTokens(of product: Product, row: Int64, isNew: Bool) throws {
        let text = SearchTable.text(of: product, &numbers.tokens)
        if !isNew {
            let stored = try statement(.storedSearchTokens)
            defer { stored.reset() }
            stored.bind(row, at: 1)
            if try stored.step() {
                if stored.text(0) == text { return }
                stored.reset()
                try removeTokens(ofProduct: row)
            }
        }
        let insertion = try statement(.searchTokens)
        insertion.bind(row, at: 1)
        insertion.bind(text, at: 2)
        try insertion.run()
    }

    /// Removes the tokens of a product.
    func removeTokens(ofProduct row: Int64) throws {
        let removal = try statement(.removeSearchTokens)
        removal.bind(row, at: 1)
        try removal.run()
    }
}
