/// The columns of a table by their names, whatever the case and the blanks in these.
struct ProfileColumns {
    private var places: [String: Int] = [:]
    /// The names as the table has them.
    let names: [String]

    init(_ names: [String]) {
        self.names = names
        for (place, name) in names.enumerated() where places[Self.plain(name)] == nil {
            places[Self.plain(name)] = place
        }
    }

    /// The place of the first column that is called like one of some names; nil where none is.
    subscript(_ names: String...) -> Int? { self[names] }

    subscript(_ names: [String]) -> Int? { names.lazy.compactMap { places[Self.plain($0)] }.first }

    /// Returns whether all of some columns are there.
    func has(_ names: String...) -> Bool { names.allSatisfy { places[Self.plain($0)] != nil } }

    /// A name without case, blanks and a prefix `g:`, and with straight apostrophes.
    static func plain(_ name: String) -> String {
        let name = name.lowercased()
        let words = name.hasPrefix("g:") ? name.dropFirst(2) : name[...]
        return String(words.filter { !" _\u{A0}\u{202F}".contains($0) }.map { $0 == "’" ? "'" : $0 })
    }
}

/// A profile's view of the columns of a table, made anew where more of them came.
struct CurrentColumns<Columns> {
    private let make: (ProfileColumns) -> Columns
    private var made: (count: Int, columns: Columns)?

    init(_ make: @escaping (ProfileColumns) -> Columns) { self.make = make }

    /// Returns what it makes of a reader's columns.
    mutating func of(_ reader: any RowReader) -> Columns {
        let names = reader.columns
        if let made, made.count == names.count { return made.columns }
        let columns = make(ProfileColumns(names))
        made = (names.count, columns)
        return columns
    }
}
