public import ShopGuide
public import ShopGuideStore

/// Everything that a shop keeps of a shopper.
public struct ShopperExport: Encodable, Sendable {
    /// The shopper.
    public var shopper: Shopper
    /// Everything that they did, in the order in which it came.
    public var interactions: [Interaction]
    /// The products that they were shown in experiments.
    public var exposures: [ShopperExposure]
    /// The products that they were shown, as they were logged.
    public var shown: [Exposure]
    /// The responses to these.
    public var responses: [RecommendationResponse]
}

/// The outcome of merging a visitor into a shopper.
public struct MergedShopper: Encodable, Sendable {
    /// The shopper who has the interactions now.
    public var shopper: String
    /// The visitor, who is gone.
    public var from: String
    /// The number of interactions that were moved.
    public var interactions: Int
}

extension Shop {
    /// Interactions that are read at a time.
    private static let pageSize = 1000

    /// Returns everything that is kept of a shopper.
    ///
    /// - Throws: ``GuideError`` where there is no such shopper.
    public func export(shopper id: String) async throws -> ShopperExport {
        try await read { store in
            let known = try store.shopper(id)
            guard try known != nil || Self.isLogged(id, in: store) else {
                throw GuideError.missing("shopper \"\(id)\"")
            }
            return ShopperExport(
                shopper: known ?? Shopper(id: id), interactions: try Self.interactions(of: id, in: store),
                exposures: try store.exposures(to: id), shown: try store.loggedExposures(to: id),
                responses: try store.responses(of: id))
        }
    }

    /// Gives a shopper the interactions of a visitor, who turned out to be them, and erases the visitor.
    ///
    /// The shopper keeps their own market and attributes; one who isn't there yet has the visitor's market.
    ///
    /// - Throws: ``GuideError`` where there is no such visitor, or both are one.
    public func merge(_ visitor: String, into id: String) async throws -> MergedShopper {
        guard !visitor.isExactly(id) else {
            throw GuideError(field: "from", "must be another shopper than \"\(id)\"")
        }
        let (store, memory) = (store, memory)
        let count = Exclusive(0)
        try await committer.exclusively {
            let committed = try store.commit { writer -> [RecommendationIndex.Change] in
                // No other change, of whatever process, can come between reading and writing: the transaction has the lock of writers
                // from its beginning, and everything that they committed before can be read.
                guard let known = try store.shopper(visitor) else {
                    throw GuideError.missing("shopper \"\(visitor)\"")
                }
                let isNew = try store.shopper(id) == nil
                let own = try Self.interactions(of: visitor, in: store)
                var changes: [RecommendationIndex.Change] = []
                if isNew {
                    let shopper = Shopper(id: id, market: known.market)
                    try writer.save(shopper)
                    changes.append(.shopperSaved(shopper))
                }
                for var interaction in own {
                    interaction.shopper = id
                    changes.append(try RecordedInteraction(interaction, isNamed: true, with: writer).change)
                }
                try writer.moveExposures(from: visitor, to: id)
                try writer.removeShopper(visitor)
                count.withLock { $0 = own.count }
                return changes + [.shopperErased(visitor)]
            }
            try memory.apply(committed, committed.value)
        }
        try await read { try $0.checkpoint(.truncate) }
        return MergedShopper(shopper: id, from: visitor, interactions: count.withLock { $0 })
    }

    /// Whether somebody was shown something, known or not.
    static func isLogged(_ id: String, in store: any Store) throws -> Bool {
        try !store.exposures(to: id).isEmpty || !store.loggedExposures(to: id).isEmpty
            || !store.responses(of: id).isEmpty
    }

    /// All interactions of a shopper, in the order in which they came.
    private static func interactions(of id: String, in store: any Store) throws -> [Interaction] {
        var (found, cursor) = ([Interaction](), Int64?.none)
        repeat {
            let page = try store.history(of: id, before: cursor, limit: pageSize)
            found += page.items
            cursor = page.next
        } while cursor != nil
        return found.reversed()
    }
}
