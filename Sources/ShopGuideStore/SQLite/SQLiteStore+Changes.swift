import GRDB
import ShopGuide

extension SQLiteStore {
    /// Returns the position of the latest commit.
    public func latestChange() throws -> ChangePosition { try read { try FeedState($0).position } }

    /// Returns changes in order, from the first one after a position on.
    public func changes(after position: ChangePosition, limit: Int) throws -> ChangeBatch {
        try read { database in
            let state = try FeedState(database)
            return try ChangeReading.batch(after: position, limit: limit, state, in: database)
        }
    }

    /// Returns the ids of the shoppers of an erasure.
    public func erasedShoppers(
        of erasure: ShopperErasure, among ids: some Sequence<String>
    ) throws -> [String] {
        let candidates = ids.filter { ShopperErasure.idClass(of: $0) == erasure.idClass }
        return try read { database in
            let statement = try BoundStatement(database, "SELECT 1 FROM shoppers WHERE id = ? AND row <= ?")
            return try candidates.filter { id in
                defer { statement.reset() }
                statement.bind(id, at: 1)
                statement.bind(erasure.last, at: 2)
                return try !statement.step()
            }
        }
    }
}

extension Database: FeedRows {
    func records(from number: Int64, _ place: Int64, limit: Int) throws -> [(Int64, Int64, ChangeLog.Record?)] {
        let statement = try BoundStatement(
            self,
            """
            SELECT number, record, kind, first, last, bound, id FROM changes
            WHERE (number, record) >= (?, ?) ORDER BY number, record LIMIT ?
            """)
        defer { statement.reset() }
        statement.bind([.integer(number), .integer(place), .integer(Int64(limit))])
        var records: [(Int64, Int64, ChangeLog.Record?)] = []
        while try statement.step() {
            records.append((statement.integer(0) ?? 0, statement.integer(1) ?? 0, ChangeLog.Record(statement)))
        }
        return records
    }

    func forEachProduct(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Product) throws -> Void) throws {
        try forEachProduct(
            where: "products.row BETWEEN ? AND ?", [.integer(rows.lowerBound), .integer(rows.upperBound)], limit: limit,
            body)
    }

    func forEachShopper(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Shopper) throws -> Void) throws {
        try forEachShopper(
            where: "shoppers.row BETWEEN ? AND ?", [.integer(rows.lowerBound), .integer(rows.upperBound)], limit: limit,
            body)
    }

    func forEachInteraction(
        rows: ClosedRange<Int64>, ofShopper shopper: Int64?, limit: Int, _ body: (Int64, Interaction) throws -> Void
    ) throws {
        let condition = shopper == nil ? "" : "interactions.shopper = ? AND "
        try forEachInteraction(
            where: "\(condition)interactions.row BETWEEN ? AND ?",
            (shopper.map { [.integer($0)] } ?? []) + [.integer(rows.lowerBound), .integer(rows.upperBound)],
            limit: limit, body)
    }
}
