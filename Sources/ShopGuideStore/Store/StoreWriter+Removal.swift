import GRDB

extension StoreWriter {
    /// Where a product's picture is, as it is in the store.
    public func image(of product: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT image FROM products WHERE id = ?", arguments: [product])
    }

    /// Removes a product, its embeddings and what was done with it.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func removeProduct(_ id: String) throws -> Bool {
        guard let row = try row(of: id, in: .products) else { return false }
        forgetRows()
        try database.execute(sql: "DELETE FROM interactions WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM embeddings WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM points WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM products WHERE row = ?", arguments: [row])
        try noteRemoval()
        return true
    }

    /// Removes a shopper and what they did: the bytes are overwritten in the store.
    ///
    /// - Returns: How many interactions are gone; nil where there is no such shopper.
    @discardableResult
    public func removeShopper(_ id: String) throws -> Int? {
        try database.execute(sql: "PRAGMA secure_delete = ON")
        // Somebody whom the shop doesn't know may have been shown something.
        try removeExposures(to: id)
        guard let row = try row(of: id, in: .shoppers) else { return nil }
        forgetRows()
        try database.execute(sql: "DELETE FROM interactions WHERE shopper = ?", arguments: [row])
        let count = database.changesCount
        try database.execute(sql: "DELETE FROM shoppers WHERE row = ?", arguments: [row])
        try noteRemoval()
        return count
    }

    /// Tells those who keep row numbers that one may become another's.
    private func noteRemoval() throws { try database.execute(sql: "UPDATE removals SET count = count + 1") }
}

extension StoreWriter {
    /// How many examples a taught category has.
    public func examples(of category: String) throws -> Int {
        let sql =
            "SELECT count(*) FROM taught_examples WHERE category = (SELECT row FROM taught_categories WHERE id = ?)"
        return try Int.fetchOne(database, sql: sql, arguments: [category]) ?? 0
    }
}
