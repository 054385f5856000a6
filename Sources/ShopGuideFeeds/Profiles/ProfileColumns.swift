/// The columns of a table by their names, whatever the case and the blanks in these.
struct ProfileColumns {
    private var places: [String: Int] = [:]
    /// The names as the table has them.
    let names: [String]

    init(_ names: [String]) {
        self.names = names
        for (place, name) in names.enumerated() where places[Self.plain(name)] == nil { places[Self.plain(name)] = place }
    }

    /// The place of the first column that is called like one of some names; nil where none is.
    subscript(_ names: String...) -> Int? { self[names] }

    subscript(_ names: [String]) -> Int? { names.lazy.compactMap { places[Self.plain($0)] }.first }

    /// Returns whether all of some columns are there.
    func has(_ names: String...) -> Bool { names.allSatisfy { places[Self.plain($0)] != nil } }

    /// A name without case, blanks and a prefix `g:`.
    static func plain(_ name: String) -> String {
        let name = name.lowercased()
        let words = name.hasPrefix("g:") ? name.dropFirst(2) : name[...]
        return String(words.filter { $0 != " " && $0 != "_" && $0 != "\u{A0}" })
    }
}
