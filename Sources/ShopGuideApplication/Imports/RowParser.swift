import ShopGuide
import ShopGuideFeeds
import ShopGuideStore

/// A parser of a table's rows into products, shoppers and interactions.
struct RowParser {
    let table: TableKind
    let options: RowOptions
    let meanings: [Field: [String: String]]
    /// Whether the table says in several columns what the way to the category is.
    let isPathInSteps: Bool
    private let mapping: ColumnMapping
    private let conventions: ColumnConventions
    private let defaults: [(Field, Cell)]
    private let unknown = ColumnConventions.Column()
    /// The fields of the columns that have any, for as many columns as were known.
    private var targets: [(column: Int, field: Field, conventions: ColumnConventions.Column)] = []
    private var exact: Set<Field> = []
    private var known = 0

    init(
        _ table: TableKind, _ mapping: ColumnMapping, _ conventions: ColumnConventions = ColumnConventions(),
        options: RowOptions = RowOptions()
    ) throws {
        self.table = table
        self.mapping = mapping
        self.conventions = conventions
        self.options = options
        defaults = try mapping.defaultFields(of: table)
        meanings = try mapping.meanings(of: table)
        isPathInSteps = mapping.columns.count { $0.field == "category" } > 1
    }

    /// Learns what the columns that are new mean; to be called for every row, for some tables get more on the way.
    mutating func learnColumns(of reader: any RowReader) throws {
        guard known < reader.columns.count else { return }
        for column in reader.columns[known...] { if let field = try? Field(column, of: table) { exact.insert(field) } }
        while known < reader.columns.count {
            let column = reader.columns[known]
            for field in try mapping.fields(ofColumn: column, in: table, isTaken: exact.contains) {
                targets.append((known, field, conventions[column]))
            }
            known += 1
        }
    }

    /// Passes the current row's fields that hold something to `body`, in the order of the columns, after the defaults.
    func fields(_ reader: any RowReader, _ body: (Field, Cell, ColumnConventions.Column) throws -> Void) throws {
        for (field, cell) in defaults { try body(field, cell, unknown) }
        for target in targets {
            let cell = try reader.cell(target.column)
            if cell != .empty { try body(target.field, cell, target.conventions) }
        }
    }

    func shopper(_ reader: any RowReader) throws -> Shopper {
        var shopper = Shopper(id: "")
        try fields(reader) { field, cell, _ in
            switch field {
            case .id: shopper.id = try identifier(cell, "id")
            case .market: shopper.market = try market(text(cell, "market"))
            case .attribute(let name): shopper.attributes[name] = try attribute(name, cell)
            default: break
            }
        }
        guard !shopper.id.isEmpty else { throw RowProblem("no id") }
        return shopper
    }
}

/// The options of the rows of an import.
public struct RowOptions: Sendable {
    /// Whether texts are taken as they are: entities, tags and blanks stay.
    public var isVerbatim = false
    /// The paths of categories by their ids.
    var tree: CategoryTree?
    /// Finds a product's picture: accepts the row's value, if any, and the product's id; throws ``RowProblem`` where what is named isn't
    /// there.
    public var findImage: (@Sendable (_ named: String?, _ product: String) throws -> String?)?

    /// Creates the default options.
    public init() {}
}

// MARK: - Values

extension RowParser {
    func text(_ cell: Cell, _ field: String) throws -> String {
        guard let text = cell.text else { throw RowProblem("\(field) is a list") }
        return text
    }

    /// Returns a text without entities, tags and superfluous blanks.
    func words(_ cell: Cell, _ field: String) throws -> String? {
        let text = try text(cell, field)
        let plain = try bounded(options.isVerbatim ? text : PlainText.of(html: text), field)
        return plain.isEmpty && !options.isVerbatim ? nil : plain
    }

    /// Returns a text that is as short as a product's must be.
    ///
    /// - Throws: ``RowProblem`` for a longer one.
    private func bounded(_ text: String, _ field: String) throws -> String {
        guard text.utf8.count <= FieldValidator.textBytes else {
            throw RowProblem("\(field) is longer than \(FieldValidator.textBytes) bytes")
        }
        return text
    }

    func identifier(_ cell: Cell, _ field: String) throws -> String {
        let text = try text(cell, field)
        guard text.utf8.count <= 256 else { throw RowProblem("\(field) is longer than 256 bytes") }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw RowProblem("\(field) has a control character")
        }
        return text
    }

    func attribute(_ name: String, _ cell: Cell) throws -> AttributeValue {
        switch cell {
        case .integer(let number):
            // A double holds no more digits.
            return abs(number) <= 1 << 53 ? .number(Double(number)) : .text(String(number))
        // JSON's -0 would come back as 0 the next time.
        case .number(let number): return .number(number == 0 ? 0 : number)
        case .flag(let flag): return .flag(flag)
        case .list(let texts): return .text(try bounded(texts.joined(separator: ", "), name))
        case .json(let text): return .text(try bounded(text, name))
        case .empty: return .text("")
        case .text(let text):
            return .text(try bounded(options.isVerbatim ? text : PlainText.of(html: text), name))
        }
    }

    func markets(_ cell: Cell) throws -> [String] {
        if case .list(let codes) = cell { return try codes.map(market) }
        let codes = try text(cell, "markets").split { $0 == " " || $0 == "," || $0 == "|" || $0 == ";" }
        return try codes.map { try market(String($0)) }
    }

    func market(_ code: String) throws -> String {
        guard let market = Market(id: code) else {
            throw RowProblem("market \"\(code)\" isn't a code of up to 16 letters, digits, - and _")
        }
        return market.id
    }

    /// Returns what a text of a field means, where the mapping says so.
    func meaning(_ text: String, of field: Field) -> String { meanings[field]?[text] ?? text }
}
