/// PrestaShop's tables of products: that of its import, and that of its back office.
enum PrestaShopProfile: ProfileLayout {
    static func recognizes(_ columns: ProfileColumns) -> Bool {
        columns["Active (0/1)", "Actif (0/1)"] != nil && columns["Name *", "Name", "Nom *", "Nom"] != nil
            || columns.has("Product ID", "Name", "Reference")
                && columns["Price (tax excl.)", "Price (tax incl.)"] != nil
    }

    static func survey() -> any ProfileSurvey { NoSurvey { PrestaShopReader($0) } }
}

/// Makes a product of each row.
private final class PrestaShopReader: DraftReader {
    private lazy var fields = Self.fields(of: base.columns)

    /// The fields of columns, by the names' letters before what stands in brackets.
    private static let names: [(field: String, names: [String])] = [
        ("id", ["ID", "Product ID"]), ("title", ["Name *", "Name", "Nom *", "Nom"]),
        ("active", ["Active (0/1)", "Actif (0/1)", "Status", "État"]),
        ("category", ["Categories (x,y,z...)", "Catégories (x,y,z...)", "Category", "Catégorie"]),
        (
            "price",
            [
                "Price tax included", "Prix TTC", "Price (tax incl.)", "Price tax excluded", "Prix HT",
                "Price (tax excl.)",
            ]
        ),
        ("brand", ["Manufacturer", "Brand", "Marque", "Fabricant"]),
        ("stock", ["Quantity", "Quantité"]),
        ("images", ["Image URLs (x,y,z...)", "URL des images (x,y,z...)", "Image"]),
        ("attributes.description", ["Description", "Summary", "Résumé"]),
        ("attributes.reference", ["Reference #", "Reference", "Référence"]),
        ("features", ["Feature(Name:Value:Position)", "Feature (Name:Value:Position:Customized)", "Caractéristique"]),
    ]

    private static let left = [
        "On sale", "Discount", "Tax rule", "Wholesale", "Supplier", "Visibility", "Additional shipping", "Unit", "Meta",
        "URL rewritten",
        "Text when", "Available", "Delete existing", "Show price", "ID / Name of shop", "Advanced", "Depends",
        "Warehouse",
        "Out of stock", "Minimal quantity", "Low stock", "Customizable", "Uploadable", "Text fields", "Virtual",
        "File URL",
    ]

    private static func fields(of names: [String]) -> [(place: Int, field: String)] {
        let columns = ProfileColumns(names)
        var fields: [(place: Int, field: String)] = self.names.compactMap { field, names in
            columns[names].map { ($0, field) }
        }
        let taken = Set(fields.map(\.place))
        for (place, name) in names.enumerated() where !taken.contains(place) {
            if !left.contains(where: name.hasPrefix) { fields.append((place, "attributes.\(name)")) }
        }
        return fields
    }

    override func nextProduct() throws -> (RowEvent, ProductDraft?)? {
        guard let event = try nextRow() else { return nil }
        guard case .row = event else { return (event, nil) }
        var draft = ProductDraft()
        for (place, field) in fields {
            let cell = try raw(place)
            guard let text = cell.text, !text.isEmpty else { continue }
            switch field {
            case "active":
                if ["0", "false", "no"].contains(text.lowercased()) {
                    draft.set("availability", .text("discontinued"))
                }
            case "category": draft.set(field, .list(Self.path(text)))
            case "stock": if let quantity = Double(text) { draft.addStock(quantity > 0) }
            case "images": for address in PictureList.addresses(in: cell) { draft.addImage(address) }
            case "features": Self.addFeatures(text, to: &draft)
            default: draft.set(field, cell)
            }
        }
        return (event, draft)
    }

    /// Reads the list of categories, which is the way from the root.
    private static func path(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == "/" || $0 == ">" }.map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
    }

    /// Reads `Name:Value:Position, …`.
    private static func addFeatures(_ text: String, to draft: inout ProductDraft) {
        for feature in text.split(separator: ",") {
            let parts = feature.split(separator: ":", omittingEmptySubsequences: false).map {
                String($0.drop { $0 == " " })
            }
            if parts.count >= 2 { draft.addOption(parts[0], parts[1]) }
        }
    }
}
