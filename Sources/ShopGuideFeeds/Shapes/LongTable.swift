/// Reads a long table, with a row for each property of an id, as a table with one row for each id.
///
/// The rows come sorted by the bytes of their ids, and are numbered from 1; those that were rejected come last. Of several values of a
/// property the newest counts, of several as new as each other the last. Memory is bounded whatever the number of rows; what is
/// more than 32 MiB is sorted in a file without a name.
package final class LongTable: GroupingReader {
    private let table: LongRows
    private let merged: MergedRuns
    private let rejections: BlockReader
    private let limit: Int
    private var ordinal = 0
    private var seen = 0
    private var cells: [Cell]
    private var times: [LongTime]
    /// The numbers of the rows that the cells are of.
    private var owners: [Int]
    private var sizes: [Int]

    /// Reads a table to its end, and sorts it.
    ///
    /// - Parameters:
    ///   - reader: The rows.
    ///   - columns: The names of the columns of the id, the property and the value.
    ///   - newest: The name of the column of the time; the last row counts where there is none.
    ///   - ignored: Properties whose values are left out.
    ///   - limit: The bytes of a row of the new table, at most; a larger one is rejected.
    /// - Throws: ``FeedError`` where a column isn't there, or there are too many properties.
    package convenience init(
        of reader: any RowReader, columns: [String], newest: String?, ignoring ignored: Set<String> = [],
        limit: Int = TableLimits().rowBytes
    ) throws {
        try self.init(
            of: reader, columns: columns, newest: newest, ignoring: ignored, limit: limit, runBytes: SortedRuns.runBytes
        )
    }

    package convenience init(
        of reader: any RowReader, columns: [String], newest: String?, ignoring ignored: Set<String> = [],
        limit: Int = TableLimits().rowBytes, runBytes: Int
    ) throws {
        try self.init(
            LongRows(of: reader, columns: columns, newest: newest, ignored: ignored, runBytes: runBytes), limit: limit)
    }

    private init(_ table: LongRows, limit: Int) throws {
        (self.table, self.limit) = (table, limit)
        merged = MergedRuns(try table.runs.readers())
        rejections = try table.rejections.reader()
        cells = [Cell](repeating: .empty, count: table.columns.count)
        times = [LongTime](repeating: LongTime(), count: table.columns.count)
        owners = [Int](repeating: 0, count: table.columns.count)
        sizes = owners
    }

    /// Returns a reader of the same rows from the first, which takes no reading and sorting.
    package func again() throws -> LongTable { try LongTable(table, limit: limit) }

    package var columns: [String] { table.columns }
    package var rows: Int { table.count }
    package var offset: Int { Int(Double(table.bytes) * Double(seen) / Double(max(table.runs.count, 1))) }

    package func cell(_ column: Int) throws -> Cell { owners[column] == ordinal ? cells[column] : .empty }

    package func next() throws -> RowEvent? {
        let number = ordinal + 1
        var (bytes, isLarge) = (0, false)
        let id = try merged.next { record in
            seen += 1
            let (column, time, count) = (record.property, record.time, record.value.count)
            if owners[column] == number {
                guard time >= times[column] else { return }
                bytes -= sizes[column]
            }
            bytes += count
            isLarge = isLarge || bytes > limit
            cells[column] = isLarge ? .empty : record.cell
            (owners[column], times[column], sizes[column]) = (number, time, count)
        }
        guard let id else { return try nextRejection() }
        ordinal = number
        let text = String(decoding: id, as: UTF8.self)
        if isLarge {
            return .rejected(line: number, reason: "the values of \"\(text.prefix(40))\" take more than \(limit) bytes")
        }
        (cells[0], owners[0]) = (.text(text), number)
        return .row(line: number)
    }

    private func nextRejection() throws -> RowEvent? {
        guard let block = rejections.block else { return nil }
        let reason = String(decoding: block[4...], as: UTF8.self)
        try rejections.advance()
        ordinal += 1
        return .rejected(line: ordinal, reason: reason)
    }
}
