import ShopGuideFeeds
import ShopGuideStore

/// The ways in which the columns of a table write prices and categories, found from all rows.
struct ColumnConventions {
    /// The conventions of one column.
    struct Column {
        var price = PriceConvention()
        var category = CategoryConvention()
        let paths = CategoryPaths()
    }

    private var columns: [String: Column] = [:]

    subscript(column: String) -> Column { columns[column] ?? Column() }

    /// Whether a column writes its prices with a decimal comma.
    var hasDecimalCommas: Bool { columns.values.contains { $0.price.decimal == .comma } }

    /// Sentences about what is a guess.
    var guesses: [String] {
        columns.sorted { $0.key < $1.key }.compactMap { name, column in
            column.price.isGuess
                ? "column \"\(name)\" doesn't say whether 1,234 is a thousand or one; it is read with a decimal "
                    + "\(column.price.decimal), --decimal sets another" : nil
        }
    }

    /// Creates the conventions of a table of which nothing is known.
    init() {}

    /// Reads a table to its end, where it has prices or categories.
    ///
    /// - Parameters:
    ///   - reader: The rows, from the first.
    ///   - mapping: The columns that hold fields.
    ///   - table: The kind of the rows.
    ///   - decimal: The decimal sign, where it was set.
    ///   - isComplete: Whether all columns are known before the first row.
    /// - Throws: ``FeedError`` where the table can't be read.
    init(
        of reader: any RowReader, _ mapping: ColumnMapping, in table: TableKind, decimal: DecimalSign?, isComplete: Bool
    ) throws {
        let currency = mapping.defaults.first { $0.field == "currency" }?.column
        var prices: [Int: PriceSurvey] = [:]
        var categories: [Int: CategorySurvey] = [:]
        var (known, exact) = (0, Set<Field>())
        while let event = try reader.next() {
            for column in reader.columns[known...] {
                if let field = try? Field(column, of: table) { exact.insert(field) }
            }
            while known < reader.columns.count {
                for field in try mapping.fields(
                    ofColumn: reader.columns[known], in: table, isTaken: exact.contains)
                {
                    if field == .price { prices[known] = PriceSurvey(currency: currency) }
                    if field == .category { categories[known] = CategorySurvey() }
                }
                known += 1
            }
            if isComplete, prices.isEmpty, categories.isEmpty { return }
            guard case .row = event else { continue }
            // Surveys are counted: a cell that can't be read is told of with its row, when that is taken.
            for column in prices.keys {
                if let cell = try? reader.cell(column) { prices[column]?.add(cell) }
            }
            for column in categories.keys {
                if let cell = try? reader.cell(column) { categories[column]?.add(cell) }
            }
        }
        for (column, survey) in prices {
            columns[reader.columns[column], default: Column()].price = survey.convention
            if let decimal { columns[reader.columns[column]]?.price = PriceConvention(decimal: decimal) }
        }
        for (column, survey) in categories {
            columns[reader.columns[column], default: Column()].category = survey.convention
        }
    }
}
