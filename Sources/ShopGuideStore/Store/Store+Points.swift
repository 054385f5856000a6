import GRDB

/// Where a product lies as a model sees it, and of what state of the product that was made.
public struct StoredPoint: Sendable, Hashable {
    /// Tells whether the product has changed since.
    public var fingerprint: Int64
    /// The numbers.
    public var numbers: [Float]

    /// Creates a point.
    public init(fingerprint: Int64, numbers: [Float]) {
        self.fingerprint = fingerprint
        self.numbers = numbers
    }
}

extension StoreWriter {
    /// Keeps where a product lies; points can be made again at any time, and are no part of exports.
    ///
    /// - Throws: ``RowProblem`` where there is no such product.
    public func save(_ point: StoredPoint, of product: String, model: String) throws {
        guard let row = try row(of: product, in: .products) else {
            throw RowProblem("no product \"\(product)\" in the store")
        }
        let statement = try BoundStatement(
            database,
            """
            INSERT INTO points (product, model, fingerprint, numbers) VALUES (?, ?, ?, ?)
            ON CONFLICT (product, model) DO UPDATE SET fingerprint = excluded.fingerprint, numbers = excluded.numbers
            """)
        statement.bind(row, at: 1)
        statement.bind(model, at: 2)
        statement.bind(point.fingerprint, at: 3)
        statement.bind(point.numbers, at: 4)
        try statement.run()
    }
}

extension Store {
    /// Returns the point of a product that a model made, if there is one.
    public func point(of product: String, model: String) throws -> StoredPoint? {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT fingerprint, numbers FROM points
                WHERE product = (SELECT row FROM products WHERE id = ?) AND model = ?
                """)
            defer { statement.reset() }
            statement.bind(product, at: 1)
            statement.bind(model, at: 2)
            guard try statement.step() else { return nil }
            return StoredPoint(fingerprint: statement.integer(0) ?? 0, numbers: statement.floats(1))
        }
    }

    /// Hands over the points that a model made, each with its product's id, in the products' order.
    public func forEachPoint(of model: String, _ body: (_ product: String, _ point: StoredPoint) throws -> Void) throws
    {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT products.id, fingerprint, numbers FROM points JOIN products ON products.row = points.product
                WHERE model = ? ORDER BY products.row
                """)
            defer { statement.reset() }
            statement.bind(model, at: 1)
            while try statement.step() {
                try body(
                    statement.text(0) ?? "",
                    StoredPoint(fingerprint: statement.integer(1) ?? 0, numbers: statement.floats(2)))
            }
        }
    }
}
