public import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Passes every exposure to `body`, list by list in the order of their ids, each in the order of its places.
    public func forEachExposure(_ body: (Exposure) throws -> Void) throws { try forEachExposure("TRUE", [], body) }

    /// Returns everything in the log that a shopper was shown, list by list.
    public func loggedExposures(to shopper: String) throws -> [Exposure] {
        var found: [Exposure] = []
        try forEachExposure("shopper = $1", [.text(shopper)]) { found.append($0) }
        return found
    }

    /// Passes every response to a recommendation to `body`, in the order of the recommendations' ids.
    public func forEachResponse(_ body: (RecommendationResponse) throws -> Void) throws {
        try forEachResponse("TRUE", [], body)
    }

    /// Returns everything in the log that a shopper did because it was recommended, by recommendation.
    public func responses(of shopper: String) throws -> [RecommendationResponse] {
        var found: [RecommendationResponse] = []
        try forEachResponse("shopper = $1", [.text(shopper)]) { found.append($0) }
        return found
    }

    private func forEachExposure(
        _ condition: String, _ values: [PostgresValue], _ body: (Exposure) throws -> Void
    ) throws {
        let sql = """
            SELECT list, position, shopper, product, propensity, time FROM logged_exposures
            WHERE \(condition) ORDER BY list, position
            """
        try read {
            try $0.query(sql, values) { row in
                try body(
                    Exposure(
                        recommendation: row.text(0) ?? "", shopper: row.text(2) ?? "", product: row.text(3) ?? "",
                        position: Int(row.integer(1) ?? 0), propensity: row.double(4),
                        time: Timestamp(milliseconds: row.integer(5) ?? 0)))
            }
        }
    }

    private func forEachResponse(
        _ condition: String, _ values: [PostgresValue], _ body: (RecommendationResponse) throws -> Void
    ) throws {
        let sql = """
            SELECT list, product, kind, shopper, time FROM responses WHERE \(condition) ORDER BY list, product, kind
            """
        try read {
            try $0.query(sql, values) { row in
                guard let kind = row.integer(2).flatMap({ Interaction.Kind(number: $0) }) else { return }
                try body(
                    RecommendationResponse(
                        recommendation: row.text(0) ?? "", shopper: row.text(3) ?? "", product: row.text(1) ?? "",
                        kind: kind, time: Timestamp(milliseconds: row.integer(4) ?? 0)))
            }
        }
    }
}

extension PostgresStoreWriter {
    /// Saves an exposure in the place of one of the same list and position.
    @discardableResult
    func save(_ exposure: Exposure) throws -> Bool {
        var isNew = false
        // A row that was put in the place of another has a transaction that ended it before.
        try connection.query(
            """
            INSERT INTO logged_exposures (list, position, shopper, product, propensity, time)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (list, position) DO UPDATE SET shopper = excluded.shopper,
                product = excluded.product, propensity = excluded.propensity, time = excluded.time
            RETURNING (xmax = 0)::int
            """,
            checked([
                .text(exposure.recommendation), .integer(Int64(exposure.position)), .text(exposure.shopper),
                .text(exposure.product), PostgresValue(exposure.propensity), .integer(exposure.time.milliseconds),
            ])
        ) { isNew = $0.integer(0) == 1 }
        return isNew
    }

    /// Saves a response in the place of one of the same recommendation, product and kind.
    func save(_ response: RecommendationResponse) throws {
        try connection.send(
            """
            INSERT INTO responses (list, product, kind, shopper, time) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (list, product, kind) DO UPDATE SET shopper = excluded.shopper, time = excluded.time
            """,
            checked([
                .text(response.recommendation), .text(response.product), .integer(response.kind.number),
                .text(response.shopper), .integer(response.time.milliseconds),
            ]))
    }

    /// Gives one shopper the exposures and responses of another.
    func moveExposures(from visitor: String, to shopper: String) throws {
        for table in ["logged_exposures", "responses"] {
            try connection.send(
                "UPDATE \(table) SET shopper = $2 WHERE shopper = $1", checked([.text(visitor), .text(shopper)]))
        }
    }
}
