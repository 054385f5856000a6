/// The columns of a table that hold fields.
///
/// A column that is called like a field holds it, unless another was named for it. What else a table of products or shoppers
/// has becomes attributes.
public struct ColumnMapping: Sendable, Hashable {
    /// A field and the column that holds it: `id=product_id`.
    public struct Entry: Sendable, Hashable {
        /// The field's name.
        public var field: String
        /// The column's name, or the value for a row that has none.
        public var column: String

        /// Creates an entry.
        public init(field: String, column: String) {
            self.field = field
            self.column = column
        }
    }

    /// The columns that were named; several for `category` are the steps of the way to it.
    public var columns: [Entry]
    /// Values for fields that a row doesn't have: `kind=purchase`.
    public var defaults: [Entry]
    /// Columns that are left out.
    public var ignored: Set<String>

    /// Creates a mapping.
    public init(columns: [Entry] = [], defaults: [Entry] = [], ignored: Set<String> = []) {
        self.columns = columns
        self.defaults = defaults
        self.ignored = ignored
    }

    /// Checks the mapping, whatever the table's columns are.
    ///
    /// - Throws: ``StoreError`` that names the field.
    public func check(for table: TableKind) throws {
        var known: Set<Field> = []
        for entry in columns {
            let field = try field(entry, of: table)
            guard field.acceptsSeveral || known.insert(field).inserted else {
                throw StoreError(.badRequest, "\(entry.field) is given two columns")
            }
        }
        for entry in defaults { _ = try field(entry, of: table) }
    }

    private func field(_ entry: Entry, of table: TableKind) throws -> Field {
        do { return try Field(entry.field, of: table) } catch let problem as RowProblem {
            throw StoreError(.badRequest, problem.reason)
        }
    }

    /// Returns the fields of a column; none where it is left out or means nothing.
    func fields(ofColumn column: String, in table: TableKind) throws -> [Field] {
        let named = try columns.filter { $0.column == column }.map { try field($0, of: table) }
        guard named.isEmpty else { return named }
        guard !ignored.contains(column) else { return [] }
        if let field = try? Field(column, of: table) {
            let isTaken = try columns.contains { try self.field($0, of: table) == field }
            if !isTaken { return [field] }
        }
        return table == .interactions ? [] : [.attribute(column)]
    }

    /// The values for fields that a row doesn't have.
    func defaultFields(of table: TableKind) throws -> [(Field, Cell)] {
        try defaults.map { (try field($0, of: table), .text($0.column)) }
    }

    /// Says what identifies the mapping, so that an import is only resumed as it was begun.
    var signature: String {
        let columns = columns.map { "\($0.field)=\($0.column)" }
        let defaults = defaults.map { "\($0.field)=\($0.column)" }.sorted()
        return [columns, defaults, ignored.sorted()].map { $0.joined(separator: "\u{1F}") }.joined(separator: "\u{1E}")
    }

    /// Throws where a table lacks a column that was named, or one that holds what rows can't do without.
    func check(columns present: [String], of table: TableKind, path: String) throws {
        for name in self.columns.map(\.column) + ignored.sorted() where !present.contains(name) {
            throw StoreError(.badRequest, "\(path): no column \"\(name)\"; it has \(present.joined(separator: ", "))")
        }
        var holders: [Field: String] = [:]
        for column in present {
            for field in try self.fields(ofColumn: column, in: table) {
                if let other = holders.updateValue(column, forKey: field), !field.acceptsSeveral {
                    throw StoreError(
                        .badRequest,
                        "\(path): columns \"\(other)\" and \"\(column)\" hold the same; leave one out: --ignore \(column)"
                    )
                }
            }
        }
        for name in Field.required(of: table) where !defaults.contains(where: { $0.field == name }) {
            guard try holders[Field(name, of: table)] == nil else { continue }
            throw StoreError(
                .badRequest,
                "\(path): no column \"\(name)\"; say which one it is: --column \(name)=COLUMN; it has "
                    + present.joined(separator: ", "))
        }
    }
}
