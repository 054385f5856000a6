import ShopGuide

/// A table whose rows are found by an id, and referred to by number.
enum NamedTable: Int, CaseIterable {
    case markets, categories, products, shoppers, sources

    /// The statement that finds a row's number.
    var search: String { "SELECT row FROM \(self) WHERE \(column) = ?" }
    /// The statement that makes a row that has nothing but its id; where rows aren't used twice, its number is the second value.
    var insertion: String {
        self == .shoppers
            ? "INSERT INTO shoppers (id, row) VALUES (?, ?)" : "INSERT INTO \(self) (\(column)) VALUES (?)"
    }

    var column: String {
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
    /// The most ids per table.
    private let limit: Int
    /// The room in which products' tokens are made.
    var tokens = ProductTokens()
    /// The count of removals when these were found.
    var removals: Int?
    private var numbers = [[ExactID: Int64]](repeating: [:], count: NamedTable.allCases.count)
    /// The row that was found last in each table: a file's rows mostly name the same market.
    private var latest = [(key: ExactID, row: Int64)?](repeating: nil, count: NamedTable.allCases.count)

    /// Creates an empty memory.
    ///
    /// - Parameter limit: The most ids per table; a million are some 50 MB, and as much again where they are long.
    init(limit: Int = 1 << 20) { self.limit = limit }

    /// Returns the row of an id, where it is known.
    func row(of id: String, in table: NamedTable) -> Int64? {
        let key = ExactID(id)
        if let (known, row) = latest[table.rawValue], known == key { return row }
        guard let row = numbers[table.rawValue][key] else { return nil }
        latest[table.rawValue] = (key, row)
        return row
    }

    /// Keeps the row of an id.
    func keep(_ row: Int64, of id: String, in table: NamedTable) {
        if numbers[table.rawValue].count >= limit { numbers[table.rawValue] = [:] }
        numbers[table.rawValue][ExactID(id)] = row
        latest[table.rawValue] = (ExactID(id), row)
    }

    /// Forgets everything.
    func removeAll() {
        numbers = numbers.map { _ in [:] }
        latest = latest.map { _ in nil }
    }
}
