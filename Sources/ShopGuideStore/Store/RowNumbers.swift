import GRDB

/// The row numbers of ids that were met lately, so that an import of events looks most of them up in memory.
///
/// It forgets everything where it holds too many, so that its memory is bounded, and where a transaction failed.
final class RowNumbers {
    /// The most ids per table: some 20 MB.
    private static let limit = 200_000
    private var numbers: [String: [String: Int64]] = [:]

    /// Returns the row of an id; `find` is asked where it isn't known.
    func row(of id: String, in table: String, orFind find: () throws -> Int64?) rethrows -> Int64? {
        if let row = numbers[table]?[id] { return row }
        guard let row = try find() else { return nil }
        if numbers[table, default: [:]].count >= Self.limit { numbers[table]?.removeAll(keepingCapacity: true) }
        numbers[table, default: [:]][id] = row
        return row
    }

    func removeAll() { numbers.removeAll() }
}
