import GRDB
import ShopGuide

extension SQLiteStore {
    /// Returns the position of the latest commit.
    public func latestChange() throws -> ChangePosition { try read { try FeedState($0).position } }

    /// Returns changes in order, from the first one after a position on.
    public func changes(after position: ChangePosition, limit: Int) throws -> ChangeBatch {
        try read { database in
            let state = try FeedState(database)
            guard position.feed == state.feed, state.pruned...state.latest ~= position.number else { return .gap }
            var reading = ChangeReading(position, limit: max(1, limit), in: database)
            let isLast = try reading.run()
            return .changes(reading.changes, next: isLast ? state.position : reading.position, isLast: isLast)
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

/// The reading of some changes.
private struct ChangeReading {
    private let database: Database
    private let limit: Int
    private(set) var changes: [NumberedChange] = []
    private(set) var position: ChangePosition

    init(_ position: ChangePosition, limit: Int, in database: Database) {
        (self.position, self.limit, self.database) = (position, limit, database)
    }

    private var remaining: Int { limit - changes.count }

    /// Reads changes up to the limit; returns whether none is left.
    mutating func run() throws -> Bool {
        let statement = try BoundStatement(
            database,
            """
            SELECT number, record, kind, first, last, bound, id FROM changes
            WHERE (number, record) >= (?, ?) ORDER BY number, record
            """)
        defer { statement.reset() }
        statement.bind(position.number + 1, at: 1)
        statement.bind(position.record, at: 2)
        while try statement.step() {
            let (number, place) = (statement.integer(0) ?? 0, statement.integer(1) ?? 0)
            if number != position.number + 1 || place != position.record {
                position = ChangePosition(
                    feed: position.feed, number: number - 1, interactions: position.interactions, record: place)
            }
            // Of a kind that a newer version added nothing is known here.
            guard let kind = ChangeLog.Kind(rawValue: statement.integer(2) ?? 0) else { continue }
            let record = ChangeLog.Record(
                kind: kind, first: statement.integer(3) ?? 0, last: statement.integer(4) ?? 0,
                bound: statement.integer(5), id: statement.text(6))
            guard remaining > 0 else { return false }
            guard try read(record, number) else { return false }
        }
        return true
    }

    private mutating func add(_ change: StoreChange, _ number: Int64) {
        changes.append(NumberedChange(number: number, change: change))
    }

    /// Reads a record's changes, from the position on; returns whether that were all.
    private mutating func read(_ record: ChangeLog.Record, _ number: Int64) throws -> Bool {
        let id = record.id ?? ""
        switch record.kind {
        case .market: if let market = Market(id: id) { add(.market(market), number) }
        case .productRemoved: add(.productRemoved(id), number)
        case .category: add(.category(id), number)
        case .setting: add(.setting(id), number)
        case .experiment: add(.experiment(id), number)
        case .importProgressed: add(.importProgressed, number)
        case .shopperErased:
            add(.shopperErased(ShopperErasure(idClass: record.first, last: record.bound ?? 0)), number)
        case .product:
            return try rows(of: record) { reading, first in
                try reading.database.forEachProduct(
                    where: "products.row BETWEEN ? AND ?", [.integer(first), .integer(record.last)],
                    limit: reading.remaining
                ) { reading.add(.product($1), at: $0, number) }
            }
        case .shopper:
            return try rows(of: record) { reading, first in
                try reading.database.forEachShopper(
                    where: "shoppers.row BETWEEN ? AND ?", [.integer(first), .integer(record.last)],
                    limit: reading.remaining
                ) { reading.add(.shopper($1), at: $0, number) }
            }
        case .interaction:
            return try rows(of: record) { reading, first in
                try reading.database.forEachInteraction(
                    where: "interactions.row BETWEEN ? AND ?", [.integer(first), .integer(record.last)],
                    limit: reading.remaining
                ) { reading.add(.interaction($1), at: $0, number) }
            }
        case .history: return try histories(of: record, number)
        }
        return true
    }

    /// Adds the change of a row.
    private mutating func add(_ change: StoreChange, at row: Int64, _ number: Int64) {
        add(change, number)
        position.row = row + 1
    }

    /// Reads rows from the position on, up to the limit; returns whether that were all.
    private mutating func rows(
        of record: ChangeLog.Record, _ body: (inout ChangeReading, _ first: Int64) throws -> Void
    ) throws -> Bool {
        try body(&self, max(record.first, position.row))
        return remaining > 0
    }

    /// Reads the histories of shoppers from the position on; returns whether that were all.
    private mutating func histories(of record: ChangeLog.Record, _ number: Int64) throws -> Bool {
        var shopper = max(record.first, position.row)
        while shopper <= record.last {
            if position.row != shopper {
                position.row = shopper
                position.interaction = 0
            }
            var id: String?
            try database.forEachShopper(where: "shoppers.row = ?", [.integer(shopper)], limit: 1) { id = $1.id }
            if let id {
                guard remaining > 0 else { return false }
                if position.interaction == 0 { add(.historyReset(shopper: id), number) }
                position.interaction = max(position.interaction, 1)
                guard remaining > 0 else { return false }
                let first = position.interaction
                try database.forEachInteraction(
                    where: "interactions.shopper = ? AND interactions.row BETWEEN ? AND ?",
                    [.integer(shopper), .integer(first), .integer(record.bound ?? 0)], limit: remaining
                ) { row, interaction in
                    add(.interaction(interaction), number)
                    position.interaction = row + 1
                }
                guard remaining > 0 else { return false }
            }
            shopper += 1
        }
        return true
    }
}
