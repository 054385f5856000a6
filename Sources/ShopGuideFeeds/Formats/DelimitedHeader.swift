/// The names of the columns of a delimited table.
enum DelimitedHeader {
    /// Returns the names of a header's fields; the second of a name gets a number, `tag (2)`.
    ///
    /// - Throws: ``RowProblem`` where a column has no name, or the header looks like a row.
    static func names(_ fields: [String]) throws -> [String] {
        var fields = fields
        if fields.count > 1, fields.last?.isEmpty == true { fields.removeLast() }
        if let value = fields.first(where: isValue) {
            throw RowProblem(
                "line 1 looks like a row (\"\(value.prefix(40))\"), not like the names of columns; name them: "
                    + "--header id,title,price")
        }
        for (index, name) in fields.enumerated() where name.isEmpty {
            throw RowProblem("column \(index + 1) has no name")
        }
        return distinct(fields)
    }

    /// Tells columns of one name apart.
    static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.map { name in
            var (other, number) = (name, 1)
            while !known.insert(other).inserted {
                number += 1
                other = "\(name) (\(number))"
            }
            return other
        }
    }

    /// Returns whether a field is a number, an amount or a date, which no column is called.
    private static func isValue(_ field: String) -> Bool {
        let bytes = field.utf8
        let digits = bytes.count { 48...57 ~= $0 }
        let others = bytes.count { !(48...57 ~= $0) && !" .,:-+/'%".utf8.contains($0) }
        // A year may head a column, as may a number of it.
        return digits >= 1 && others == 0 && !(bytes.count == digits && digits <= 4)
    }
}
