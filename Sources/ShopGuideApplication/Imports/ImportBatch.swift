import ShopGuide
import ShopGuideStore

/// The rows of one transaction of an import, read before the first of them is saved.
struct ImportBatch {
    /// A row that was read.
    enum Row {
        case product(Product, line: Int)
        case shopper(Shopper, line: Int)
        /// An interaction, or the reason why a row of any kind can't be taken.
        case interaction(OrderedEvents.Row)

        /// The line that it begins at.
        var line: Int {
            switch self {
            case .product(_, let line), .shopper(_, let line): line
            case .interaction(let row): row.line
            }
        }
    }

    /// The rows in the order in which they are saved.
    private(set) var rows: [Row] = []
    /// The ids that the rows name.
    private(set) var expected = ExpectedRows()

    /// Creates an empty batch.
    ///
    /// - Parameter source: The file's digest.
    init(source: String) { expected.source = source }

    /// Adds a row.
    mutating func add(_ row: Row) {
        rows.append(row)
        switch row {
        case .product(let product, _): expected.products.append(product.id)
        case .shopper(let shopper, _): expected.shoppers.append(shopper.id)
        case .interaction(let row):
            guard case .success(let interaction) = row.interaction else { return }
            expected.products.append(interaction.product)
            expected.shoppers.append(interaction.shopper)
            if let id = interaction.id { expected.events.append(id) } else { expected.lines.append(row.line) }
        }
    }
}
