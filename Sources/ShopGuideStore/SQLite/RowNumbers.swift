import Foundation

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
    /// The count of removals when these were found.
    var removals: Int?
    private var numbers = [[Key: Int64]](repeating: [:], count: NamedTable.allCases.count)
    /// The row that was found last in each table: a file's rows mostly name the same market.
    private var latest = [(key: Key, row: Int64)?](repeating: nil, count: NamedTable.allCases.count)

    /// Returns the row of an id, where it is known.
    func row(of id: String, in table: NamedTable) -> Int64? {
        let key = Key(id: id)
        if let (known, row) = latest[table.rawValue], known == key { return row }
        guard let row = numbers[table.rawValue][key] else { return nil }
        latest[table.rawValue] = (key, row)
        return row
    }

    /// Keeps the row of an id.
    func keep(_ row: Int64, of id: String, in table: NamedTable) {
        if numbers[table.rawValue].count >= Self.limit { numbers[table.rawValue] = [:] }
        numbers[table.rawValue][Key(id: id)] = row
        latest[table.rawValue] = (Key(id: id), row)
    }

    /// An id that equals another where its bytes do, as in SQLite: Swift takes the two ways to write é for one.
    private struct Key: Hashable {
        let id: String

        static func == (left: Key, right: Key) -> Bool {
            let isSame = left.id.utf8.withContiguousStorageIfAvailable { left in
                right.id.utf8.withContiguousStorageIfAvailable { right -> Bool in
                    guard left.count == right.count else { return false }
                    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                    return memcmp(first, second, left.count) == 0
                }
            }
            return (isSame ?? nil) ?? left.id.utf8.elementsEqual(right.id.utf8)
        }

        func hash(into hasher: inout Hasher) {
            let isDone: Void? = id.utf8.withContiguousStorageIfAvailable {
                hasher.combine(bytes: UnsafeRawBufferPointer($0))
            }
            if isDone == nil { for byte in id.utf8 { hasher.combine(byte) } }
        }
    }

    /// Forgets everything.
    func removeAll() {
        numbers = numbers.map { _ in [:] }
        latest = latest.map { _ in nil }
    }
}
