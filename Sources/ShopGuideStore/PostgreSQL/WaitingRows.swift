import ShopGuide
import ShopGuidePostgres

/// The ids that a transaction knows not to be in the store, since it has asked for many at once.
struct AbsentRows {
    private var named = [Set<ExactID>](repeating: [], count: NamedTable.allCases.count)
    /// The ids of interactions.
    var events: Set<ExactID> = []
    /// The lines of the file that is imported.
    var lines: Set<Int> = []
    var source: String?

    func contains(_ id: String, in table: NamedTable) -> Bool {
        !named[table.rawValue].isEmpty && named[table.rawValue].contains(ExactID(id))
    }

    mutating func insert(_ id: ExactID, in table: NamedTable) { named[table.rawValue].insert(id) }

    mutating func remove(_ id: String, in table: NamedTable) {
        if !named[table.rawValue].isEmpty { named[table.rawValue].remove(ExactID(id)) }
    }

    /// Takes an interaction's id or place from those that are absent; returns whether it was.
    mutating func take(_ id: String?, at place: SourceLine?) -> Bool {
        if let place { return place.source == source && lines.remove(place.line) != nil }
        return id.map { events.remove(ExactID($0)) != nil } ?? false
    }
}

/// New rows that wait to be copied into their tables, all of them before anything else is asked.
struct WaitingRows {
    private var products = PostgresCopyRows()
    private var shoppers = PostgresCopyRows()
    private var interactions = PostgresCopyRows()
    /// The first products and shoppers that wait.
    private var firstProduct = Int64.max
    private var firstShopper = Int64.max
    /// The bytes that are copied at once.
    private static let most = 4 << 20

    /// The columns of products in the order of their values.
    static let productColumns =
        "row, id, title, category, brand, price, currency, attributes, image, availability, further_images, markets, tokens"
    static let shopperColumns = "row, id, market, attributes"
    static let interactionColumns = "row, event, source, line, shopper, product, kind, value, time, market"

    /// Whether a product, or a shopper, isn't in its table yet.
    func holds(product row: Int64) -> Bool { row >= firstProduct }
    func holds(shopper row: Int64) -> Bool { row >= firstShopper }

    mutating func add(product row: Int64, _ values: [PostgresValue], over connection: PostgresConnection) throws {
        firstProduct = min(firstProduct, row)
        products.append([.integer(row)] + values)
        if products.bytes > Self.most { try flush(over: connection) }
    }

    mutating func add(shopper row: Int64, _ values: [PostgresValue], over connection: PostgresConnection) throws {
        firstShopper = min(firstShopper, row)
        shoppers.append(values)
        if shoppers.bytes > Self.most { try flush(over: connection) }
    }

    mutating func add(interaction values: [PostgresValue], over connection: PostgresConnection) throws {
        interactions.append(values)
        if interactions.bytes > Self.most { try flush(over: connection) }
    }

    /// Copies what waits.
    mutating func flush(over connection: PostgresConnection) throws {
        try Self.copy("products", Self.productColumns, &products, over: connection)
        try Self.copy("shoppers", Self.shopperColumns, &shoppers, over: connection)
        try Self.copy("interactions", Self.interactionColumns, &interactions, over: connection)
        (firstProduct, firstShopper) = (.max, .max)
    }

    private static func copy(
        _ table: String, _ columns: String, _ rows: inout PostgresCopyRows, over connection: PostgresConnection
    ) throws {
        guard rows.count > 0 else { return }
        try connection.copy("COPY \(table) (\(columns)) FROM STDIN (FORMAT binary)", rows)
        rows.removeAll()
        try connection.beginPipeline()
    }

    /// Drops what waits.
    mutating func removeAll() {
        products.removeAll()
        shoppers.removeAll()
        interactions.removeAll()
        (firstProduct, firstShopper) = (.max, .max)
    }
}
