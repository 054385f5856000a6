package import ShopGuideStore

extension Shop {
    /// Takes tokens of a key from the bucket that the shop's processes share.
    ///
    /// - Returns: The tokens; nil where the store is one process's.
    /// - Throws: ``StoreError`` where the store can't be reached.
    package func takeTokens(_ wanted: Int, of key: String, rate: Double, burst: Int) async throws -> TokenGrant? {
        guard !Stores.isFile(Stores.place(store.path)) else { return nil }
        let store = store
        return try await executor.maintain { try store.takeTokens(wanted, from: key, rate: rate, burst: burst) }
    }
}
