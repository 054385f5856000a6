/// A row of WooCommerce's export.
struct WooCommerceRow {
    let reader: any RowReader
    let columns: WooCommerceColumns

    /// Whether it is a variation of a product: `variation`, or `variation, virtual`.
    var isVariation: Bool {
        get throws { try text(columns.type).lowercased().hasPrefix("variation") }
    }

    /// The product that it is a variation of: a SKU, or `id:12`; empty where it doesn't say.
    var parent: String {
        get throws { try plain(columns.parent) }
    }

    /// The names that variations may give it.
    var keys: [String] {
        get throws {
            let (sku, id) = (try plain(columns.sku), try plain(columns.id))
            return [sku, id.isEmpty ? "" : "id:\(id)"].filter { !$0.isEmpty }
        }
    }

    /// Returns what it says as a variation of a product.
    func variant() throws -> Variant {
        Variant(
            price: try cell(columns.price), isOffered: try isPublished, stock: try stock,
            options: try attributes(), images: try images())
    }

    /// Returns the product that it is.
    func product(_ convention: PriceConvention) throws -> ProductDraft {
        var product = ProductDraft(convention)
        product.set("id", try plain(try plain(columns.sku).isEmpty ? columns.id : columns.sku))
        product.set("title", try plain(columns.title))
        product.set("price", try cell(columns.price))
        product.set("category", .list(EscapedText.deepest(try text(columns.categories), steps: ">")))
        product.set("brand", brand(try text(columns.brand)))
        let description = try text(columns.description).isEmpty ? columns.shortDescription : columns.description
        product.set("attributes.description", try plain(description).replacing("\\n", with: "\n"))
        product.set("attributes.tags", list(try text(columns.tags)))
        product.set("attributes.gtin", try plain(columns.number))
        product.set("attributes.sale_price", try cell(columns.salePrice))
        for image in try images() { product.addImage(image) }
        for (name, values) in try attributes() { product.set("attributes.\(name)", values) }
        for (column, name) in columns.others { product.set("attributes.\(name)", try cell(column)) }
        return product
    }

    /// The availability, where it may depend on variations.
    func availability(_ variants: Variant.Stock) throws -> Cell {
        guard try isPublished else { return .text("discontinued") }
        let stock = variants == .unknown ? try stock : variants
        return stock == .unknown ? try cell(columns.stock) : stock.cell
    }

    /// Whether customers see it: 1, but for 0, a private one, and -1, a draft.
    private var isPublished: Bool {
        get throws { !["0", "-1"].contains(try text(columns.isPublished)) }
    }

    private var stock: Variant.Stock {
        get throws {
            switch try text(columns.stock).lowercased() {
            case "1", "yes", "true", "instock": return .some
            case "0", "no", "false", "outofstock": return .none
            case "backorder", "onbackorder": return .backorder
            case "":
                guard let number = Double(try text(columns.quantity)) else { return .unknown }
                return number > 0 ? .some : .none
            default: return .unknown
            }
        }
    }

    private func attributes() throws -> [(name: String, value: String)] {
        try columns.attributes.compactMap { name, values in
            let (name, values) = (try plain(name), try text(values))
            return name.isEmpty || values.isEmpty ? nil : (name, list(values))
        }
    }

    private func images() throws -> [String] { EscapedText.parts(try text(columns.images), separator: ",") }

    /// The first brand; a brand of a brand counts as this.
    private func brand(_ text: String) -> String {
        let first = EscapedText.parts(text, separator: ",", most: 1).first ?? ""
        return EscapedText.parts(first, separator: ">", most: 1).first ?? ""
    }

    /// A list as a text.
    private func list(_ text: String) -> String { EscapedText.parts(text, separator: ",").joined(separator: ", ") }

    private func text(_ column: Int?) throws -> String { try cell(column).text ?? "" }

    private func cell(_ column: Int?) throws -> Cell {
        guard let column, column < reader.columns.count else { return .empty }
        return try reader.cell(column)
    }

    /// The text of a cell without the apostrophe that keeps spreadsheets from taking it for a formula.
    private func plain(_ column: Int?) throws -> String {
        let text = try text(column)
        guard text.utf8.first == UInt8(ascii: "'"), let second = text.utf8.dropFirst().first,
            "=+-@".utf8.contains(second)
        else {
            return text
        }
        return String(text.dropFirst())
    }
}
