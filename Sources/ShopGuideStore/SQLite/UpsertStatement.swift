/// The statements that are run many times in a transaction: insertions, and what is asked and done where the id is stored already.
enum UpsertStatement: Int, CaseIterable {
    case product, productMarket, storedMarkets, removeMarkets, shopper, embedding, modelEmbedding
    case searchTokens, storedSearchTokens, removeSearchTokens
    case interactionByEvent, interactionByLine, storedByEvent, storedByLine, replacement

    /// The statement in SQL. What is stored as it should be already isn't written, and so isn't a change.
    var sql: String {
        switch self {
        case .product:
            """
            INSERT INTO products
                (id, title, category, brand, price, currency, attributes, image, availability, further_images)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, category = excluded.category,
                brand = excluded.brand, price = excluded.price, currency = excluded.currency,
                attributes = excluded.attributes, image = excluded.image, availability = excluded.availability,
                further_images = excluded.further_images
            WHERE title IS NOT excluded.title OR category IS NOT excluded.category OR brand IS NOT excluded.brand
                OR price IS NOT excluded.price OR currency IS NOT excluded.currency
                OR attributes IS NOT excluded.attributes OR image IS NOT excluded.image
                OR availability IS NOT excluded.availability OR further_images IS NOT excluded.further_images
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
        case .storedSearchTokens: "SELECT tokens FROM search WHERE rowid = ?"
        case .removeSearchTokens: "DELETE FROM search WHERE rowid = ?"
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
