/// The next item of a table.
package enum RowEvent {
    /// A row, whose cells can be asked for until the next one.
    case row(line: Int)
    /// Something that isn't a row.
    case rejected(line: Int, reason: String)

    /// The line that it begins at, from 1.
    package var line: Int {
        switch self {
        case .row(let line), .rejected(let line, _): line
        }
    }
}

/// Reads a table row by row.
package protocol RowReader: AnyObject {
    /// The names of the columns; more may appear while JSON Lines are read.
    var columns: [String] { get }
    /// The bytes of the file, packed as it is, that have been read.
    var offset: Int { get }
    /// Goes to the next row; returns nil at the end.
    func next() throws -> RowEvent?
    /// The current row's cell in a column; throws ``RowProblem`` where it can't be read.
    func cell(_ column: Int) throws -> Cell
}
