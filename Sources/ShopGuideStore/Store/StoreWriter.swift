import Foundation
import GRDB
public import ShopGuide

/// Makes changes inside of a transaction of a ``Store``.
///
/// Whatever has an id replaces what had it before.
public final class StoreWriter {
    let database: Database
    private let numbers: RowNumbers
    private let encoder = JSONEncoder()
    private var queries = [BoundStatement?](repeating: nil, count: Query.allCases.count)
    /// How many values the embeddings of a name have.
    private var dimensions: [String: Int] = [:]
    private var searches = [BoundStatement?](repeating: nil, count: NamedTable.allCases.count)

    init(_ database: Database, _ numbers: RowNumbers) {
        self.database = database
        self.numbers = numbers
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Forgets which rows ids have, after some were removed.
    func forgetRows() {
        numbers.removeAll()
        dimensions = [:]
    }

    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }

    /// Returns a statement that was prepared for this transaction; looking it up by its text for every row would take as long
    /// as running it.
    func statement(_ query: Query) throws -> BoundStatement {
        if let statement = queries[query.rawValue] { return statement }
        let statement = try BoundStatement(database, query.sql)
        queries[query.rawValue] = statement
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
        // A replacement leaves SQLite's note of the last insertion as it was.
        database.forgetLastInserted()
        try statement.run()
        return statement.lastInserted != 0
    }

    /// Saves a product.
    ///
    /// - Returns: Whether it is new, not a replacement.
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

    /// Saves a shopper.
    ///
    /// - Returns: Whether they are new.
    @discardableResult
    public func save(_ shopper: Shopper) throws -> Bool {
        let market = try shopper.market.map { try madeRow(of: $0, in: .markets) }
        let statement = try statement(.shopper)
        statement.bind(shopper.id, at: 1)
        statement.bind(market, at: 2)
        if !shopper.attributes.isEmpty { statement.bind(try json(shopper.attributes), at: 3) }
        return try inserts(statement)
    }

    /// Saves an embedding of a product that was made elsewhere.
    ///
    /// - Parameters:
    ///   - vector: Its values, all finite.
    ///   - name: What the embedding is called, for a product may have several.
    ///   - product: The product's id.
    /// - Throws: ``RowProblem`` where there is no such product, a value isn't a finite number, or others of that name have more
    ///   or fewer values.
    public func save(embedding vector: [Float], named name: String, of product: String) throws {
        guard let row = try row(of: product, in: .products) else {
            throw RowProblem("no product \"\(product)\" in the store")
        }
        guard !vector.isEmpty, vector.allSatisfy(\.isFinite) else {
            throw RowProblem("product \"\(product)\": its embedding has no values, or one that isn't a finite number")
        }
        let count = try dimensions[name] ?? storedDimensions(name) ?? vector.count
        guard vector.count == count else {
            throw RowProblem(
                "product \"\(product)\": its embedding has \(vector.count) values; others called \"\(name)\" have \(count)"
            )
        }
        dimensions[name] = count
        let statement = try statement(.embedding)
        statement.bind(row, at: 1)
        statement.bind(name, at: 2)
        statement.bind(vector, at: 3)
        try statement.run()
    }

    /// How many values the embeddings of a name have that are in the store, if there are any.
    private func storedDimensions(_ name: String) throws -> Int? {
        let sql = "SELECT length(vector) / 4 FROM embeddings WHERE name = ? LIMIT 1"
        return try Int.fetchOne(database, sql: sql, arguments: [name])
    }
}
