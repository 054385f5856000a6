/// A table whose rows are found by an id, and referred to by number.
enum NamedTable: Int, CaseIterable {
    case markets, categories, products, shoppers, sources

    /// What finds a row's number.
    var search: String { "SELECT row FROM \(self) WHERE \(column) = ?" }
    /// What makes a row that has nothing but its id.
    var insertion: String { "INSERT INTO \(self) (\(column)) VALUES (?)" }

    private var column: String {
        switch self {
        case .markets, .products, .shoppers: "id"
        case .categories: "path"
        case .sources: "digest"
        }
    }
}

/// The row numbers of ids that were met lately, so that an import of events looks most of them up in memory.
///
/// It forgets a table's where it holds too many, so that its memory is bounded, and all where a transaction failed.
final class RowNumbers {
    /// The most ids per table: some 50 MB, and as much again where they are long.
    private static let limit = 1 << 20
    private var numbers = [[String: Int64]](repeating: [:], count: NamedTable.allCases.count)

    /// Returns the row of an id, where it is known.
    func row(of id: String, in table: NamedTable) -> Int64? { numbers[table.rawValue][id] }

    /// Keeps the row of an id.
    func keep(_ row: Int64, of id: String, in table: NamedTable) {
        if numbers[table.rawValue].count >= Self.limit { numbers[table.rawValue] = [:] }
        numbers[table.rawValue][id] = row
    }

    /// Forgets everything.
    func removeAll() { numbers = numbers.map { _ in [:] } }
}
