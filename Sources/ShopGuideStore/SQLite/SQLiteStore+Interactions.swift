import GRDB
public import ShopGuide

extension SQLiteStore {
    /// Returns a shopper, if there is one of that id.
    public func shopper(_ id: String) throws -> Shopper? {
        var found: Shopper?
        try read { try $0.forEachShopper(where: "shoppers.id = ?", [.text(id)], limit: 1) { found = $1 } }
        return found
    }

    /// Returns some shoppers, in the order in which they came.
    public func shoppers(in market: String?, after cursor: Int64?, limit: Int) throws -> StorePage<Shopper> {
        let condition = market == nil ? "TRUE" : "markets.id = ?"
        return try page(limit) { database, add in
            try database.forEachShopper(
                where: "shoppers.row > ? AND \(condition)",
                [.integer(cursor ?? 0)] + (market.map { [.text($0)] } ?? []), limit: limit + 1, add)
        }
    }

    /// Passes every shopper to `body`, one at a time, in the order in which they came.
    public func forEachShopper(_ body: (Shopper) throws -> Void) throws {
        try read { try $0.forEachShopper(where: "TRUE", []) { try body($1) } }
    }

    /// Returns the interaction of an id, its own or its place's, if there is one.
    public func interaction(_ id: String) throws -> Interaction? { try read { try $0.interaction(id) } }

    /// Returns some interactions of a shopper, the latest to come first.
    public func history(of shopper: String, before cursor: Int64?, limit: Int) throws -> StorePage<Interaction> {
        try page(limit) { database, add in
            let condition =
                "interactions.shopper = (SELECT row FROM shoppers WHERE id = ?) "
                + "AND interactions.row < ?"
            try database.forEachInteraction(
                where: condition, [.text(shopper), .integer(cursor ?? .max)], order: "interactions.row DESC",
                limit: limit + 1, add)
        }
    }

    /// Passes every interaction to `body`, one at a time, in the order in which they came.
    public func forEachInteraction(
        upTo position: ChangePosition?, _ body: (Interaction) throws -> Void
    ) throws {
        let last = position?.interactions ?? .max
        try read { try $0.forEachInteraction(where: "interactions.row <= ?", [.integer(last)]) { try body($1) } }
    }

    /// Passes all markets, products, shoppers and interactions to `body`, in this order, interactions in the order in which they came.
    public func forEachSignal(upTo position: ChangePosition?, _ body: (StoredSignal) throws -> Void) throws {
        let last = position?.interactions ?? .max
        try read { database in
            func forEach(_ sql: String, _ values: [BoundValue] = [], _ body: (BoundStatement) throws -> Void) throws {
                let statement = try BoundStatement(database, sql)
                defer { statement.reset() }
                statement.bind(values)
                while try statement.step() { try body(statement) }
            }
            try forEach("SELECT row, id FROM markets") {
                try body(.market(row: $0.integer(0) ?? 0, id: $0.text(1) ?? ""))
            }
            try forEach("SELECT row, id FROM products") {
                try body(.product(row: $0.integer(0) ?? 0, id: $0.text(1) ?? ""))
            }
            try database.forEachShopper(where: "TRUE", []) { try body(.shopper(row: $0, $1)) }
            try forEach(
                "SELECT \(StoredEvent.columns) FROM interactions WHERE row <= ? ORDER BY row", [.integer(last)]
            ) { try body(.event(StoredEvent($0))) }
        }
    }

    /// Counts a shopper's interactions by kind.
    public func interactionCounts(of shopper: String) throws -> [String: Int] {
        try read { database in
            let sql = """
                SELECT kind, count(*) FROM interactions WHERE shopper = (SELECT row FROM shoppers WHERE id = ?)
                GROUP BY kind
                """
            let rows = try Row.fetchAll(database, sql: sql, arguments: [shopper])
            return Dictionary(
                uniqueKeysWithValues: rows.map {
                    (Interaction.Kind(number: $0[0])?.rawValue ?? "\($0[0] as Int64)", $0[1] as Int)
                })
        }
    }
}
