/// The products of Magento's export.
final class MagentoReader: DraftReader {
    private let variants: VariantGroups
    private let titles: VariantGroups
    private var layout = CurrentColumns(MagentoColumns.init)
    /// The row after a product, which had to be read to know that the product ends.
    private var ahead: RowEvent?
    /// Whether rows without a SKU continue one that is no product.
    private var isSkipping = false

    init(_ base: any RowReader, _ variants: VariantGroups, _ titles: VariantGroups) {
        (self.variants, self.titles) = (variants, titles)
        super.init(base)
    }

    override func nextProduct() throws -> (RowEvent, ProductDraft?)? {
        while let event = try following() {
            guard case .row(let line) = event else {
                isSkipping = false
                return (event, nil)
            }
            do {
                let row = row
                guard case let sku = try row.sku, !sku.isEmpty else {
                    if isSkipping { continue }
                    throw RowProblem("no sku, and it continues no product")
                }
                isSkipping = try isPart(row, sku)
                if isSkipping {
                    // Problems of its cells are told of.
                    _ = try row.variant()
                } else {
                    return (event, try product(row, sku))
                }
            } catch let problem as RowProblem {
                isSkipping = false
                return (.rejected(line: line, reason: problem.reason), nil)
            }
        }
        return nil
    }

    private var row: MagentoRow { MagentoRow(reader: base, columns: layout.of(base)) }

    private func following() throws -> RowEvent? {
        defer { ahead = nil }
        return try ahead ?? nextRow()
    }

    /// Returns whether a row belongs to a product that stands elsewhere: as a variant, or in the language of a view.
    private func isPart(_ row: MagentoRow, _ sku: String) throws -> Bool {
        if !(try row.view.isEmpty), titles.isOwned(sku) { return true }
        titles.own(sku)
        return try !row.isConfigurable && variants.isOwned(sku)
    }

    /// Returns the product of a row and of those that continue it.
    private func product(_ first: MagentoRow, _ sku: String) throws -> ProductDraft {
        var product = ProductDraft(variants.convention)
        product.set("id", sku)
        try first.add(to: &product)
        for (field, title) in titles.options(sku) { product.set(field, title) }
        let (isConfigurable, isOnline, own) = (try first.isConfigurable, try first.isOnline, try first.stock)
        var stock = Variant.Stock.unknown
        if isConfigurable { try addVariants(of: first, sku, to: &product, &stock) }
        while let event = try nextRow() {
            guard case .row(let line) = event else {
                ahead = event
                break
            }
            do {
                guard try row.sku.isEmpty else {
                    ahead = event
                    break
                }
                try add(row, to: &product)
                if isConfigurable { try addVariants(of: row, sku, to: &product, &stock) }
            } catch let problem as RowProblem {
                ahead = .rejected(line: line, reason: problem.reason)
                break
            }
        }
        product.set("availability", isOnline ? (stock == .unknown ? own : stock).cell : .text("discontinued"))
        return product
    }

    /// Adds a row that continues a product, perhaps in the language of a view.
    private func add(_ row: MagentoRow, to product: inout ProductDraft) throws {
        let view = try row.view
        if view.isEmpty {
            try row.add(to: &product)
        } else if let field = MagentoRow.field(ofTitleIn: view) {
            product.set(field, try row.title)
        }
    }

    private func addVariants(
        of row: MagentoRow, _ sku: String, to product: inout ProductDraft, _ stock: inout Variant.Stock
    ) throws {
        for variant in try row.variants() where variant.sku != sku {
            stock = max(stock, variants.add(variant.sku, to: &product))
            for option in variant.options { product.addOption(option.name, option.value) }
        }
    }
}
