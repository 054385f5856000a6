import ShopGuide
import ShopGuideApplication
import ShopGuideStore

extension ShopDesk {
    /// Saves a shopper.
    func save(_ shopper: Shopper) async throws {
        try await commits.commit { writer in
            _ = try writer.save(shopper)
        } changing: { _ in
            [.shopperSaved(shopper)]
        }
    }

    /// Erases a shopper and what they did: from memory, from the store, whose bytes are overwritten, and from its log.
    ///
    /// - Returns: How many interactions are gone.
    func erase(shopper id: String) async throws -> Int {
        let count = try await commits.commit { writer in
            guard let count = try writer.removeShopper(id) else { throw Problem.missing("shopper \"\(id)\"") }
            return count
        } changing: { _ in
            [.shopperErased(id)]
        }
        let store = store
        try await work.run { try store.checkpoint(.truncate) }
        return count
    }
}
