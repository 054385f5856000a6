import ShopGuidePostgres

extension PostgresConnection {
    /// Returns the state of the feed.
    func feedState() throws -> FeedState {
        var state: FeedState?
        try query("SELECT feed, pruned, latest, interactions, shoppers FROM feed") { state = FeedState($0) }
        guard let state else { throw PostgresError(state: "XX000", message: "the store has no feed") }
        return state
    }
}

extension FeedState {
    /// Reads a row of `feed`.
    init(_ row: PostgresRow) {
        self.init(
            feed: row.text(0) ?? "", pruned: row.integer(1) ?? 0, latest: row.integer(2) ?? 0,
            interactions: row.integer(3) ?? 0, shoppers: row.integer(4) ?? 0)
    }
}

extension PostgresStore {
    /// Returns the position of the latest commit.
    public func latestChange() throws -> ChangePosition { try read { try $0.feedState().position } }

    /// Returns changes in order, from the first one after a position on.
    public func changes(after position: ChangePosition, limit: Int) throws -> ChangeBatch {
        try read(consistently: true) { connection in
            try ChangeReading.batch(after: position, limit: limit, connection.feedState(), in: connection)
        }
    }

    /// Calls a body soon after each commit, on word of the server (`LISTEN`).
    public func watch(_ wake: @escaping @Sendable () -> Void) -> (any Sendable)? {
        let schema = address.schema
        return PostgresListener(to: Self.channel, at: address.server) { payload in
            if payload == nil || payload == schema { wake() }
        }
    }

    /// The channel on which commits are told of, with the schema.
    static let channel = "shopguide"

    /// Returns the ids of the shoppers of an erasure.
    public func erasedShoppers(of erasure: ShopperErasure, among ids: some Sequence<String>) throws -> [String] {
        let candidates = ids.filter { ShopperErasure.idClass(of: $0) == erasure.idClass }
        let sql = """
            SELECT candidate FROM unnest($1::text[]) WITH ORDINALITY AS candidates (candidate, place)
            WHERE NOT EXISTS (SELECT 1 FROM shoppers WHERE id = candidate AND row <= $2) ORDER BY place
            """
        return try read { try $0.texts(sql, [.texts(candidates), .integer(erasure.last)]) }
    }
}
