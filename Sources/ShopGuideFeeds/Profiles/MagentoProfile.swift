/// Magento's export: simple products of which some are variants of a configurable one, which names them.
enum MagentoProfile: ProfileLayout {
    static func recognizes(_ columns: ProfileColumns) -> Bool {
        guard columns.has("sku") else { return false }
        // Version 1 is told by its underscores.
        if columns.names.contains("_type") {
            return columns.names.contains("_category") || columns.names.contains("_attribute_set")
        }
        return columns.has("product_type")
            && columns["categories", "configurable_variations", "additional_attributes", "attribute_set_code"] != nil
    }

    static func survey() -> any ProfileSurvey { MagentoSurvey() }
}

/// The variants of configurable products, and the titles in the languages of views.
package final class MagentoSurvey: ProfileSurvey {
    private let variants: VariantGroups
    private let titles: VariantGroups
    private var columns = CurrentColumns(MagentoColumns.init)

    package init(most: Int = 2_000_000) { (variants, titles) = (VariantGroups(most: most), VariantGroups(most: most)) }

    package func add(_ reader: any RowReader) throws {
        let row = MagentoRow(reader: reader, columns: columns.of(reader))
        do {
            let (sku, view) = (try row.sku, try row.view)
            if !sku.isEmpty, !view.isEmpty {
                let title = try MagentoRow.field(ofTitleIn: view).map { [(name: $0, value: try row.title)] }
                try titles.add(Variant(options: title ?? []), to: sku)
                return
            }
            if !sku.isEmpty { titles.own(sku) }
            guard row.columns.hasVariants else { return }
            // What follows a configurable product without a SKU has more of its variants.
            if try sku.isEmpty || row.isConfigurable {
                for variant in try row.variants() where variant.sku != sku { try variants.expect(variant.sku) }
            } else {
                try variants.add(row.variant(), to: sku)
            }
        } catch is RowProblem {
            // The row is rejected when it is read.
        }
    }

    package func reader(over reader: any RowReader) -> any RowReader { MagentoReader(reader, variants, titles) }
}
