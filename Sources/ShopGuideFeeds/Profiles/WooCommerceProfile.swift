/// WooCommerce's export: products, and variations that name their parent by its SKU or its ID.
enum WooCommerceProfile: ProfileLayout {
    static func recognizes(_ columns: ProfileColumns) -> Bool { WooCommerceColumns(columns).isExport }

    static func survey() -> any ProfileSurvey { WooCommerceSurvey() }
}

/// The variations of all products, wherever they stand.
package final class WooCommerceSurvey: ProfileSurvey {
    private let groups: VariantGroups
    private var columns = CurrentColumns(WooCommerceColumns.init)

    package init(_ groups: VariantGroups = VariantGroups()) { self.groups = groups }

    package func add(_ reader: any RowReader) throws {
        let row = WooCommerceRow(reader: reader, columns: columns.of(reader))
        do {
            guard try row.isVariation, case let parent = try row.parent, !parent.isEmpty else {
                for key in try row.keys { groups.own(key) }
                return
            }
            try groups.add(row.variant(), to: parent)
        } catch is RowProblem {
            // The row is rejected when it is read.
        }
    }

    package func reader(over reader: any RowReader) -> any RowReader { WooCommerceReader(reader, groups) }
}

/// The products of WooCommerce's export.
private final class WooCommerceReader: DraftReader {
    private let groups: VariantGroups
    private var layout = CurrentColumns(WooCommerceColumns.init)

    init(_ base: any RowReader, _ groups: VariantGroups) {
        self.groups = groups
        super.init(base)
    }

    override func nextProduct() throws -> (RowEvent, ProductDraft?)? {
        while let event = try nextRow() {
            guard case .row(let line) = event else { return (event, nil) }
            let row = WooCommerceRow(reader: base, columns: layout.of(base))
            do {
                if let product = try product(row) { return (event, product) }
            } catch let problem as RowProblem {
                return (.rejected(line: line, reason: problem.reason), nil)
            }
        }
        return nil
    }

    /// Returns the product of a row; nil where it is a variation of a product in the file.
    ///
    /// The survey found a product that comes after its variations; one that comes before is noted here.
    private func product(_ row: WooCommerceRow) throws -> ProductDraft? {
        let isVariation = try row.isVariation
        if isVariation, groups.isOwned(try row.parent) {
            // Problems of its cells are told of.
            _ = try row.variant()
            return nil
        }
        var product = try row.product(groups.convention)
        var stock = Variant.Stock.unknown
        if !isVariation {
            for key in try row.keys {
                groups.own(key)
                stock = max(stock, groups.add(key, to: &product))
            }
        }
        product.set("availability", try row.availability(stock))
        return product
    }
}
