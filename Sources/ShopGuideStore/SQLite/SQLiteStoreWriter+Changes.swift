import GRDB

extension FeedState {
    /// Reads the state of the feed.
    init(_ database: Database) throws {
        let statement = try BoundStatement(
            database,
            """
            SELECT feed, pruned, coalesce((SELECT max(number) FROM changes), pruned),
                max(interactions, coalesce((SELECT max(row) FROM interactions), 0)),
                max(shoppers, coalesce((SELECT max(row) FROM shoppers), 0))
            FROM feed
            """)
        defer { statement.reset() }
        guard try statement.step(), let feed = statement.text(0) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the store has no feed")
        }
        self.init(
            feed: feed, pruned: statement.integer(1) ?? 0, latest: statement.integer(2) ?? 0,
            interactions: statement.integer(3) ?? 0, shoppers: statement.integer(4) ?? 0)
    }
}

extension SQLiteStoreWriter {
    /// Writes the transaction's changes into the feed; to be called last.
    ///
    /// - Parameters:
    ///   - value: The result of the transaction's body.
    ///   - limit: The most records that the feed keeps, but for those of this commit.
    /// - Returns: The result with the number of the commit.
    /// - Throws: SQLite's error.
    func committed<Value>(_ value: Value, keeping limit: Int) throws -> Committed<Value> {
        let before = try feedState()
        var after = before
        (after.interactions, after.shoppers) = (lastInteraction ?? after.interactions, lastShopper ?? after.shoppers)
        let records = changes.merged()
        guard !records.isEmpty else { return Committed(value: value, change: nil, position: after.position) }
        after.latest = before.latest + 1
        let statement = try BoundStatement(
            database, "INSERT INTO changes (number, record, kind, first, last, bound, id) VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (place, record) in records.enumerated() {
            statement.bind(after.latest, at: 1)
            statement.bind(Int64(place), at: 2)
            statement.bind(record.kind.rawValue, at: 3)
            statement.bind(record.first, at: 4)
            statement.bind(record.last, at: 5)
            statement.bind(record.bound, at: 6)
            statement.bind(record.id, at: 7)
            try statement.run()
        }
        // To look each time would take longer than to write.
        if after.latest % Int64(Self.pruningInterval) == 0 || records.count >= Self.pruningInterval || limit < 1024 {
            try pruneChanges(before: after.latest, keeping: limit)
        }
        return Committed(value: value, change: after.latest, position: after.position)
    }

    private static var pruningInterval: Int { 1024 }

    /// Deletes the oldest commits where there are more records than are kept.
    private func pruneChanges(before latest: Int64, keeping limit: Int) throws {
        let oldest = try Int64.fetchOne(
            database, sql: "SELECT number FROM changes ORDER BY number DESC, record DESC LIMIT 1 OFFSET ?",
            arguments: [limit])
        guard let oldest else { return }
        let last = min(oldest, latest - 1)
        try database.execute(sql: "DELETE FROM changes WHERE number <= ?", arguments: [last])
        try database.execute(sql: "UPDATE feed SET pruned = max(pruned, ?)", arguments: [last])
    }

    /// Returns the state of the feed as the transaction found it; to be asked for before rows are added.
    func feedState() throws -> FeedState {
        if let state = stateBefore { return state }
        let state = try FeedState(database)
        stateBefore = state
        return state
    }

    /// Returns the row of the next interaction.
    func nextInteraction() throws -> Int64 { try (lastInteraction ?? feedState().interactions) + 1 }

    /// Returns the row of the next shopper.
    func nextShopper() throws -> Int64 { try (lastShopper ?? feedState().shoppers) + 1 }

    /// Keeps rows that are about to be deleted from being used again.
    func retireRows() throws {
        _ = try feedState()
        try database.execute(
            sql: """
                UPDATE feed SET interactions = max(interactions, (SELECT coalesce(max(row), 0) FROM interactions)),
                    shoppers = max(shoppers, (SELECT coalesce(max(row), 0) FROM shoppers))
                """)
    }
}
