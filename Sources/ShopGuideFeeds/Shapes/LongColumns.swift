/// The columns of a long table.
struct LongColumns {
    /// The names of the columns of the id, the property and the value.
    let names: [String]
    private let newestName: String?
    private(set) var id, property, value, newest: Int?
    private var known = 0

    /// The rows after which a column must have come, as with lines of JSON.
    private static let mostRows = 200

    /// Notes the names.
    ///
    /// - Throws: ``FeedError`` where they aren't three.
    init(_ names: [String], newest: String?) throws {
        guard names.count == 3, Set(names).count == 3 else {
            throw FeedError(
                .badRequest, "a long table has three columns, id,property,value (got \(names.joined(separator: ",")))")
        }
        (self.names, newestName) = (names, newest)
    }

    /// Finds the columns where there are more than before.
    ///
    /// - Throws: ``FeedError`` where one hasn't come.
    mutating func find(in columns: [String], row: Int) throws {
        if row == Self.mostRows { try check(columns) }
        guard columns.count != known else { return }
        known = columns.count
        id = columns.firstIndex(of: names[0])
        property = columns.firstIndex(of: names[1])
        value = columns.firstIndex(of: names[2])
        newest = newestName.flatMap { columns.firstIndex(of: $0) }
    }

    /// Checks that all columns are there.
    ///
    /// - Throws: ``FeedError`` that lists the columns.
    func check(_ columns: [String]) throws {
        for name in names + [newestName].compactMap(\.self) where !columns.contains(name) {
            throw FeedError(.badRequest, "no column \"\(name)\"; the table has \(columns.joined(separator: ", "))")
        }
    }
}
