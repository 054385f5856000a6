/// The insertions that are made many times in a transaction; what has the same id is replaced.
enum UpsertStatement: Int, CaseIterable {
    case product, shopper, embedding, modelEmbedding, interactionByEvent, interactionByLine

    /// The statement in SQL.
    var sql: String {
        switch self {
        case .product:
            """
            INSERT INTO products (id, title, category, brand, price, currency, attributes, image, markets, availability)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, category = excluded.category,
                brand = excluded.brand, price = excluded.price, currency = excluded.currency,
                attributes = excluded.attributes, image = excluded.image, markets = excluded.markets,
                availability = excluded.availability
            """
        case .shopper:
            """
            INSERT INTO shoppers (id, market, attributes) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET market = excluded.market, attributes = excluded.attributes
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
        case .interactionByEvent: "\(Self.interaction) ON CONFLICT (event) WHERE event IS NOT NULL \(Self.replacement)"
        case .interactionByLine:
            "\(Self.interaction) ON CONFLICT (source, line) WHERE source IS NOT NULL \(Self.replacement)"
        }
    }

    private static let interaction = """
        INSERT INTO interactions (event, source, line, shopper, product, kind, value, time, market)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let replacement = """
        DO UPDATE SET shopper = excluded.shopper, product = excluded.product, kind = excluded.kind,
            value = excluded.value, time = excluded.time, market = excluded.market
        """
}
