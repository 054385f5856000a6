/// The columns of a table of categories.
struct CategoryTreeColumns {
    /// A category's row.
    struct Row {
        var id, parent, name: String
    }

    /// The number of all columns of the table.
    let count: Int
    private let id: Int
    private let parent: Int?
    private let name: Int?

    /// Whether there is a column of parents; lines of JSON may have none before the first category that has a parent.
    var isComplete: Bool { parent != nil }

    /// Finds the columns by their names; takes the first for the id and the next for the parent where these say nothing.
    init(_ columns: [String]) {
        let names = columns.map { ColumnName($0).plain }
        func find(_ aliases: String) -> Int? {
            aliases.split(separator: " ").lazy.compactMap { names.firstIndex(of: String($0)) }.first
        }

        count = columns.count
        id = find("categoryid catid id nodeid categorycode code child childid category node 分类id 类目id") ?? 0
        name = find("name categoryname catname title label categorytitle 名称 分类名称 类目名称")
        let parents =
            "parentid parentcategoryid parentcatid parent parentcategory parentcode parentnode 父id 父类id 父类目id 上级id"
        parent = find(parents) ?? columns.indices.first { [id, name] in $0 != id && $0 != name }
    }

    /// Returns the reader's current row.
    ///
    /// - Throws: ``RowProblem`` where it has no id.
    func row(of reader: any RowReader) throws -> Row {
        let row = Row(
            id: try reader.cell(id).text ?? "", parent: try parent.flatMap { try reader.cell($0).text } ?? "",
            name: try name.flatMap { try reader.cell($0).text } ?? "")
        guard !row.id.isEmpty else { throw RowProblem("no id in column \"\(reader.columns[id])\"") }
        return row
    }
}
