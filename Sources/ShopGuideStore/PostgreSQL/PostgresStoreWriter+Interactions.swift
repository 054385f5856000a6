import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Saves a shopper.
    @discardableResult
    func save(_ shopper: Shopper) throws -> Bool {
        let market = try shopper.market.map { try madeRow(of: $0, in: .markets) }
        let attributes = shopper.attributes.isEmpty ? nil : try json(shopper.attributes)
        let next = feed[.shoppers] + 1
        let values: [PostgresValue] = try checked([
            .integer(next), .text(shopper.id), PostgresValue(market), PostgresValue(attributes),
        ])
        if absent.contains(shopper.id, in: .shoppers) {
            try add(shopper: values)
            keep(next, of: shopper.id, in: .shoppers)
            changes.add(.shopper, row: next)
            return true
        }
        if let row = memory.numbers.row(of: shopper.id, in: .shoppers) {
            let connection = copies.holds(shopper: row) ? try flushed : connection
            try connection.send(
                """
                UPDATE shoppers SET market = $2, attributes = $3
                WHERE row = $1 AND (market, attributes) IS DISTINCT FROM ($2, $3) RETURNING row
                """, [.integer(row)] + values.dropFirst(2)
            ) { [self] _ in changes.add(.shopper, row: row) }
            return false
        }
        var saved: Int64?
        try flushed.query(
            """
            INSERT INTO shoppers (row, id, market, attributes) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET market = excluded.market, attributes = excluded.attributes
            WHERE (shoppers.market, shoppers.attributes) IS DISTINCT FROM (excluded.market, excluded.attributes)
            RETURNING row
            """, values
        ) { saved = $0.integer(0) }
        if let saved { changes.add(.shopper, row: saved) }
        guard saved == next else { return false }
        keep(next, of: shopper.id, in: .shoppers)
        return true
    }

    /// Adds a new shopper: their row, id, market and attributes.
    func add(shopper values: [PostgresValue]) throws {
        if case .text(let id) = values[1], absent.contains(id, in: .shoppers) {
            try copies.add(shopper: feed[.shoppers] + 1, values, over: connection)
        } else {
            try connection.send("INSERT INTO shoppers (row, id, market, attributes) VALUES ($1, $2, $3, $4)", values)
        }
    }

    /// Saves an interaction; a shopper who is new is saved too.
    @discardableResult
    func save(_ interaction: Interaction, at place: SourceLine?) throws -> Bool {
        let product = try existingRow(ofProduct: interaction.product)
        let place = interaction.id.map { SourceLine($0) } ?? place
        guard interaction.id != nil || place != nil else { throw RowProblem("an interaction without an id") }
        let values: [PostgresValue] = [
            .integer(try madeRow(of: interaction.shopper, in: .shoppers)), .integer(product),
            .integer(interaction.kind.number), PostgresValue(interaction.value),
            PostgresValue(interaction.time?.milliseconds),
            PostgresValue(try interaction.market.map { try madeRow(of: $0, in: .markets) }),
        ]
        let source = try place.map { try madeRow(of: $0.source, in: .sources) }
        let row = feed.interactions + 1
        let names: [PostgresValue] = try checked([
            .integer(row), PostgresValue(place == nil ? interaction.id : nil), PostgresValue(source),
            PostgresValue(place.map { Int64($0.line) }),
        ])
        if absent.take(interaction.id, at: place) {
            try copies.add(interaction: names + values, over: connection)
            feed.interactions = row
            changes.add(.interaction, row: row)
            return true
        }
        var isNew = false
        try flushed.query(Self.insertion, names + values) { _ in isNew = true }
        if isNew {
            feed.interactions = row
            changes.add(.interaction, row: row)
        } else {
            try replace(Array(names.dropFirst()), with: values)
        }
        return isNew
    }

    private static let insertion = """
        INSERT INTO interactions (\(WaitingRows.interactionColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT DO NOTHING RETURNING row
        """
    private static let columns = "shopper, product, kind, value, time, market"

    /// Replaces the interaction of an event, or of a source and line, if it has other values.
    private func replace(_ names: [PostgresValue], with values: [PostgresValue]) throws {
        var found: [Int64] = []
        try connection.query(
            """
            SELECT row, shopper FROM interactions WHERE (event = $1 OR source = $2 AND line = $3)
                AND (\(Self.columns)) IS DISTINCT FROM ($4, $5, $6, $7, $8, $9)
            """, names + values
        ) { found = [$0.integer(0) ?? 0, $0.integer(1) ?? 0] }
        guard found.count == 2, case .integer(let shopper) = values[0] else { return }
        try connection.send(
            "UPDATE interactions SET (\(Self.columns)) = ($2, $3, $4, $5, $6, $7) WHERE row = $1",
            [.integer(found[0])] + values)
        // Who has read the earlier values can't take them back: the histories of both shoppers are read again.
        changes.add(.history, row: found[1], bound: before.interactions)
        if shopper != found[1] { changes.add(.history, row: shopper, bound: before.interactions) }
    }

    /// Returns the interaction of an id, its own or its place's, if there is one, as the transaction sees it.
    func interaction(_ id: String) throws -> Interaction? {
        _ = try checked([.text(id)])
        return try flushed.interaction(id)
    }

    /// Removes a shopper with their interactions and exposures; the server overwrites their bytes after its next vacuum.
    @discardableResult
    func removeShopper(_ id: String) throws -> Int? {
        // Somebody whom the shop doesn't know may have been shown something.
        for table in ["exposures", "exposed_products", "logged_exposures", "responses"] {
            try connection.send("DELETE FROM \(table) WHERE shopper = $1", checked([.text(id)]))
        }
        guard let row = try row(of: id, in: .shoppers) else { return nil }
        let connection = try flushed
        forgetRows()
        let count = try connection.query("DELETE FROM interactions WHERE shopper = $1", [.integer(row)])
        try connection.send("DELETE FROM shoppers WHERE row = $1", [.integer(row)])
        changes.add(ShopperErasure(idClass: ShopperErasure.idClass(of: id), last: feed[.shoppers]))
        feed.removals += 1
        return count
    }
}
