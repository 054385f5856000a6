import ShopGuide

/// The value of a table at one place.
enum Cell: Hashable {
    case empty
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    /// A list of JSON.
    case list([String])

    /// The value as text, if it is one value.
    var text: String? {
        switch self {
        case .empty, .list: nil
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.shortText
        case .flag(let flag): String(flag)
        }
    }
}

/// The next item of a table.
enum RowEvent {
    /// A row, whose cells can be asked for until the next one.
    case row(line: Int)
    /// Something that isn't a row.
    case rejected(line: Int, reason: String)

    /// The line that it begins at, from 1.
    var line: Int {
        switch self {
        case .row(let line), .rejected(let line, _): line
        }
    }
}

/// Reads a table row by row.
protocol RowReader: AnyObject {
    /// The names of the columns; more may appear while JSON Lines are read.
    var columns: [String] { get }
    /// The bytes of the file, packed as it is, that have been read.
    var offset: Int { get }
    /// Goes to the next row; returns nil at the end.
    func next() throws -> RowEvent?
    /// The current row's cell in a column; throws ``RowProblem`` where it can't be read.
    func cell(_ column: Int) throws -> Cell
}
