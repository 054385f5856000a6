import ShopGuide
import ShopGuidePostgres

extension PostgresStore {
    /// Returns a shopper, if there is one of that id.
    public func shopper(_ id: String) throws -> Shopper? {
        var found: Shopper?
        try read { try $0.forEachShopper(where: "shoppers.id = $1", [.text(id)], limit: 1) { found = $1 } }
        return found
    }

    /// Returns some shoppers, in the order in which they came.
    public func shoppers(in market: String?, after cursor: Int64?, limit: Int) throws -> StorePage<Shopper> {
        let condition = market == nil ? "TRUE" : "markets.id = $2"
        return try page(limit) { connection, add in
            try connection.forEachShopper(
                where: "shoppers.row > $1 AND \(condition)",
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
        try page(limit) { connection, add in
            try connection.forEachInteraction(
                where:
                    "interactions.shopper = (SELECT row FROM shoppers WHERE id = $1) AND interactions.row < $2",
                [.text(shopper), .integer(cursor ?? .max)], order: "interactions.row DESC", limit: limit + 1, add)
        }
    }

    /// Passes every interaction to `body`, one at a time, in the order in which they came.
    public func forEachInteraction(
        upTo position: ChangePosition?, _ body: (Interaction) throws -> Void
    ) throws {
        let last = position?.interactions ?? .max
        try read { try $0.forEachInteraction(where: "interactions.row <= $1", [.integer(last)]) { try body($1) } }
    }

    /// Passes all markets, products, shoppers and interactions to `body`, in this order, interactions in the order in which they came.
    public func forEachSignal(upTo position: ChangePosition?, _ body: (StoredSignal) throws -> Void) throws {
        let last = position?.interactions ?? .max
        try read(consistently: true) { connection in
            try connection.query("SELECT row, id FROM markets", [], streaming: true) {
                try body(.market(row: $0.integer(0) ?? 0, id: $0.text(1) ?? ""))
            }
            try connection.query("SELECT row, id FROM products", [], streaming: true) {
                try body(.product(row: $0.integer(0) ?? 0, id: $0.text(1) ?? ""))
            }
            try connection.forEachShopper(where: "TRUE", []) { try body(.shopper(row: $0, $1)) }
            try connection.query(
                "SELECT \(StoredEvent.columns) FROM interactions WHERE row <= $1 ORDER BY row", [.integer(last)],
                streaming: true
            ) { try body(.event(StoredEvent($0))) }
        }
    }

    /// Counts a shopper's interactions by kind.
    public func interactionCounts(of shopper: String) throws -> [String: Int] {
        let sql = """
            SELECT kind::text, count(*) FROM interactions WHERE shopper = (SELECT row FROM shoppers WHERE id = $1)
            GROUP BY kind
            """
        return Interaction.Kind.named(try read { try $0.counts(sql, [.text(shopper)]) })
    }
}

extension Interaction.Kind {
    /// Gives counts by the numbers of kinds the kinds' names.
    static func named(_ counts: [String: Int]) -> [String: Int] {
        Dictionary(
            counts.map { number, count in
                (Int64(number).flatMap(Interaction.Kind.init(number:))?.rawValue ?? number, count)
            }, uniquingKeysWith: +)
    }
}
