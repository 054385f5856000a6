/// A row of Magento's export.
struct MagentoRow {
    let reader: any RowReader
    let columns: MagentoColumns

    /// Empty where it continues the product of the rows above.
    var sku: String {
        get throws { try text(columns.sku) }
    }

    var isConfigurable: Bool {
        get throws { try text(columns.type).lowercased() == "configurable" }
    }

    var title: String {
        get throws { try text(columns.title) }
    }

    /// The view of the shop that it is for; empty for all.
    var view: String {
        get throws {
            let view = try text(columns.view)
            return view == "admin" ? "" : view
        }
    }

    /// The field of a title in the language of a view, `title.de` of `de` or `de_at`; nil where the view isn't called so.
    static func field(ofTitleIn view: String) -> String? {
        let language = view.lowercased().utf8.prefix { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
        guard language.count == 2, language.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else {
            return nil
        }
        return "title.\(Substring(language))"
    }

    /// Returns the variants that it names, with the values of their options.
    func variants() throws -> [(sku: String, options: [(name: String, value: String)])] {
        if case let sku = try text(columns.variant), !sku.isEmpty {
            return [(sku, [(try text(columns.option), try text(columns.value))])]
        }
        return MagentoPairs.variants(try text(columns.variations))
    }

    /// Returns what it says as a variant of a product.
    func variant() throws -> Variant {
        Variant(price: try cell(columns.price), isOffered: try isOnline, stock: try stock, images: try images())
    }

    /// Adds what it says of a product.
    func add(to product: inout ProductDraft) throws {
        let names = columns.hasLists ? EscapedText.deepest(try text(columns.categories), steps: "/") : try category()
        if case .list(let known) = product["category"], known.count >= names.count {
        } else if !names.isEmpty {
            product.replace("category", .list(names))
        }
        for image in try images() { product.addImage(image) }
        let pairs = MagentoPairs.read(try text(columns.attributes))
        product.set("title", try title)
        product.set("price", try cell(columns.price))
        product.set("brand", try text(columns.brand))
        product.set("brand", try text(columns.manufacturer))
        for name in ["brand", "manufacturer"] { product.set("brand", pairs.first { $0.name == name }?.value ?? "") }
        product.set("attributes.description", try text(columns.description))
        product.set("attributes.description", try text(columns.shortDescription))
        for (column, name) in columns.others { product.set("attributes.\(name)", try cell(column)) }
        for (name, value) in pairs where !["", "brand", "manufacturer"].contains(name) && !MagentoColumns.steers(name) {
            // Several values of one attribute.
            product.set("attributes.\(name)", EscapedText.parts(value, separator: "|").joined(separator: ", "))
        }
    }

    /// Whether customers see it.
    var isOnline: Bool {
        get throws { !["0", "2", "disabled"].contains(try text(columns.isOnline).lowercased()) }
    }

    var stock: Variant.Stock {
        get throws {
            let word = try text(columns.stock)
            let text = try word.isEmpty ? text(columns.quantity) : word
            guard let number = Double(text) else { return .unknown }
            return number > 0 ? .some : .none
        }
    }

    private func category() throws -> [String] { EscapedText.parts(try text(columns.categories), separator: "/") }

    private func images() throws -> [String] {
        let others = EscapedText.parts(try text(columns.images), separator: ",")
        return ([try text(columns.image)] + others).filter { !$0.isEmpty && $0 != "no_selection" }
    }

    private func text(_ column: Int?) throws -> String { try cell(column).text ?? "" }

    private func cell(_ column: Int?) throws -> Cell {
        guard let column, column < reader.columns.count else { return .empty }
        return try reader.cell(column)
    }
}
