import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide catalog columns`.
struct CatalogColumnsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "columns",
        abstract: "Lists the columns of the products with their weights, and sets factors on these.",
        discussion: """
            Example:
              shopguide catalog columns
              shopguide catalog columns --set brand=2 --set warehouse=0

            How much a column counts where products are compared is found from the store itself, without labels: links, codes and \
            columns that are the same for all count nothing. A factor multiplies a weight: 0 leaves the column out, 2 doubles it, \
            1 is as the model weighs it. Factors are kept in the store; products are encoded again.
            """
    )

    @Option(
        name: [.customLong("set")],
        help: ArgumentHelp(
            "The factor on a column's weight, 0 to \(Int(Shop.maximumFactor)): brand=2.", valueName: "name=factor"))
    var factors: [ColumnFactorArgument] = []
    @OptionGroup var arguments: ShopArguments

    func validate() throws {
        var fields = FieldValidator()
        for factor in factors { fields.range("set \(factor.column)", factor.factor, 0...Shop.maximumFactor) }
        try fields.checkArguments()
    }

    func run() throws {
        let shop = try arguments.shop()
        let factors = factors.reduce(into: [:]) { $0[$1.column] = $1.factor }
        let columns = try CallingThread.run {
            if !factors.isEmpty { try await shop.setColumns(factors) }
            return try await shop.columns()
        }
        guard !columns.items.isEmpty else {
            throw CommandError(
                "the store has no products yet, and so no columns: shopguide catalog import products FILE")
        }
        try arguments.print(columns, Self.lines(columns))
    }

    /// The lines of a table.
    private static func lines(_ columns: ColumnList) -> [String] {
        let hasFactors = columns.items.contains { $0.factor != 1 }
        let header = ["column", "kind", "filled", "distinct", "weight"] + (hasFactors ? ["factor"] : []) + ["examples"]
        let rows = columns.items.map { column in
            [
                column.name, column.kind.rawValue, String(format: "%.0f %%", column.filled * 100), "\(column.distinct)",
                String(format: "%.1f %%", column.weight * 100),
            ] + (hasFactors ? [column.factor == 1 ? "" : String(format: "%g", column.factor)] : [])
                + [column.examples.joined(separator: " · ")]
        }
        let widths = header.indices.dropLast().map { place in ([header] + rows).map { $0[place].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            let cells = widths.indices.map { place in
                let blanks = String(repeating: " ", count: widths[place] - row[place].count)
                // Names and kinds begin in the same place, numbers end there.
                return place < 2 ? row[place] + blanks : blanks + row[place]
            }
            return (cells + row.suffix(1)).joined(separator: "  ")
        }
    }
}

/// A factor on a column's weight as it is written on the command line: `brand=2`.
struct ColumnFactorArgument: ExpressibleByArgument {
    let column: String
    let factor: Double

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
            let factor = Double(argument[argument.index(after: sign)...])
        else { return nil }
        (column, self.factor) = (String(argument[..<sign]), factor)
    }
}
