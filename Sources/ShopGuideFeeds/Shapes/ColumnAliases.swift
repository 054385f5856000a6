/// The usual names of columns.
package enum ColumnAliases {
    /// Returns the columns that hold the fields that no column is called like, as far as their names are usual.
    ///
    /// Case, blanks, `_` and `-` don't count; of several columns the one with the most specific name is taken. Typed headers of
    /// RecBole, `user_id:token`, are names too, and those that mean no field are attributes.
    ///
    /// - Parameters:
    ///   - columns: The names of the columns.
    ///   - kind: The kind of the rows: `products`, `shoppers` or `interactions`.
    /// - Returns: The columns, and values for fields that go without saying.
    package static func suggestions(
        for columns: [String], kind: String
    ) -> (columns: [(field: String, column: String)], defaults: [(field: String, value: String)]) {
        guard let table = table(of: kind) else { return ([], []) }
        let exact = Set(columns.map { $0.lowercased() })
        let names = columns.map(ColumnName.init)
        var found: [(field: String, column: String)] = []
        var taken = Set(columns.indices.filter { table.fields.map(\.field).contains(columns[$0].lowercased()) })

        for (field, aliases) in table.fields where !exact.contains(field) {
            if kind == "products", holdsAnother(field, exact, found.map(\.field)) { continue }
            for alias in aliases {
                guard let place = names.indices.first(where: { names[$0].plain == alias && !taken.contains($0) }) else {
                    continue
                }
                taken.insert(place)
                found.append((field, columns[place]))
                break
            }
        }
        if kind != "interactions" {
            for place in names.indices where !taken.contains(place) {
                guard let name = names[place].untyped, !name.isEmpty, !exact.contains("attributes.\(name)") else {
                    continue
                }
                found.append(("attributes.\(name)", columns[place]))
            }
        }
        return (found, defaults(kind, names, found.map(\.field), exact))
    }

    /// Returns the aliases of a kind of rows.
    static func table(of kind: String) -> AliasTable? {
        switch kind {
        case "products": .products
        case "shoppers": .shoppers
        case "interactions": .interactions
        default: nil
        }
    }

    /// Returns whether a field of products has its content under another name: a title in languages, pictures as a list.
    private static func holdsAnother(_ field: String, _ exact: Set<String>, _ found: [String]) -> Bool {
        switch field {
        case "title": exact.contains { $0.hasPrefix("title.") }
        case "image": exact.contains("images")
        case "images": exact.contains("image") || found.contains("image")
        default: false
        }
    }

    /// Returns the values of fields that go without saying: a row with a rating is one.
    private static func defaults(
        _ kind: String, _ names: [ColumnName], _ found: [String], _ exact: Set<String>
    ) -> [(field: String, value: String)] {
        guard kind == "interactions", !exact.contains("kind"), !found.contains("kind"),
            names.contains(where: { AliasTable.ratings.contains($0.plain) })
        else { return [] }
        return [("kind", "rating")]
    }
}
