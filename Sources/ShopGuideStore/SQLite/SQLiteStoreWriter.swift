import Foundation
import GRDB
public import ShopGuide
import ShopGuideFeeds

/// The changes of a transaction of a ``SQLiteStore``.
public final class SQLiteStoreWriter: ImportWriter {
    let database: Database
    let numbers: RowNumbers
    private let encoder = JSONEncoder()
    private var upserts = [BoundStatement?](repeating: nil, count: UpsertStatement.allCases.count)
    private var searches = [BoundStatement?](repeating: nil, count: NamedTable.allCases.count)
    /// The dimensions of the embeddings of a name.
    var dimensions: [String: Int] = [:]
    /// The changes so far.
    var changes = ChangeLog()
    /// The state of the feed before the transaction, once it was asked for.
    var stateBefore: FeedState?
    /// The last rows that the transaction added, if it added any.
    var lastInteraction, lastShopper: Int64?

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

    /// Returns the row of an id, if there is one; it is kept for the next time unless it is asked for once alone.
    func row(of id: String, in table: NamedTable, isKept: Bool = true) throws -> Int64? {
        if let row = numbers.row(of: id, in: table) { return row }
        let statement = try searches[table.rawValue] ?? BoundStatement(database, table.search)
        searches[table.rawValue] = statement
        defer { statement.reset() }
        statement.bind(id, at: 1)
        guard try statement.step(), let row = statement.integer(0) else { return nil }
        if isKept { numbers.keep(row, of: id, in: table) }
        return row
    }

    /// Returns the row of a product; throws ``RowProblem`` where there is none.
    func existingRow(ofProduct id: String, isKept: Bool = true) throws -> Int64 {
        guard let row = try row(of: id, in: .products, isKept: isKept) else {
            throw RowProblem("no product \"\(id)\" in the store")
        }
        return row
    }

    /// Returns the row of an id, which is made where there is none.
    func madeRow(of id: String, in table: NamedTable) throws -> Int64 {
        if let row = try row(of: id, in: table) { return row }
        let statement = try BoundStatement(database, table.insertion)
        statement.bind(id, at: 1)
        if table == .shoppers { statement.bind(try nextShopper(), at: 2) }
        try statement.run()
        let row = statement.lastInserted
        numbers.keep(row, of: id, in: table)
        switch table {
        case .markets: changes.add(.market, id: id)
        case .shoppers:
            lastShopper = row
            changes.add(.shopper, row: row)
        case .categories, .products, .sources: break
        }
        return row
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
        let category = try product.category.map { try self.row(of: $0) }
        let markets = try product.markets.map { try madeRow(of: $0, in: .markets) }
        let columns = ProductColumns(
            product, title: product.title.isEmpty ? nil : try json(product.title.words), category: category,
            attributes: product.attributes.isEmpty ? nil : try json(product.attributes),
            furtherImages: product.furtherImages.isEmpty ? nil : try json(product.furtherImages))
        let insertion = try statement(.product)
        columns.bind(to: insertion)
        let isNew = try inserts(insertion)
        var (row, isChanged) = (insertion.lastInserted, isNew)
        if isNew {
            try saveTokens(of: product, row: row, insteadOf: nil)
        } else {
            (row, isChanged) = try replaceProduct(product, columns)
        }
        if isNew {
            try insert(markets, ofProduct: row)
        } else if try markets != storedMarkets(ofProduct: row) {
            let removal = try self.statement(.removeMarkets)
            removal.bind(row, at: 1)
            try removal.run()
            try insert(markets, ofProduct: row)
            isChanged = true
        }
        if isChanged { changes.add(.product, row: row) }
        return isNew
    }

    /// Replaces a product that is stored; what is as it should be already isn't written.
    ///
    /// - Returns: Its row, and whether it was changed.
    private func replaceProduct(_ product: Product, _ columns: ProductColumns) throws -> (Int64, Bool) {
        let comparison = try statement(.changedProduct)
        columns.bind(to: comparison)
        guard try comparison.step(), let row = comparison.integer(0) else {
            throw RowProblem("no product \"\(product.id)\" in the store")
        }
        let isChanged = comparison.integer(1) == 1
        comparison.reset()
        guard isChanged else { return (row, false) }
        let earlier = try self.product(inRow: row)
        let replacement = try statement(.replacedProduct)
        columns.bind(to: replacement)
        try replacement.run()
        try saveTokens(of: product, row: row, insteadOf: earlier)
        return (row, true)
    }

    /// Has a product counted as changed.
    public func markChanged(_ product: String) throws {
        if let row = try row(of: product, in: .products) { changes.add(.product, row: row) }
    }

    /// Makes a product of an id where there is none.
    public func makeProduct(_ id: String) throws -> Bool {
        guard try row(of: id, in: .products) == nil else { return false }
        return try save(Product(id: id))
    }

    private func insert(_ markets: [Int64], ofProduct row: Int64) throws {
        for (place, market) in markets.enumerated() {
            let statement = try statement(.productMarket)
            statement.bind(row, at: 1)
            statement.bind(Int64(place), at: 2)
            statement.bind(market, at: 3)
            try statement.run()
        }
    }

    private func storedMarkets(ofProduct row: Int64) throws -> [Int64] {
        let statement = try statement(.storedMarkets)
        defer { statement.reset() }
        statement.bind(row, at: 1)
        var markets: [Int64] = []
        while try statement.step() { markets.append(statement.integer(0) ?? 0) }
        return markets
    }

    /// Saves a market; nothing happens where it is known.
    public func save(_ market: Market) throws { _ = try madeRow(of: market.id, in: .markets) }

    /// Makes some of the transaction's changes: all of them or, where `body` throws, none.
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try BoundStatement(database, "SAVEPOINT attempt").run()
        let outer = changes.beginAttempt()
        let rows = (lastInteraction, lastShopper)
        do {
            let result = try body()
            try BoundStatement(database, "RELEASE attempt").run()
            changes.endAttempt(outer, keeping: true)
            return result
        } catch {
            changes.endAttempt(outer, keeping: false)
            (lastInteraction, lastShopper) = rows
            if database.isInsideTransaction {
                try database.execute(sql: "ROLLBACK TO attempt; RELEASE attempt")
            }
            forgetRows()
            throw error
        }
    }
}
