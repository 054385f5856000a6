import ShopGuide
import ShopGuideFeeds

/// Rows of interactions that follow each other in a table and are of one shopper, to be saved in the order that the table gives.
///
/// The store keeps interactions of one moment as they come, and those without a time too.
struct OrderedEvents {
    /// A row that waits: an interaction with its place among those of its shopper, or the reason why it is none.
    struct Row {
        var line: Int
        var order = -Double.infinity
        var interaction: Result<Interaction, RowProblem>
    }

    private static let most = 10_000
    private var rows: [Row] = []
    private var shopper = ""

    /// Adds a row; passes on the rows that needn't wait any longer, in their order.
    mutating func add(_ row: Row, _ body: (Row) throws -> Void) throws {
        guard case .success(let interaction) = row.interaction, row.order > -.infinity else {
            return rows.isEmpty ? try body(row) : rows.append(row)
        }
        if interaction.shopper != shopper || rows.count >= Self.most { try flush(body) }
        shopper = interaction.shopper
        rows.append(row)
    }

    /// Passes on all rows that wait.
    mutating func flush(_ body: (Row) throws -> Void) throws {
        let ordered = rows.sorted { ($0.order, $0.line) < ($1.order, $1.line) }
        rows.removeAll()
        for row in ordered { try body(row) }
    }

    /// The line of the first row that waits.
    var firstLine: Int? { rows.first?.line }
}
