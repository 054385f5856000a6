/// A table as every kind of store has it, with the same numbers of rows.
struct StoredTable: Sendable {
    /// A column and the kind of its values.
    enum Column: Sendable {
        case integer(String)
        case double(String)
        case text(String)
        case bytes(String)

        /// Its name.
        var name: String {
            switch self {
            case .integer(let name), .double(let name), .text(let name), .bytes(let name): name
            }
        }
    }

    /// Its name.
    let name: String
    /// The columns; the first ones are the key, in whose order rows are read.
    let columns: [Column]
    /// The number of columns of the key.
    let keys: Int
    /// The rows that belong to it, a condition in SQL.
    let condition: String

    private init(_ name: String, keys: Int = 1, where condition: String = "TRUE", _ columns: [Column]) {
        (self.name, self.keys, self.condition, self.columns) = (name, keys, condition, columns)
    }

    /// The names of the columns.
    var names: String { columns.map(\.name).joined(separator: ", ") }
    /// The names of the key's columns.
    var keyNames: String { columns.prefix(keys).map(\.name).joined(separator: ", ") }

    /// The markets of a product: in a SQLite store they are rows of a table of their own.
    static let markets = "markets"

    /// All tables but the feed, which belongs to a store alone; those that others refer to come first.
    static let all = [
        StoredTable("markets", [.integer("row"), .text("id")]),
        StoredTable("categories", [.integer("row"), .text("path"), .integer("parent")]),
        StoredTable(
            "products",
            [
                .integer("row"), .text("id"), .text("title"), .integer("category"), .text("brand"), .integer("price"),
                .text("currency"), .text("attributes"), .text("image"), .text("availability"), .text("further_images"),
                .text(markets),
            ]),
        StoredTable("embeddings", keys: 2, [.integer("product"), .text("name"), .bytes("vector")]),
        StoredTable(
            "points", keys: 2, [.integer("product"), .text("model"), .integer("fingerprint"), .bytes("numbers")]),
        StoredTable("shoppers", [.integer("row"), .text("id"), .integer("market"), .text("attributes")]),
        StoredTable("sources", [.integer("row"), .text("digest")]),
        StoredTable(
            "interactions",
            [
                .integer("row"), .text("event"), .integer("source"), .integer("line"), .integer("shopper"),
                .integer("product"), .integer("kind"), .double("value"), .integer("time"), .integer("market"),
            ]),
        StoredTable(
            "imports",
            [
                .integer("row"), .text("source"), .text("kind"), .text("settings"), .integer("line"),
                .integer("stored"), .integer("added"), .integer("rejected"), .text("rejected_file"),
                .integer("rejected_bytes"), .integer("finished"),
            ]),
        StoredTable("taught_categories", [.integer("row"), .text("id"), .text("encoder"), .integer("created")]),
        StoredTable(
            "taught_examples", keys: 2,
            [.integer("category"), .text("id"), .bytes("embedding"), .integer("created"), .text("picture")]),
        StoredTable("answered_requests", [.text("key"), .text("digest"), .text("answer"), .integer("created")]),
        StoredTable("settings", where: "name <> '\(StoreTransfer.mark)'", [.text("name"), .text("value")]),
        StoredTable(
            "experiments",
            [
                .integer("row"), .text("name"), .text("a"), .text("b"), .text("design"), .double("share"),
                .integer("started"), .integer("stopped"),
            ]),
        StoredTable(
            "exposures", keys: 3, [.text("shopper"), .integer("experiment"), .text("arm"), .integer("lists")]),
        StoredTable(
            "exposed_products", keys: 3,
            [.text("shopper"), .integer("experiment"), .text("product"), .text("arm"), .integer("since")]),
        StoredTable(
            "logged_exposures", keys: 2,
            [
                .text("list"), .integer("position"), .text("shopper"), .text("product"), .double("propensity"),
                .integer("time"),
            ]),
        StoredTable(
            "responses", keys: 3,
            [.text("list"), .text("product"), .integer("kind"), .text("shopper"), .integer("time")]),
        StoredTable(
            "jobs",
            [
                .integer("row"), .text("id"), .text("state"), .integer("created"), .integer("ended"),
                .integer("cancelled"), .text("content"),
            ]),
        StoredTable("product_sources", [.integer("row"), .text("id"), .integer("next"), .text("content")]),
        StoredTable("source_products", keys: 2, [.integer("source"), .text("product"), .integer("missed")]),
        StoredTable("source_arrivals", keys: 2, [.integer("source"), .text("product")]),
        StoredTable("model_files", keys: 2, [.text("model"), .text("path"), .text("digest"), .bytes("contents")]),
    ]
}

/// A value of a table.
enum StoredValue: Hashable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])

    /// Adds the value to a digest's input: its kind, its length and its bytes.
    func append(to bytes: inout [UInt8]) {
        func append(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
        switch self {
        case .null: bytes.append(0)
        case .integer(let number):
            bytes.append(1)
            append(UInt64(bitPattern: number))
        case .double(let number):
            bytes.append(2)
            append(number.bitPattern)
        case .text(let text):
            bytes.append(3)
            append(UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .bytes(let data):
            bytes.append(4)
            append(UInt64(data.count))
            bytes.append(contentsOf: data)
        }
    }
}

/// The tables of a store as they are, for copies of all of it.
protocol StoredTables: Store {
    /// Returns rows of a table in the order of its key.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - key: The key of the last row before them; nil for the first ones.
    ///   - limit: The most rows.
    /// - Returns: The rows, each with the table's columns.
    /// - Throws: ``StoreError`` where the store can't be read.
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) throws -> [[StoredValue]]

    /// Returns the key of the last row of a table; nil where it is empty.
    func lastKey(of table: StoredTable) throws -> [StoredValue]?

    /// Adds rows in one transaction of which the feed tells nothing.
    func add(_ rows: [[StoredValue]], to table: StoredTable) throws

    /// Returns the last numbers of interactions and of shoppers that were ever used.
    func lastRows() throws -> (interactions: Int64, shoppers: Int64)

    /// Has new rows numbered after those that are there, and after the last ones of another store.
    func continueRows(after last: (interactions: Int64, shoppers: Int64)) throws
}
