import Foundation
import GRDB
public import ShopGuide

/// The changes of a transaction of a ``SQLiteStore``.
public final class SQLiteStoreWriter: ImportWriter {
    let database: Database
    private let numbers: RowNumbers
    private let encoder = JSONEncoder()
    private var upserts = [BoundStatement?](repeating: nil, count: UpsertStatement.allCases.count)
    private var searches = [BoundStatement?](repeating: nil, count: NamedTable.allCases.count)
    /// The dimensions of the embeddings of a name.
    var dimensions: [String: Int] = [:]

    init(_ database: Database, _ numbers: RowNumbers) {
        self.database = database
        self.numbers = numbers
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Forgets the rows of ids, after some were removed.
    func forgetRows() {
        numbers.removeAll()
        dimensions = [:]
    }

    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }

    /// Returns a statement that was prepared for this transaction; looking it up by its text for every row would take as long
    /// as running it.
    func statement(_ upsert: UpsertStatement) throws -> BoundStatement {
        if let statement = upserts[upsert.rawValue] { return statement }
        let statement = try BoundStatement(database, upsert.sql)
        upserts[upsert.rawValue] = statement
        return statement
    }

    /// Returns the row of an id, if there is one.
    func row(of id: String, in table: NamedTable) throws -> Int64? {
        if let row = numbers.row(of: id, in: table) { return row }
        let statement = try searches[table.rawValue] ?? BoundStatement(database, table.search)
        searches[table.rawValue] = statement
        defer { statement.reset() }
        statement.bind(id, at: 1)
        guard try statement.step(), let row = statement.integer(0) else { return nil }
        numbers.keep(row, of: id, in: table)
        return row
    }

    /// Returns the row of a product; throws ``RowProblem`` where there is none.
    func existingRow(ofProduct id: String) throws -> Int64 {
        guard let row = try row(of: id, in: .products) else { throw RowProblem("no product \"\(id)\" in the store") }
        return row
    }

    /// Returns the row of an id, which is made where there is none.
    func madeRow(of id: String, in table: NamedTable) throws -> Int64 {
        if let row = try row(of: id, in: table) { return row }
        let statement = try BoundStatement(database, table.insertion)
        statement.bind(id, at: 1)
        try statement.run()
        numbers.keep(statement.lastInserted, of: id, in: table)
        return statement.lastInserted
    }

    private func row(of category: ShopGuide.Category) throws -> Int64 {
        if let row = try row(of: category.id, in: .categories) { return row }
        let parent = try category.parent.map { try row(of: $0) }
        let statement = try BoundStatement(database, "INSERT INTO categories (path, parent) VALUES (?, ?)")
        statement.bind(category.id, at: 1)
        statement.bind(parent, at: 2)
        try statement.run()
        return statement.lastInserted
    }

    /// Runs an insertion; returns whether it made a row, not replaced one.
    func inserts(_ statement: BoundStatement) throws -> Bool {
        // A replacement leaves SQLite's number of the last inserted row as it was.
        database.forgetLastInserted()
        try statement.run()
        return statement.lastInserted != 0
    }

    /// Saves a product.
    @discardableResult
    public func save(_ product: Product) throws -> Bool {
        let category = try product.category.map { try row(of: $0) }
        for market in product.markets { _ = try madeRow(of: market, in: .markets) }
        let statement = try statement(.product)
        statement.bind(product.id, at: 1)
        if !product.title.isEmpty { statement.bind(try json(product.title.words), at: 2) }
        statement.bind(category, at: 3)
        statement.bind(product.brand, at: 4)
        statement.bind(product.price?.tenThousandths, at: 5)
        statement.bind(product.price?.currency, at: 6)
        if !product.attributes.isEmpty { statement.bind(try json(product.attributes), at: 7) }
        statement.bind(product.image, at: 8)
        if !product.markets.isEmpty { statement.bind(product.markets.joined(separator: " "), at: 9) }
        statement.bind(product.availability?.rawValue, at: 10)
        return try inserts(statement)
    }

    /// Saves a market; nothing happens where it is known.
    public func save(_ market: Market) throws { _ = try madeRow(of: market.id, in: .markets) }

    /// Makes some of the transaction's changes: all of them or, where `body` throws, none.
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try BoundStatement(database, "SAVEPOINT attempt").run()
        do {
            let result = try body()
            try BoundStatement(database, "RELEASE attempt").run()
            return result
        } catch {
            if database.isInsideTransaction {
                try database.execute(sql: "ROLLBACK TO attempt; RELEASE attempt")
            }
            forgetRows()
            throw error
        }
    }
}
