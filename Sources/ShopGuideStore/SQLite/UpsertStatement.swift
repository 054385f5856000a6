/// The statements that are run many times in a transaction: insertions, and what is asked and done where the id is stored already.
enum UpsertStatement: Int, CaseIterable {
    case product, changedProduct, replacedProduct, productMarket, storedMarkets, removeMarkets
    case shopper, embedding, modelEmbedding
    case searchTokens, removeSearchTokens
    case interactionByEvent, interactionByLine, storedByEvent, storedByLine, replacement

    /// The statement in SQL. What is stored as it should be already isn't written, and so isn't a change.
    var sql: String {
        switch self {
        case .product:
            """
            INSERT INTO products
                (id, title, category, brand, price, currency, attributes, image, availability, further_images)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """
        case .changedProduct:
            """
            SELECT row, title IS NOT ?2 OR category IS NOT ?3 OR brand IS NOT ?4 OR price IS NOT ?5
                OR currency IS NOT ?6 OR attributes IS NOT ?7 OR image IS NOT ?8 OR availability IS NOT ?9
                OR further_images IS NOT ?10
            FROM products WHERE id = ?1
            """
        case .replacedProduct:
            """
            UPDATE products SET title = ?2, category = ?3, brand = ?4, price = ?5, currency = ?6, attributes = ?7,
                image = ?8, availability = ?9, further_images = ?10
            WHERE id = ?1
            """
        case .productMarket: "INSERT INTO product_markets (product, place, market) VALUES (?, ?, ?)"
        case .storedMarkets: "SELECT market FROM product_markets WHERE product = ? ORDER BY place"
        case .removeMarkets: "DELETE FROM product_markets WHERE product = ?"
        case .shopper:
            """
            INSERT INTO shoppers (row, id, market, attributes) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET market = excluded.market, attributes = excluded.attributes
            WHERE market IS NOT excluded.market OR attributes IS NOT excluded.attributes
            """
        case .embedding:
            """
            INSERT INTO embeddings (product, name, vector) VALUES (?, ?, ?)
            ON CONFLICT (product, name) DO UPDATE SET vector = excluded.vector
            """
        case .modelEmbedding:
            """
            INSERT INTO points (product, model, fingerprint, numbers) VALUES (?, ?, ?, ?)
            ON CONFLICT (product, model) DO UPDATE SET fingerprint = excluded.fingerprint, numbers = excluded.numbers
            """
        case .searchTokens: "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
        case .removeSearchTokens: "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)"
        case .interactionByEvent: "\(Self.interaction) ON CONFLICT (event) WHERE event IS NOT NULL DO NOTHING"
        case .interactionByLine: "\(Self.interaction) ON CONFLICT (source, line) WHERE source IS NOT NULL DO NOTHING"
        case .storedByEvent: "\(Self.stored) WHERE event = ?"
        case .storedByLine: "\(Self.stored) WHERE source = ? AND line = ?"
        case .replacement:
            "UPDATE interactions SET shopper = ?, product = ?, kind = ?, value = ?, time = ?, market = ? WHERE row = ?"
        }
    }

    private static let interaction = """
        INSERT INTO interactions (event, source, line, row, shopper, product, kind, value, time, market)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let stored = "SELECT row, shopper, product, kind, value, time, market FROM interactions"
}
