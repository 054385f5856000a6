/// The changes of a transaction, as its commit will have them in the feed.
///
/// Rows that follow each other are one record, so that a bulk import of a million rows leaves some records, not a million.
struct ChangeLog {
    /// A kind of change; the raw values stand in stores and are never changed. Within a commit, changes are in the order of the kinds:
    /// removals come first, for what is saved is read as it is now.
    enum Kind: Int64, CaseIterable {
        case market = 1
        case productRemoved, shopperErased, product, shopper, history, interaction, category, setting, experiment
        case importProgressed
    }

    /// A record of the feed: rows of a table, or an id.
    struct Record: Hashable {
        var kind: Kind
        var first: Int64 = 0
        var last: Int64 = 0
        /// For a history, the last interaction before the commit; for an erasure, the last shopper before it.
        var bound: Int64?
        var id: String?
    }

    private(set) var records: [Record] = []
    /// The record of each kind that may still grow.
    private var growing = [Int?](repeating: nil, count: Kind.allCases.count + 1)
    /// The records before this one are out of an attempt's reach.
    private var start = 0

    /// Whether nothing was changed.
    var isEmpty: Bool { records.isEmpty }

    /// Adds a row.
    mutating func add(_ kind: Kind, row: Int64, bound: Int64? = nil) {
        if let place = growing[Int(kind.rawValue)], place >= start {
            if row == records[place].last { return }
            if row == records[place].last + 1 {
                records[place].last = row
                return
            }
        }
        growing[Int(kind.rawValue)] = records.count
        records.append(Record(kind: kind, first: row, last: row, bound: bound))
    }

    /// Adds an id.
    mutating func add(_ kind: Kind, id: String) {
        if let place = growing[Int(kind.rawValue)], place >= start, records[place].id == id { return }
        growing[Int(kind.rawValue)] = records.count
        records.append(Record(kind: kind, id: id))
    }

    /// Adds an erasure of a shopper.
    mutating func add(_ erasure: ShopperErasure) {
        records.append(Record(kind: .shopperErased, first: erasure.idClass, last: erasure.idClass, bound: erasure.last))
    }

    /// Begins an attempt; returns what ends it.
    mutating func beginAttempt() -> Int {
        defer { start = records.count }
        return start
    }

    /// Ends an attempt: its changes stay, or are dropped.
    mutating func endAttempt(_ outer: Int, keeping isKept: Bool) {
        if !isKept {
            records.removeLast(records.count - start)
            growing = growing.map { $0.flatMap { $0 < records.count ? $0 : nil } }
        }
        start = outer
    }

    /// Returns the records in the order of the feed, with rows that follow each other in one.
    func merged() -> [Record] {
        guard records.count > 1 else { return records }
        let groups = Dictionary(grouping: records, by: \.kind)
        return Kind.allCases.flatMap { kind in
            let group = groups[kind] ?? []
            return switch kind {
            case .product, .shopper, .history, .interaction, .importProgressed: Self.mergedRows(group)
            case .shopperErased: group
            case .market, .productRemoved, .category, .setting, .experiment: Self.mergedIDs(group)
            }
        }
    }

    private static func mergedRows(_ records: [Record]) -> [Record] {
        var merged: [Record] = []
        for record in records.sorted(by: { $0.first < $1.first }) {
            if let end = merged.last?.last, record.first <= end + 1 {
                merged[merged.count - 1].last = max(end, record.last)
            } else {
                merged.append(record)
            }
        }
        return merged
    }

    private static func mergedIDs(_ records: [Record]) -> [Record] {
        var known: Set<[UInt8]> = []
        return records.filter { known.insert(Array(($0.id ?? "").utf8)).inserted }
    }
}
