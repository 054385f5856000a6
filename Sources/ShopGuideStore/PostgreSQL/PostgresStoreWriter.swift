import Foundation
import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres

/// The changes of a transaction of a ``PostgresStore``, which holds the lock on the feed.
///
/// Rows that are known to be new, since ``expect(_:)``, wait to be copied in bulk; whatever isn't about such a row is asked over
/// ``flushed``, which copies them first.
final class PostgresStoreWriter: ImportWriter {
    let connection: PostgresConnection
    let memory: WriterMemory
    /// The state of the feed before the transaction.
    let before: FeedState
    /// The row of the feed, as it will be after the transaction.
    var feed: FeedRow
    private let stored: FeedRow
    private let encoder = JSONEncoder()
    /// The dimensions of the embeddings of a name.
    var dimensions: [String: Int] = [:]
    /// The changes so far.
    var changes = ChangeLog()
    /// The ids that are known not to be in the store.
    var absent = AbsentRows()
    /// The rows that wait to be copied.
    var copies = WaitingRows()

    init(_ connection: PostgresConnection, _ row: FeedRow, _ memory: WriterMemory) {
        (self.connection, self.memory, feed, stored, before) = (connection, memory, row, row, row.state)
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// The connection, once the rows that waited are in their tables.
    var flushed: PostgresConnection {
        get throws {
            try copies.flush(over: connection)
            return connection
        }
    }

    /// Returns a value as JSON, in which no text may have a NUL character.
    func json(_ value: some Encodable) throws -> String {
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        guard text.contains("\\u0000") else { return text }
        // A backslash of the text itself is written as two.
        guard !text.replacing("\\\\", with: "").contains("\\u0000") else { throw Self.nul }
        return text
    }

    private static let nul = RowProblem("a text has a NUL character, which PostgreSQL can't keep; leave it out")

    /// Returns values in which no text has a NUL character.
    func checked(_ values: [PostgresValue]) throws -> [PostgresValue] {
        for case .text(let text) in values where text.utf8.contains(0) { throw Self.nul }
        return values
    }

    /// Forgets the rows of ids, after some were removed.
    func forgetRows() {
        memory.numbers.removeAll()
        absent = AbsentRows()
        dimensions = [:]
    }

    /// Returns the row of an id, if there is one.
    func row(of id: String, in table: NamedTable) throws -> Int64? {
        if let row = memory.numbers.row(of: id, in: table) { return row }
        guard !absent.contains(id, in: table) else { return nil }
        _ = try checked([.text(id)])
        guard let row = try flushed.integer(table.numberedSearch, [.text(id)]) else { return nil }
        memory.numbers.keep(row, of: id, in: table)
        return row
    }

    /// Returns the row of a product; throws ``RowProblem`` where there is none.
    func existingRow(ofProduct id: String) throws -> Int64 {
        guard let row = try row(of: id, in: .products) else {
            throw RowProblem("no product \"\(id)\" in the store")
        }
        return row
    }

    /// Returns the row of an id, which is made where there is none.
    func madeRow(of id: String, in table: NamedTable) throws -> Int64 {
        if let row = try row(of: id, in: table) { return row }
        let row = feed[table] + 1
        let values = try checked([.integer(row), .text(id)])
        if table == .shoppers {
            try add(shopper: values + [.null, .null])
        } else {
            try connection.send("INSERT INTO \(table) (row, \(table.column)) VALUES ($1, $2)", values)
        }
        keep(row, of: id, in: table)
        switch table {
        case .markets: changes.add(.market, id: id)
        case .shoppers: changes.add(.shopper, row: row)
        case .categories, .products, .sources: break
        }
        return row
    }

    /// Takes down that an id has the next row of a table.
    func keep(_ row: Int64, of id: String, in table: NamedTable) {
        feed[table] = row
        memory.numbers.keep(row, of: id, in: table)
        absent.remove(id, in: table)
    }

    func row(of category: ShopGuide.Category) throws -> Int64 {
        if let row = try row(of: category.id, in: .categories) { return row }
        let parent = try category.parent.map { try self.row(of: $0) }
        let row = feed[.categories] + 1
        try connection.send(
            "INSERT INTO categories (row, path, parent) VALUES ($1, $2, $3)",
            checked([.integer(row), .text(category.id), PostgresValue(parent)]))
        keep(row, of: category.id, in: .categories)
        return row
    }

    /// Makes some of the transaction's changes: all of them or, where `body` throws, none.
    func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        if connection.hasHandlers { try connection.readAll() }
        try flushed.send("SAVEPOINT attempt")
        let outer = changes.beginAttempt()
        let row = feed
        do {
            let result = try body()
            if connection.hasHandlers { try connection.readAll() }
            try flushed.send("RELEASE SAVEPOINT attempt")
            changes.endAttempt(outer, keeping: true)
            return result
        } catch {
            changes.endAttempt(outer, keeping: false)
            feed = row
            copies.removeAll()
            forgetRows()
            try connection.query("ROLLBACK TO SAVEPOINT attempt")
            try connection.send("RELEASE SAVEPOINT attempt")
            throw error
        }
    }

    /// Writes the transaction's changes into the feed; to be called last.
    func committed<Value>(_ value: Value, keeping limit: Int) throws -> Committed<Value> {
        try connection.readAll()
        let records = changes.merged()
        if !records.isEmpty { feed.latest += 1 }
        let connection = try flushed
        for (place, record) in records.enumerated() {
            try connection.send(
                "INSERT INTO changes (number, record, kind, first, last, bound, id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [
                    .integer(feed.latest), .integer(Int64(place)), .integer(record.kind.rawValue),
                    .integer(record.first), .integer(record.last), PostgresValue(record.bound),
                    PostgresValue(record.id),
                ])
        }
        // To look each time would take longer than to write.
        if !records.isEmpty, feed.latest % 1024 == 0 || records.count >= 1024 || limit < 1024 {
            try pruneChanges(keeping: limit)
        }
        if feed != stored {
            try connection.send(
                """
                UPDATE feed SET pruned = $1, latest = $2, removals = $3, markets = $4, categories = $5, products = $6,
                    shoppers = $7, sources = $8, interactions = $9
                """,
                ([feed.pruned, feed.latest, feed.removals] + feed.named + [feed.interactions]).map { .integer($0) })
        }
        if !records.isEmpty { try connection.send("SELECT pg_notify('\(PostgresStore.channel)', current_schema())") }
        return Committed(
            value: value, change: records.isEmpty ? nil : feed.latest, position: feed.state.position)
    }

    /// Deletes the oldest commits where there are more records than are kept.
    private func pruneChanges(keeping limit: Int) throws {
        let oldest = try connection.integer(
            "SELECT number FROM changes ORDER BY number DESC, record DESC LIMIT 1 OFFSET $1", [.integer(Int64(limit))])
        guard let oldest else { return }
        let last = min(oldest, feed.latest - 1)
        try connection.send("DELETE FROM changes WHERE number <= $1", [.integer(last)])
        feed.pruned = max(feed.pruned, last)
    }
}

extension NamedTable {
    /// The statement that finds a row's number, with PostgreSQL's sign for the value.
    var numberedSearch: String { "SELECT row FROM \(self) WHERE \(column) = $1" }
}
