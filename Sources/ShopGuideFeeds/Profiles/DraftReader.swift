/// A reader of products that a profile makes of rows; its columns are the fields that came so far.
class DraftReader: GroupingReader {
    private(set) var columns: [String] = []
    private(set) var rows = 0
    /// The line of the base's current row.
    private(set) var line = 0
    let base: any RowReader
    private var places: [String: Int] = [:]
    private var cells: [Cell] = []
    /// The places of the current product's cells.
    private var filled: [Int] = []

    /// The most columns that are made, as names of attributes may come of cells.
    private static let most = TableLimits().columns

    init(_ base: any RowReader) { self.base = base }

    var offset: Int { base.offset }

    func cell(_ column: Int) throws -> Cell { column < cells.count ? cells[column] : .empty }

    func next() throws -> RowEvent? {
        guard let (event, draft) = try nextReadable() else { return nil }
        for place in filled { cells[place] = .empty }
        filled.removeAll(keepingCapacity: true)
        guard let draft else { return event }
        let product = draft.finished().filter { $0.value != .empty }
        // The order of a dictionary is another one in every run.
        for field in product.keys.filter({ places[$0] == nil }).sorted() {
            guard columns.count < Self.most else {
                return .rejected(line: event.line, reason: "the file has more than \(Self.most) fields and attributes")
            }
            places[field] = columns.count
            columns.append(field)
            cells.append(.empty)
        }
        for (field, cell) in product {
            guard let place = places[field] else { continue }
            cells[place] = cell
            filled.append(place)
        }
        return event
    }

    /// Returns the next product, or the rejection of a row with a cell that can't be read.
    private func nextReadable() throws -> (RowEvent, ProductDraft?)? {
        do { return try nextProduct() } catch let problem as RowProblem {
            return (.rejected(line: line, reason: problem.reason), nil)
        }
    }

    /// Returns the next product with its event, a rejected row without one, or nil at the end; for subclasses.
    func nextProduct() throws -> (RowEvent, ProductDraft?)? { nil }

    /// Goes to the base's next row.
    final func nextRow() throws -> RowEvent? {
        guard let event = try base.next() else { return nil }
        rows += 1
        line = event.line
        return event
    }

    /// The text of a column of the base's current row; empty where there is no such column.
    final func text(_ column: Int?) throws -> String {
        guard let column, column < base.columns.count else { return "" }
        return try base.cell(column).text ?? ""
    }

    /// The cell of a column of the base's current row.
    final func raw(_ column: Int?) throws -> Cell {
        guard let column, column < base.columns.count else { return .empty }
        return try base.cell(column)
    }
}
