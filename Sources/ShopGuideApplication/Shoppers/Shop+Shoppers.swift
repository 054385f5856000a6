public import ShopGuide
public import ShopGuideStore

/// A shopper with the numbers of their interactions.
public struct ShopperProfile: Encodable, Sendable {
    /// The shopper's id.
    public var id: String
    /// The market that they shop in.
    public var market: String?
    /// Other attributes.
    public var attributes: [String: AttributeValue]
    /// The number of interactions, by kind.
    public var interactions: [String: Int]
}

extension Shop {
    /// Lists shoppers.
    public func shoppers(
        in market: String? = nil, after row: Int64? = nil, limit: Int
    ) async throws -> StorePage<Shopper> {
        try await read { try $0.shoppers(in: market, after: row, limit: limit) }
    }

    /// Returns a shopper's profile.
    ///
    /// - Throws: ``GuideError`` where there is no such shopper.
    public func shopper(_ id: String) async throws -> ShopperProfile {
        try await read { store in
            guard let shopper = try store.shopper(id) else { throw GuideError.missing("shopper \"\(id)\"") }
            return ShopperProfile(
                id: id, market: shopper.market, attributes: shopper.attributes,
                interactions: try store.interactionCounts(of: id))
        }
    }

    /// Whether there is a shopper of an id.
    public func knows(shopper id: String) async throws -> Bool { try await read { try $0.shopper(id) != nil } }

    /// Lists a shopper's interactions, the newest first.
    ///
    /// - Throws: ``GuideError`` where there is no such shopper.
    public func history(of id: String, before row: Int64? = nil, limit: Int) async throws -> StorePage<Interaction> {
        try await read { store in
            guard try store.shopper(id) != nil else { throw GuideError.missing("shopper \"\(id)\"") }
            return try store.history(of: id, before: row, limit: limit)
        }
    }

    /// Saves a shopper.
    ///
    /// - Throws: ``GuideError`` naming the invalid fields.
    public func save(_ shopper: Shopper) async throws {
        try shopper.validate()
        try await committer.commit { writer in
            _ = try writer.save(shopper)
        } indexing: {
            [.shopperSaved(shopper)]
        }
    }

    /// Erases a shopper, their interactions and what they were shown: from memory, from the store, whose bytes are overwritten, and from its log.
    ///
    /// - Returns: The number of interactions that are gone.
    /// - Throws: ``GuideError`` where there is no such shopper.
    public func erase(shopper id: String) async throws -> Int {
        // Somebody whom the shop doesn't know may have been shown something.
        let isLogged = try await read { try Self.isLogged(id, in: $0) }
        let count = try await committer.commit { writer in
            if let count = try writer.removeShopper(id) { return count }
            guard isLogged else { throw GuideError.missing("shopper \"\(id)\"") }
            return 0
        } indexing: { _ in
            [.shopperErased(id)]
        }
        try await read { try $0.checkpoint(.truncate) }
        return count
    }
}
