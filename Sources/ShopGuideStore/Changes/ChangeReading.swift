import ShopGuide

/// The state of a feed as a transaction finds it.
struct FeedState: Sendable {
    /// The identity of the feed.
    var feed: String
    /// The commit up to which changes aren't kept any more.
    var pruned: Int64
    /// The latest commit.
    var latest: Int64
    /// The last rows that were ever used: none is used twice, so that those of a commit tell it from others.
    var interactions: Int64
    var shoppers: Int64

    /// The position after the latest commit.
    var position: ChangePosition { ChangePosition(feed: feed, number: latest, interactions: interactions) }
}

/// The rows that a feed tells of, in the order of their numbers; whatever keeps the store.
protocol FeedRows {
    /// Returns the records from one on, each with its commit's number and its place in it; nil for one of a kind that isn't known.
    func records(from number: Int64, _ place: Int64, limit: Int) throws -> [(Int64, Int64, ChangeLog.Record?)]
    func forEachProduct(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Product) throws -> Void) throws
    func forEachShopper(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Shopper) throws -> Void) throws
    func forEachInteraction(
        rows: ClosedRange<Int64>, ofShopper shopper: Int64?, limit: Int, _ body: (Int64, Interaction) throws -> Void
    ) throws
}

extension ChangeLog.Record {
    /// Reads a record from the third column on; nil for one of a kind that a newer version added.
    init?(_ row: some StoredRow) {
        guard let kind = ChangeLog.Kind(rawValue: row.integer(2) ?? 0) else { return nil }
        self.init(
            kind: kind, first: row.integer(3) ?? 0, last: row.integer(4) ?? 0, bound: row.integer(5), id: row.text(6))
    }
}

/// The reading of some changes.
struct ChangeReading<Rows: FeedRows> {
    private let store: Rows
    private let limit: Int
    private(set) var changes: [NumberedChange] = []
    private(set) var position: ChangePosition

    init(_ position: ChangePosition, limit: Int, in store: Rows) {
        (self.position, self.limit, self.store) = (position, limit, store)
    }

    private var remaining: Int { limit - changes.count }

    /// Reads the changes after a position.
    static func batch(
        after position: ChangePosition, limit: Int, _ state: FeedState, in store: Rows
    ) throws -> ChangeBatch {
        guard position.feed == state.feed, state.pruned...state.latest ~= position.number else { return .gap }
        var reading = Self(position, limit: max(1, limit), in: store)
        let isLast = try reading.run()
        return .changes(reading.changes, next: isLast ? state.position : reading.position, isLast: isLast)
    }

    /// Reads changes up to the limit; returns whether none is left.
    private mutating func run() throws -> Bool {
        let most = min(limit, 1000) + 1
        var next = (number: position.number + 1, place: position.record)
        while true {
            let records = try store.records(from: next.number, next.place, limit: most)
            for (number, place, record) in records {
                if number != position.number + 1 || place != position.record {
                    position = ChangePosition(
                        feed: position.feed, number: number - 1, interactions: position.interactions, record: place)
                }
                next = (number, place + 1)
                // Of a kind that a newer version added nothing is known here.
                guard let record else { continue }
                guard remaining > 0 else { return false }
                guard try read(record, number) else { return false }
            }
            if records.count < most { return true }
        }
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
            return try rows(of: record) { reading, rows in
                try reading.store.forEachProduct(rows: rows, limit: reading.remaining) {
                    reading.add(.product($1), at: $0, number)
                }
            }
        case .shopper:
            return try rows(of: record) { reading, rows in
                try reading.store.forEachShopper(rows: rows, limit: reading.remaining) {
                    reading.add(.shopper($1), at: $0, number)
                }
            }
        case .interaction:
            return try rows(of: record) { reading, rows in
                try reading.store.forEachInteraction(rows: rows, ofShopper: nil, limit: reading.remaining) {
                    reading.add(.interaction($1), at: $0, number)
                }
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
        of record: ChangeLog.Record, _ body: (inout Self, ClosedRange<Int64>) throws -> Void
    ) throws -> Bool {
        let first = max(record.first, position.row)
        if first <= record.last { try body(&self, first...record.last) }
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
            try store.forEachShopper(rows: shopper...shopper, limit: 1) { id = $1.id }
            if let id {
                guard remaining > 0 else { return false }
                if position.interaction == 0 { add(.historyReset(shopper: id), number) }
                position.interaction = max(position.interaction, 1)
                guard remaining > 0 else { return false }
                let (first, last) = (position.interaction, record.bound ?? 0)
                if first <= last {
                    try store.forEachInteraction(rows: first...last, ofShopper: shopper, limit: remaining) {
                        add(.interaction($1), number)
                        position.interaction = $0 + 1
                    }
                }
                guard remaining > 0 else { return false }
            }
            shopper += 1
        }
        return true
    }
}
