/// The columns of WooCommerce's export, in the languages of its headers.
struct WooCommerceColumns {
    let id, sku, type, title, isPublished, stock, quantity, price, salePrice, categories, images, tags, brand,
        parent: Int?
    let description, shortDescription, number: Int?
    /// The columns of attributes' names and values.
    let attributes: [(name: Int, values: Int)]
    /// Columns that WooCommerce doesn't know, and those of weight and size.
    let others: [(column: Int, name: String)]

    init(_ columns: ProfileColumns) {
        (id, sku, type) = (columns[Names.id], columns[Names.sku], columns[Names.type])
        (title, parent, isPublished) = (columns[Names.title], columns[Names.parent], columns[Names.isPublished])
        (stock, quantity) = (columns[Names.stock], columns[Names.quantity])
        (price, salePrice) = (columns[Names.price], columns[Names.salePrice])
        (categories, images, tags) = (columns[Names.categories], columns[Names.images], columns[Names.tags])
        (brand, number) = (columns[Names.brand], columns[Names.number])
        (description, shortDescription) = (columns[Names.description], columns[Names.shortDescription])

        var (names, values, parts) = ([Int: Int](), [Int: Int](), Set<Int>())
        for (column, name) in columns.names.enumerated() {
            guard let (number, part) = Self.attribute(ProfileColumns.plain(name)) else { continue }
            parts.insert(column)
            switch part {
            case .name: names[number] = names[number] ?? column
            case .values: values[number] = values[number] ?? column
            case .other: break
            }
        }
        attributes = names.sorted { $0.key < $1.key }.compactMap { number, name in values[number].map { (name, $0) } }
        let known: Set<Int?> = [
            id, sku, type, title, isPublished, stock, quantity, price, salePrice, categories, images, tags, brand,
            parent,
            description, shortDescription, number,
        ]
        others = columns.names.enumerated().compactMap { column, name in
            known.contains(column) || parts.contains(column) || Names.steers(ProfileColumns.plain(name))
                ? nil : (column, name)
        }
    }

    /// Whether they are those of an export: a table with a type, a number and a name alone may be anybody's.
    var isExport: Bool {
        guard type != nil, title != nil, sku != nil || id != nil else { return false }
        return [isPublished != nil, stock != nil, price != nil, parent != nil, !attributes.isEmpty].count { $0 } > 1
    }

    private enum Part { case name, values, other }

    /// Reads a column's plain name such as `attribute1value(s)`; nil where it is of no attribute.
    private static func attribute(_ name: String) -> (Int, Part)? {
        guard Names.attribute.contains(where: name.contains), !Names.steers(name),
            let number = Int(name.filter(\.isNumber))
        else { return nil }
        if Names.attributeValues.contains(where: name.contains) { return (number, .values) }
        return (number, Names.attributeName.contains(where: name.contains) ? .name : .other)
    }

    private typealias Names = WooCommerceNames
}
