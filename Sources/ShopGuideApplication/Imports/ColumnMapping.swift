import ShopGuideFeeds
public import ShopGuideStore

/// The columns of a table that hold fields.
///
/// A column that is called like a field holds it, unless another was named for it. What else a table of products or shoppers
/// has becomes attributes.
public struct ColumnMapping: Sendable, Hashable, Codable {
    /// A field and the column that holds it: `id=product_id`.
    public struct Entry: Sendable, Hashable, Codable {
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

    /// A value of a field and the one that is meant by it: `kind:addtocart=cart`.
    public struct Value: Sendable, Hashable, Codable {
        /// The field's name.
        public var field: String
        /// The value in the table.
        public var value: String
        /// The value that is stored.
        public var meaning: String

        /// Creates a value's meaning.
        public init(field: String, value: String, meaning: String) {
            self.field = field
            self.value = value
            self.meaning = meaning
        }
    }

    /// The columns that were named; several for `category` are the steps of the way to it, two for `time` its day and the time since.
    public var columns: [Entry]
    /// Values for fields that a row doesn't have: `kind=purchase`.
    public var defaults: [Entry]
    /// Meanings of values.
    public var values: [Value]
    /// Columns that are left out.
    public var ignored: Set<String>

    /// Creates a mapping.
    public init(
        columns: [Entry] = [], defaults: [Entry] = [], values: [Value] = [], ignored: Set<String> = []
    ) {
        self.columns = columns
        self.defaults = defaults
        self.values = values
        self.ignored = ignored
    }

    /// Checks the mapping, whatever the table's columns are.
    ///
    /// - Throws: ``FeedError`` that names the field.
    public func check(for table: TableKind) throws {
        var known: [Field: Int] = [:]
        for entry in columns {
            let field = try field(entry.field, of: table)
            known[field, default: 0] += 1
            if known[field] == 2, !field.acceptsSeveral {
                throw FeedError(.badRequest, "\(entry.field) is given two columns")
            }
        }
        if known[.time] ?? 0 > 2 { throw FeedError(.badRequest, "time is given three columns; it may have two") }
        for entry in defaults { _ = try field(entry.field, of: table) }
        for value in values { _ = try field(value.field, of: table) }
    }

    private func field(_ name: String, of table: TableKind) throws -> Field {
        do { return try Field(name, of: table) } catch let problem as RowProblem {
            throw FeedError(.badRequest, problem.reason)
        }
    }

    /// Returns the fields of a column; none where it is left out or means nothing.
    ///
    /// - Parameters:
    ///   - column: The name of the column.
    ///   - table: The kind of the rows.
    ///   - isTaken: Whether another column of the table is called exactly like a field.
    /// - Returns: The fields.
    /// - Throws: ``FeedError`` where rows of this kind have no such field.
    func fields(
        ofColumn column: String, in table: TableKind, isTaken: (Field) -> Bool = { _ in false }
    ) throws -> [Field] {
        let named = try columns.filter { $0.column == column }.map { try field($0.field, of: table) }
        guard named.isEmpty else { return named }
        guard !ignored.contains(column) else { return [] }
        for (name, isExact) in [(column, true), (column.lowercased(), false)] {
            guard let field = try? Field(name, of: table), isExact || !isTaken(field) else { continue }
            let isMapped = try columns.contains { try self.field($0.field, of: table) == field }
            if !isMapped { return [field] }
        }
        return table == .interactions ? [] : [.attribute(column)]
    }

    /// The values for fields that a row doesn't have.
    func defaultFields(of table: TableKind) throws -> [(Field, Cell)] {
        try defaults.map { (try field($0.field, of: table), .text($0.column)) }
    }

    /// The meanings of values by field.
    func meanings(of table: TableKind) throws -> [Field: [String: String]] {
        try values.reduce(into: [:]) { $0[try field($1.field, of: table), default: [:]][$1.value] = $1.meaning }
    }

    /// Throws where a table lacks a column that was named, or one that holds what rows can't do without.
    ///
    /// - Parameters:
    ///   - present: The columns.
    ///   - isComplete: Whether all columns are known, or more may come with later rows.
    ///   - table: The kind of the rows.
    ///   - path: The file, for messages.
    /// - Throws: ``FeedError`` naming the column.
    func check(columns present: [String], isComplete: Bool, of table: TableKind, path: String) throws {
        let names = present.joined(separator: ", ")
        for name in self.columns.map(\.column) + ignored.sorted() where !present.contains(name) && isComplete {
            throw FeedError(.badRequest, "\(path): no column \"\(name)\"; it has \(names)")
        }
        let exact = Set(present.compactMap { try? Field($0, of: table) })
        var holders: [Field: String] = [:]
        for column in present {
            for field in try self.fields(ofColumn: column, in: table, isTaken: exact.contains) {
                if let other = holders.updateValue(column, forKey: field), !field.acceptsSeveral {
                    throw FeedError(
                        .badRequest,
                        "\(path): columns \"\(other)\" and \"\(column)\" hold the same; leave one out: --ignore \(column)"
                    )
                }
            }
        }
        for name in Field.required(of: table) where !defaults.contains(where: { $0.field == name }) {
            guard isComplete, try holders[Field(name, of: table)] == nil else { continue }
            throw FeedError(
                .badRequest,
                "\(path): no column \"\(name)\"; say which one it is: --column \(name)=COLUMN; it has \(names)")
        }
    }
}
