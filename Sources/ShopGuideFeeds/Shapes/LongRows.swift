/// All rows of a long table, one for each property of an id, sorted by id.
final class LongRows {
    /// `id`, and the properties in the order of the file.
    private(set) var columns = ["id"]
    /// The number of all rows.
    private(set) var count = 0
    /// The bytes of the file, packed as it is.
    private(set) var bytes = 0
    let runs: SortedRuns
    let rejections = RejectionList()

    private var numbers: [String: Int] = [:]
    private let ignored: Set<String>
    private static let mostProperties = TableLimits().columns

    /// Reads a table to its end.
    ///
    /// - Throws: ``FeedError`` where a column isn't there, or there are too many properties.
    init(of reader: any RowReader, columns: [String], newest: String?, ignored: Set<String>, runBytes: Int) throws {
        self.ignored = ignored
        runs = SortedRuns(runBytes: runBytes)
        var places = try LongColumns(columns, newest: newest)
        while let event = try reader.next() {
            count += 1
            do {
                if case .rejected(_, let reason) = event { throw RowProblem(reason) }
                try places.find(in: reader.columns, row: count)
                try add(reader, places)
            } catch let problem as RowProblem {
                try rejections.add(line: event.line, problem.reason)
            }
        }
        try places.check(reader.columns)
        runs.finish()
        try rejections.finish()
        bytes = reader.offset
        numbers = [:]
    }

    private func add(_ reader: any RowReader, _ places: LongColumns) throws {
        guard let id = try places.id.flatMap({ try reader.cell($0).text }), !id.isEmpty else {
            throw RowProblem("no \(places.names[0])")
        }
        guard let name = try places.property.flatMap({ try reader.cell($0).text }), !name.isEmpty else {
            throw RowProblem("no \(places.names[1])")
        }
        let time = try places.newest.map { try LongTime(reader.cell($0), reader.columns[$0]) } ?? LongTime()
        let value = try places.value.map { try reader.cell($0) } ?? .empty
        guard let number = try number(of: name) else { return }
        try runs.add(id: id, property: number, time: time, cell: value)
    }

    /// Returns the number of a property's column; nil where it is left out.
    private func number(of name: String) throws -> Int? {
        if let number = numbers[name] { return number < 0 ? nil : number }
        guard name.utf8.count <= 256 else { throw RowProblem("a property's name is longer than 256 bytes") }
        guard columns.count <= Self.mostProperties else {
            throw FeedError(
                .badRequest,
                "more than \(Self.mostProperties) properties, \"\(name)\" among them; leave out those that aren't "
                    + "needed: --ignore \(columns[1])")
        }
        // A property that is called so would be taken for the id.
        let column = name == "id" ? "id (2)" : name
        numbers[name] = ignored.contains(column) ? -1 : columns.count
        // What is left out is a column too, so that it can be named, and always empty.
        columns.append(column)
        return ignored.contains(column) ? nil : columns.count - 1
    }
}
