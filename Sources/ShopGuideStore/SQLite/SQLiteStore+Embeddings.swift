import Foundation
import GRDB
public import ShopGuide
import ShopGuideFeeds

extension SQLiteStore {
    /// Returns an imported embedding of a product, if it has one of that name.
    public func embedding(named name: String, of product: String) throws -> [Float]? {
        try read { database in
            let statement = try BoundStatement(
                database,
                "SELECT vector FROM embeddings WHERE name = ? AND product = (SELECT row FROM products WHERE id = ?)")
            defer { statement.reset() }
            statement.bind(name, at: 1)
            statement.bind(product, at: 2)
            return try statement.step() ? statement.floats(0) : nil
        }
    }

    /// Passes the imported embeddings of a name to `body`, each with its product's id, in the products' order.
    public func forEachEmbedding(
        named name: String, _ body: (_ product: String, _ vector: [Float]) throws -> Void
    ) throws {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT products.id, vector FROM embeddings JOIN products ON products.row = embeddings.product
                WHERE name = ? ORDER BY products.row
                """)
            defer { statement.reset() }
            statement.bind(name, at: 1)
            while try statement.step() { try body(statement.text(0) ?? "", statement.floats(1)) }
        }
    }

    /// Returns the embeddings of products that a model made, as of one moment; those that aren't stored are absent.
    public func modelEmbeddings(of products: [String], model: String) throws -> [ExactID: ModelEmbedding] {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT fingerprint, numbers FROM points
                WHERE product = (SELECT row FROM products WHERE id = ?) AND model = ?
                """)
            defer { statement.reset() }
            var found: [ExactID: ModelEmbedding] = [:]
            for product in products {
                statement.reset()
                statement.bind(product, at: 1)
                statement.bind(model, at: 2)
                guard try statement.step() else { continue }
                found[ExactID(product)] = ModelEmbedding(
                    fingerprint: statement.integer(0) ?? 0, values: statement.floats(1))
            }
            return found
        }
    }

    /// Passes every product to `body`, in the order in which they came, with the embedding of it that a model made, if it is stored.
    public func forEachProduct(
        withEmbeddingOf model: String, _ body: (Product, ModelEmbedding?) throws -> Void
    ) throws {
        try read { database in
            let statement = try BoundStatement(
                database,
                """
                SELECT \(Database.productColumns), fingerprint, numbers FROM products
                LEFT JOIN categories ON categories.row = products.category
                LEFT JOIN points ON points.product = products.row AND model = ? ORDER BY products.row
                """)
            defer { statement.reset() }
            statement.bind(model, at: 1)
            let decoder = JSONDecoder()
            while try statement.step() {
                let embedding = statement.integer(12).map {
                    ModelEmbedding(fingerprint: $0, values: statement.floats(13))
                }
                try body(try Product(statement, decoder), embedding)
            }
        }
    }

    /// Passes the embeddings that a model made to `body`, each with its product's id, in the products' order.
    public func forEachModelEmbedding(
        of model: String, _ body: (_ product: String, _ embedding: ModelEmbedding) throws -> Void
    ) throws {
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
                    ModelEmbedding(fingerprint: statement.integer(1) ?? 0, values: statement.floats(2)))
            }
        }
    }
}

extension SQLiteStoreWriter {
    /// Saves an embedding of a product that was made elsewhere.
    public func save(embedding vector: [Float], named name: String, of product: String) throws {
        let row = try existingRow(ofProduct: product)
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
        changes.add(.product, row: row)
    }

    /// Returns the dimensions of the stored embeddings of a name, if there are any.
    private func storedDimensions(_ name: String) throws -> Int? {
        let sql = "SELECT length(vector) / 4 FROM embeddings WHERE name = ? LIMIT 1"
        return try Int.fetchOne(database, sql: sql, arguments: [name])
    }

    /// Saves the embedding of a product that a model made.
    public func save(_ embedding: ModelEmbedding, of product: String, model: String) throws {
        let row = try existingRow(ofProduct: product)
        let statement = try statement(.modelEmbedding)
        statement.bind(row, at: 1)
        statement.bind(model, at: 2)
        statement.bind(embedding.fingerprint, at: 3)
        statement.bind(embedding.values, at: 4)
        try statement.run()
    }

    /// Removes the embeddings that a model made, of all products.
    public func removeEmbeddings(ofModel model: String) throws {
        try database.execute(sql: "DELETE FROM points WHERE model = ?", arguments: [model])
    }
}
