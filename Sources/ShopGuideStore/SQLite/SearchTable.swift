import GRDB
import ShopGuide

/// The table of products' tokens, a full-text index of SQLite (FTS5) that is given tokens, not texts.
///
/// Its rows have the numbers of products. It has no copy of what it was given, which would be most of the store: the tokens of a product
/// that changes or goes are taken from it as they are made from the product as it was. A table that was filled by other rules, or not yet,
/// is filled when a store is opened.
enum SearchTable {
    /// The tables as they were at first, with a copy of the tokens.
    static let first = """
        CREATE VIRTUAL TABLE search USING fts5 (tokens, tokenize = 'ascii', detail = none, columnsize = 0);
        CREATE TABLE search_version (row INTEGER PRIMARY KEY CHECK (row = 1), version INTEGER NOT NULL);
        INSERT INTO search_version (row, version) VALUES (1, 0);
        """

    /// The table as it is: `ascii` parts tokens at spaces, for they have no other ASCII character that isn't a letter or a
    /// digit; positions and lengths aren't kept, for they don't count. A larger share of memory and rarer merges make imports
    /// quicker.
    static let withoutTexts = """
        DROP TABLE search;
        CREATE VIRTUAL TABLE search USING fts5 (tokens, content = '', tokenize = 'ascii', detail = none, columnsize = 0);
        INSERT INTO search (search, rank) VALUES ('hashsize', 16777216), ('automerge', 8);
        UPDATE search_version SET version = 0;
        """

    /// Whether the table has to be filled.
    static func isStale(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT version FROM search_version") != SearchTokens.version
    }

    /// Fills the table with all products.
    static func fill(_ database: Database) throws {
        guard try isStale(database) else { return }
        try database.execute(sql: "INSERT INTO search (search) VALUES ('delete-all')")
        let insertion = try BoundStatement(database, UpsertStatement.searchTokens.sql)
        var tokens = ProductTokens()
        try database.forEachProduct(where: "TRUE", []) { row, product in
            insertion.bind(row, at: 1)
            insertion.bind(tokens.text(of: product), at: 2)
            try insertion.run()
        }
        try database.execute(sql: "UPDATE search_version SET version = ?", arguments: [SearchTokens.version])
    }
}

extension SQLiteStoreWriter {
    /// Gives the index the tokens of a product.
    ///
    /// - Parameters:
    ///   - product: The product as it was saved.
    ///   - row: Its row.
    ///   - earlier: The product as it was; nil where there was none.
    /// - Throws: The error of SQLite.
    func saveTokens(of product: Product, row: Int64, insteadOf earlier: Product?) throws {
        let text = numbers.tokens.text(of: product)
        if let earlier {
            let stored = numbers.tokens.text(of: earlier)
            if stored == text { return }
            try run(.removeSearchTokens, row, stored)
        }
        try run(.searchTokens, row, text)
    }

    /// Takes the tokens of a stored product from the index.
    func removeTokens(ofProduct row: Int64) throws {
        guard let product = try product(inRow: row) else { return }
        try run(.removeSearchTokens, row, numbers.tokens.text(of: product))
    }

    private func run(_ upsert: UpsertStatement, _ row: Int64, _ text: String) throws {
        let statement = try statement(upsert)
        statement.bind(row, at: 1)
        statement.bind(text, at: 2)
        try statement.run()
    }

    /// Returns a product as it is stored.
    func product(inRow row: Int64) throws -> Product? {
        var found: Product?
        try database.forEachProduct(where: "products.row = ?", [.integer(row)], limit: 1) { found = $1 }
        return found
    }
}
