public import Foundation

/// Reads chosen columns of a table from the beginning to the end.
public enum TableScan {
    /// Passes the rows to `body`, one at a time.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - columns: The names of the requested columns.
    ///   - body: Receives a row: its texts in the order of `columns`, empty where a cell is, and its line.
    /// - Throws: ``FeedError`` where the file can't be read, lacks a column or has a row that is none, or what `body` throws.
    public static func forEachRow(
        of url: URL, columns: [String], _ body: (_ texts: [String], _ line: Int) throws -> Void
    ) throws {
        let path = url.path(percentEncoded: false)
        let reader = try FeedFile(contentsOf: url).reader()
        while let event = try reader.next() {
            if case .rejected(let line, let reason) = event {
                throw FeedError(.damaged, "\(path), line \(line): \(reason)")
            }
            let texts = try columns.map { name in
                guard let column = reader.columns.firstIndex(of: name) else {
                    throw FeedError(
                        .badRequest, "\(path): no column \"\(name)\"; it has \(reader.columns.joined(separator: ", "))")
                }
                do { return try reader.cell(column).text ?? "" } catch let problem as RowProblem {
                    throw FeedError(.damaged, "\(path), line \(event.line): \(problem)")
                }
            }
            try body(texts, event.line)
        }
    }
}
