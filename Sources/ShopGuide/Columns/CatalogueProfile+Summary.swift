extension CatalogueProfile {
    /// The names of a group that the summary tells, at most.
    private static let named = 12

    /// A line that tells the columns that are compared with their kinds, those that aren't, and those that are the same for all:
    /// `columns: title, brand (category), price (number); not compared: link; the same for all: condition`.
    public var summary: String {
        let compared = compared
        func list(_ columns: [Column], _ name: (Column) -> String) -> String {
            let rest = columns.count - Self.named
            return columns.prefix(Self.named).map(name).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        }
        var parts = [
            "columns: "
                + list(columns.filter { compared.contains($0.name) }) { column in
                    column.name == column.kind.rawValue ? column.name : "\(column.name) (\(column.kind.rawValue))"
                }
        ]
        let others = columns.filter { !compared.contains($0.name) }
        for (words, columns) in [
            ("not compared", others.filter { !$0.isConstant }), ("the same for all", others.filter(\.isConstant)),
        ] where !columns.isEmpty {
            parts.append("\(words): \(list(columns, \.name))")
        }
        return parts.joined(separator: "; ")
    }
}
