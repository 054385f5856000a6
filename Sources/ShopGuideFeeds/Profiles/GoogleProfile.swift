/// A feed of Google Merchant Center, as a table, RSS or Atom: a row or an item for each offer.
enum GoogleProfile: ProfileLayout {
    static func recognizes(_ columns: ProfileColumns) -> Bool {
        columns.has("id", "title")
            && (columns["image_link", "google_product_category", "item_group_id", "gtin"] != nil)
            || columns.has("id", "price", "availability") && columns["link"] != nil
    }

    static func survey() -> any ProfileSurvey { NoSurvey { GoogleReader($0) } }
}

/// Makes a product of each row.
private final class GoogleReader: DraftReader {
    /// The fields of columns; in documents more columns may come with every item.
    private var fields: [(place: Int, field: String)] = []
    private var known = 0

    private static let names = [
        "id": "id", "title": "title", "structuredtitle": "title", "description": "attributes.description",
        "brand": "brand",
        "price": "price", "availability": "availability", "imagelink": "image", "additionalimagelink": "further",
        "producttype": "category", "googleproductcategory": "google",
        // Variants of one thing have it in common, whatever the case and the prefix of its name.
        "itemgroupid": "attributes.item_group_id",
    ]

    override func nextProduct() throws -> (RowEvent, ProductDraft?)? {
        guard let event = try nextRow() else { return nil }
        guard case .row = event else { return (event, nil) }
        learnColumns()
        var (draft, google) = (ProductDraft(), Cell.empty)
        for (place, field) in fields {
            let cell = try raw(place)
            guard cell != .empty else { continue }
            switch field {
            case "image", "further":
                for address in PictureList.addresses(in: cell) {
                    draft.addImage(address, position: field == "image" ? 0 : 1)
                }
            case "google": google = cell
            default: draft.set(field, cell)
            }
        }
        // Google's own categories are numbers as often as paths.
        if let text = google.text, Double(text) == nil { draft.set("category", google) }
        return (event, draft)
    }

    private func learnColumns() {
        while known < base.columns.count {
            let name = base.columns[known]
            fields.append((known, Self.names[ProfileColumns.plain(name)] ?? "attributes.\(name)"))
            known += 1
        }
    }
}
