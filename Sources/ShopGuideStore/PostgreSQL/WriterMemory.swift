import Foundation
import ShopGuidePostgres

/// The row of `feed`, as the transaction that holds its lock has it.
struct FeedRow: Equatable {
    var feed: String
    var pruned: Int64
    var latest: Int64
    /// The number of times that rows were removed, after which their numbers may be another's.
    var removals: Int64
    /// The last row of each table whose rows are found by an id.
    var named: [Int64]
    var interactions: Int64
    /// The transaction, as the server knows it.
    var transaction: Int64

    /// The columns in the order in which they are read.
    static let columns =
        "feed, pruned, latest, removals, markets, categories, products, shoppers, sources, interactions"

    init(_ row: PostgresRow) {
        feed = row.text(0) ?? ""
        (pruned, latest, removals) = (row.integer(1) ?? 0, row.integer(2) ?? 0, row.integer(3) ?? 0)
        named = NamedTable.allCases.indices.map { row.integer(Int32($0) + 4) ?? 0 }
        (interactions, transaction) = (row.integer(9) ?? 0, row.integer(10) ?? 0)
    }

    /// The last row of a table.
    subscript(table: NamedTable) -> Int64 {
        get { named[table.rawValue] }
        set { named[table.rawValue] = newValue }
    }

    /// The state of the feed.
    var state: FeedState {
        FeedState(
            feed: feed, pruned: pruned, latest: latest, interactions: interactions, shoppers: self[.shoppers])
    }
}

/// The rows of ids that a store's transactions found, kept for the next one; used by one transaction at a time.
final class WriterMemory: @unchecked Sendable {
    /// Held by the transaction that is under way.
    let turn = NSLock()
    private(set) var numbers = RowNumbers(limit: 1 << 18)
    private var feed: String?
    private var removals: Int64 = 0

    /// Forgets everything where another process has removed something since.
    func renew(for row: FeedRow) {
        if feed != row.feed || removals != row.removals { numbers.removeAll() }
        (feed, removals) = (row.feed, row.removals)
    }

    /// Forgets everything: rows that were made in a transaction are gone with it.
    func forget() {
        numbers.removeAll()
        feed = nil
    }
}
