import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Saves a product.
    @discardableResult
    func save(_ product: Product) throws -> Bool {
        let category = try product.category.map { try self.row(of: $0) }
        for market in product.markets { _ = try madeRow(of: market, in: .markets) }
        let values: [PostgresValue] = try checked([
            .text(product.id), product.title.isEmpty ? .null : .text(try json(product.title.words)),
            PostgresValue(category), PostgresValue(product.brand), PostgresValue(product.price?.tenThousandths),
            PostgresValue(product.price?.currency),
            product.attributes.isEmpty ? .null : .text(try json(product.attributes)), PostgresValue(product.image),
            PostgresValue(product.availability?.rawValue),
            product.furtherImages.isEmpty ? .null : .text(try json(product.furtherImages)),
            product.markets.isEmpty ? .null : .text(product.markets.joined(separator: " ")),
            .texts(memory.numbers.tokens.list(of: product)),
        ])
        let next = feed[.products] + 1
        if absent.contains(product.id, in: .products) {
            try copies.add(product: next, values, over: connection)
            keep(next, of: product.id, in: .products)
            changes.add(.product, row: next)
            return true
        }
        if let row = memory.numbers.row(of: product.id, in: .products) {
            let connection = copies.holds(product: row) ? try flushed : connection
            try connection.send(Self.update, values + [.integer(row)]) { [self] _ in changes.add(.product, row: row) }
            return false
        }
        var saved: Int64?
        try flushed.query(Self.upsert, values + [.integer(next)]) { saved = $0.integer(0) }
        if let saved { changes.add(.product, row: saved) }
        guard saved == next else { return false }
        keep(next, of: product.id, in: .products)
        return true
    }

    private static let columns =
        "id, title, category, brand, price, currency, attributes, image, availability, further_images, markets, tokens"
    private static let values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"

    /// The replacement of a row: one that is as it should be already isn't written, and so isn't a change.
    private static let update = """
        UPDATE products SET (\(columns)) = (\(values)) WHERE row = $13
            AND (\(columns)) IS DISTINCT FROM (\(values)) RETURNING row
        """
    private static let upsert = """
        INSERT INTO products (\(columns), row) VALUES (\(values), $13)
        ON CONFLICT (id) DO UPDATE SET (\(columns)) = (\(values))
        WHERE (\(qualified)) IS DISTINCT FROM (\(values)) RETURNING row
        """
    private static let qualified = columns.split(separator: ", ").map { "products.\($0)" }.joined(separator: ", ")

    /// Has a product counted as changed.
    func markChanged(_ product: String) throws {
        if let row = try row(of: product, in: .products) { changes.add(.product, row: row) }
    }

    /// Makes a product of an id where there is none.
    func makeProduct(_ id: String) throws -> Bool {
        guard try row(of: id, in: .products) == nil else { return false }
        return try save(Product(id: id))
    }

    /// Saves a market; nothing happens where it is known.
    func save(_ market: Market) throws { _ = try madeRow(of: market.id, in: .markets) }

    /// Returns the reference of a product's picture, as the transaction sees it.
    func image(of product: String) throws -> String? {
        var image: String?
        try flushed.query("SELECT image FROM products WHERE id = $1", checked([.text(product)])) { image = $0.text(0) }
        return image
    }

    /// Saves an embedding of a product that was made elsewhere.
    func save(embedding vector: [Float], named name: String, of product: String) throws {
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
        try connection.send(
            """
            INSERT INTO embeddings (product, name, vector) VALUES ($1, $2, $3)
            ON CONFLICT (product, name) DO UPDATE SET vector = excluded.vector
            """, checked([.integer(row), .text(name), .bytes(vector.bytes)]))
        changes.add(.product, row: row)
    }

    /// Returns the dimensions of the stored embeddings of a name, if there are any.
    private func storedDimensions(_ name: String) throws -> Int? {
        let sql = "SELECT length(vector) / 4 FROM embeddings WHERE name = $1 LIMIT 1"
        return try connection.integer(sql, checked([.text(name)])).map { Int($0) }
    }

    /// Saves the embedding of a product that a model made.
    func save(_ embedding: ModelEmbedding, of product: String, model: String) throws {
        try connection.send(
            """
            INSERT INTO points (product, model, fingerprint, numbers) VALUES ($1, $2, $3, $4)
            ON CONFLICT (product, model) DO UPDATE SET fingerprint = excluded.fingerprint, numbers = excluded.numbers
            """,
            checked([
                .integer(try existingRow(ofProduct: product)), .text(model), .integer(embedding.fingerprint),
                .bytes(embedding.values.bytes),
            ]))
    }

    /// Removes the embeddings that a model made, of all products.
    func removeEmbeddings(ofModel model: String) throws {
        try connection.send("DELETE FROM points WHERE model = $1", checked([.text(model)]))
    }

    /// Removes a product, its embeddings and the interactions with it.
    @discardableResult
    func removeProduct(_ id: String) throws -> Bool {
        guard let row = try row(of: id, in: .products) else { return false }
        let connection = try flushed
        forgetRows()
        for table in ["interactions", "embeddings", "points"] {
            try connection.send("DELETE FROM \(table) WHERE product = $1", [.integer(row)])
        }
        try connection.send("DELETE FROM products WHERE row = $1", [.integer(row)])
        changes.add(.productRemoved, id: id)
        feed.removals += 1
        return true
    }
}

extension [Float] {
    /// The bytes of the values, as this machine has them.
    var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
