import GRDB

extension SQLiteStoreWriter {
    /// Returns the reference of a product's picture, as the transaction sees it.
    public func image(of product: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT image FROM products WHERE id = ?", arguments: [product])
    }

    /// Removes a product, its embeddings and the interactions with it.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func removeProduct(_ id: String) throws -> Bool {
        guard let row = try row(of: id, in: .products) else { return false }
        forgetRows()
        try retireRows()
        try database.execute(sql: "DELETE FROM interactions WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM product_markets WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM embeddings WHERE product = ?", arguments: [row])
        try database.execute(sql: "DELETE FROM points WHERE product = ?", arguments: [row])
        try removeTokens(ofProduct: row)
        try database.execute(sql: "DELETE FROM products WHERE row = ?", arguments: [row])
        changes.add(.productRemoved, id: id)
        try countRemoval()
        return true
    }

    /// Removes a shopper with their interactions and exposures, and overwrites their bytes in the store.
    ///
    /// - Returns: The number of interactions that were removed; nil where there is no such shopper.
    @discardableResult
    public func removeShopper(_ id: String) throws -> Int? {
        try database.execute(sql: "PRAGMA secure_delete = ON")
        // Somebody whom the shop doesn't know may have been shown something.
        try removeExposures(to: id)
        guard let row = try row(of: id, in: .shoppers) else { return nil }
        forgetRows()
        try retireRows()
        try database.execute(sql: "DELETE FROM interactions WHERE shopper = ?", arguments: [row])
        let count = database.changesCount
        try database.execute(sql: "DELETE FROM shoppers WHERE row = ?", arguments: [row])
        changes.add(ShopperErasure(idClass: ShopperErasure.idClass(of: id), last: try nextShopper() - 1))
        try countRemoval()
        return count
    }

    /// Makes those who keep row numbers look them up again, for one may become another's.
    private func countRemoval() throws { try database.execute(sql: "UPDATE removals SET count = count + 1") }
}
