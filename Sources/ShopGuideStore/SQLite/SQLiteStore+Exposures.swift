import GRDB
public import ShopGuide

extension SQLiteStore {
    /// Passes every exposure to `body`, list by list in the order of their ids, each in the order of its places.
    public func forEachExposure(_ body: (Exposure) throws -> Void) throws { try forEachExposure(nil, body) }

    /// Returns everything in the log that a shopper was shown, list by list.
    public func loggedExposures(to shopper: String) throws -> [Exposure] {
        var found: [Exposure] = []
        try forEachExposure(shopper) { found.append($0) }
        return found
    }

    /// Passes every response to a recommendation to `body`, in the order of the recommendations' ids.
    public func forEachResponse(_ body: (RecommendationResponse) throws -> Void) throws {
        try forEachResponse(nil, body)
    }

    /// Returns everything in the log that a shopper did because it was recommended, by recommendation.
    public func responses(of shopper: String) throws -> [RecommendationResponse] {
        var found: [RecommendationResponse] = []
        try forEachResponse(shopper) { found.append($0) }
        return found
    }

    private func forEachExposure(_ shopper: String?, _ body: (Exposure) throws -> Void) throws {
        try read { database in
            let sql = """
                SELECT list, position, shopper, product, propensity, time FROM logged_exposures
                \(shopper == nil ? "" : "WHERE shopper = ?") ORDER BY list, position
                """
            let rows = try Row.fetchCursor(
                database, sql: sql, arguments: StatementArguments(shopper.map { [$0] } ?? []))
            while let row = try rows.next() {
                try body(
                    Exposure(
                        recommendation: row[0], shopper: row[2], product: row[3], position: row[1], propensity: row[4],
                        time: Timestamp(milliseconds: row[5])))
            }
        }
    }

    private func forEachResponse(_ shopper: String?, _ body: (RecommendationResponse) throws -> Void) throws {
        try read { database in
            let sql = """
                SELECT list, product, kind, shopper, time FROM responses
                \(shopper == nil ? "" : "WHERE shopper = ?") ORDER BY list, product, kind
                """
            let rows = try Row.fetchCursor(
                database, sql: sql, arguments: StatementArguments(shopper.map { [$0] } ?? []))
            while let row = try rows.next() {
                guard let kind = Interaction.Kind(number: row[2]) else { continue }
                try body(
                    RecommendationResponse(
                        recommendation: row[0], shopper: row[3], product: row[1], kind: kind,
                        time: Timestamp(milliseconds: row[4])))
            }
        }
    }
}

extension SQLiteStoreWriter {
    /// Saves an exposure in the place of one of the same list and position.
    @discardableResult
    public func save(_ exposure: Exposure) throws -> Bool {
        let isThere = try database.cachedStatement(
            sql: "SELECT 1 FROM logged_exposures WHERE list = ? AND position = ?")
        let isNew = try Row.fetchOne(isThere, arguments: [exposure.recommendation, exposure.position]) == nil
        try database.cachedStatement(
            sql: """
                INSERT INTO logged_exposures (list, position, shopper, product, propensity, time)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET shopper = excluded.shopper,
                    product = excluded.product, propensity = excluded.propensity, time = excluded.time
                """
        ).execute(arguments: [
            exposure.recommendation, exposure.position, exposure.shopper, exposure.product, exposure.propensity,
            exposure.time.milliseconds,
        ])
        return isNew
    }

    /// Saves a response in the place of one of the same recommendation, product and kind.
    public func save(_ response: RecommendationResponse) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO responses (list, product, kind, shopper, time) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET shopper = excluded.shopper, time = excluded.time
                """
        ).execute(arguments: [
            response.recommendation, response.product, response.kind.number, response.shopper,
            response.time.milliseconds,
        ])
    }

    /// Gives one shopper the exposures and responses of another.
    public func moveExposures(from visitor: String, to shopper: String) throws {
        try database.execute(sql: "PRAGMA secure_delete = ON")
        for table in ["logged_exposures", "responses"] {
            try database.execute(
                sql: "UPDATE \(table) SET shopper = ? WHERE shopper = ?", arguments: [shopper, visitor])
        }
    }
}
