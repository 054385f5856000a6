/// Shopify's export of products: a row for each variant and each further picture, those of a product one after the other.
enum ShopifyProfile: ProfileLayout {
    static func recognizes(_ columns: ProfileColumns) -> Bool {
        (columns["Handle", "URL handle"] != nil) && columns.has("Title")
            && (columns["Variant Price", "Body (HTML)", "Variant SKU", "Vendor", "Option1 Name"] != nil)
    }

    static func survey() -> any ProfileSurvey { NoSurvey { ShopifyReader($0) } }
}

/// Makes a product of the rows of a handle.
private final class ShopifyReader: DraftReader {
    private struct Places {
        let handle, title, body, vendor, category, type, tags, published, status: Int?
        let price, sku, quantity, policy, image, position, currency: Int?
        let options: [(name: Int?, value: Int?)]
        /// Columns that become attributes.
        let others: [(place: Int, name: String)]

        init(_ names: [String]) {
            let columns = ProfileColumns(names)
            handle = columns["Handle", "URL handle"]
            title = columns["Title"]
            body = columns["Body (HTML)", "Description"]
            vendor = columns["Vendor"]
            category = columns["Product Category", "Standard Product Type"]
            type = columns["Type", "Custom Product Type"]
            tags = columns["Tags"]
            published = columns["Published", "Published on online store"]
            status = columns["Status"]
            price = columns["Variant Price", "Price"]
            sku = columns["Variant SKU", "SKU"]
            quantity = columns["Variant Inventory Qty", "Inventory quantity"]
            policy = columns["Variant Inventory Policy", "Continue selling when out of stock"]
            image = columns["Image Src", "Product image URL"]
            position = columns["Image Position"]
            currency = columns["Currency"]
            options = (1...3).map { (columns["Option\($0) Name"], columns["Option\($0) Value"]) }
            let known = [
                handle, title, body, vendor, category, type, tags, published, status, price, sku, quantity, policy,
                image,
            ]
            let taken = Set(
                (known + [position, currency] + options.flatMap { [$0.name, $0.value] }).compactMap(\.self))
            others = names.enumerated().compactMap { place, name in
                taken.contains(place) || Self.isInternal(name) ? nil : (place, name)
            }
        }

        /// Returns whether a column only steers the shop.
        private static func isInternal(_ name: String) -> Bool {
            let beginnings = [
                "Variant ", "Option", "Image ", "Gift Card", "SEO ", "Google Shopping", "Price / ",
                "Compare At Price / ", "Included / ",
                "Cost per item", "Charge tax", "Tax code", "Unit price", "Weight ", "Requires shipping", "Fulfillment",
                "Inventory ",
                "Compare-at", "Barcode", "Continue selling",
            ]
            return beginnings.contains { name.lowercased().hasPrefix($0.lowercased()) }
        }
    }

    private lazy var places = Places(base.columns)
    /// The row after those of the product before, on which the base stands.
    private var waiting: RowEvent?
    /// Rows among those of a product that were rejected.
    private var rejected: [RowEvent] = []
    private static let mostRejected = 1000
    private var optionNames = ["", "", ""]

    override func nextProduct() throws -> (RowEvent, ProductDraft?)? {
        if !rejected.isEmpty { return (rejected.removeFirst(), nil) }
        guard let event = try waiting ?? nextRow() else { return nil }
        waiting = nil
        guard case .row = event else { return (event, nil) }
        let handle = try text(places.handle)
        guard !handle.isEmpty else { return (.rejected(line: event.line, reason: "no handle"), nil) }
        var draft = ProductDraft()
        optionNames = ["", "", ""]
        draft.set("id", .text(handle))
        try addFirst(to: &draft)
        try addVariant(to: &draft)
        while let next = try nextRow() {
            do {
                if case .rejected(_, let reason) = next { throw RowProblem(reason) }
                guard try text(places.handle) == handle else {
                    waiting = next
                    break
                }
                try addFirst(to: &draft)
                try addVariant(to: &draft)
            } catch let problem as RowProblem {
                rejected.append(.rejected(line: next.line, reason: problem.reason))
                if rejected.count == Self.mostRejected { break }
            }
        }
        return (event, draft)
    }

    /// Adds what stands in a product's first row.
    private func addFirst(to draft: inout ProductDraft) throws {
        guard draft["title"] == .empty else { return }
        draft.set("title", try raw(places.title))
        draft.set("attributes.description", try raw(places.body))
        draft.set("brand", try raw(places.vendor))
        draft.set("category", try raw(places.category))
        draft.set("category", try raw(places.type))
        if draft["category"] != .empty, places.category != nil { draft.set("attributes.Type", try raw(places.type)) }
        draft.set("attributes.Tags", try raw(places.tags))
        draft.set("currency", try raw(places.currency))
        let status = try text(places.status).lowercased()
        let published = try text(places.published).lowercased()
        if ["draft", "archived"].contains(status) || ["false", "0"].contains(published) {
            draft.set("availability", .text("discontinued"))
        }
        for other in places.others { draft.set("attributes.\(other.name)", try raw(other.place)) }
    }

    private func addVariant(to draft: inout ProductDraft) throws {
        draft.addPrice(try raw(places.price))
        draft.set("attributes.SKU", try raw(places.sku))
        if let quantity = Double(try text(places.quantity)) {
            let policy = try text(places.policy).lowercased()
            draft.addStock(quantity > 0 || policy == "continue" || policy == "true")
        }
        for (index, option) in places.options.enumerated() {
            let name = try text(option.name)
            if !name.isEmpty { optionNames[index] = name }
            let value = try text(option.value)
            // What has no variants has one option with one value that say nothing.
            if optionNames[index] != "Title" || value != "Default Title" { draft.addOption(optionNames[index], value) }
        }
        draft.addImage(try text(places.image), position: Double(try text(places.position)) ?? .infinity)
    }
}
