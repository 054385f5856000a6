import ShopGuideFeeds
import ShopGuideStore

/// The field that a column of a table holds.
enum Field: Hashable {
    case id, category, brand, price, currency, image, images, markets, availability
    case title(language: String)
    case shopper, product, kind, value, time, order, market
    case attribute(String)

    /// Reads a field's name: `id`, `title.en`, `attributes.colour`.
    ///
    /// - Throws: ``RowProblem`` where rows of this kind have no such field.
    init(_ name: String, of table: TableKind) throws {
        if table != .interactions, name.hasPrefix("attributes."), name.utf8.count > "attributes.".utf8.count {
            self = .attribute(String(name.dropFirst("attributes.".count)))
            return
        }
        if table == .products, name.hasPrefix("title.") {
            let language = String(name.dropFirst("title.".count))
            let isTag = language.utf8.allSatisfy { $0 == 45 || 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 }
            guard 0...35 ~= language.utf8.count, isTag else {
                throw RowProblem("\"\(language)\" isn't a language tag, such as en")
            }
            self = .title(language: language)
            return
        }
        guard let field = Self.fields(of: table)[name] else {
            throw RowProblem("\(table.rawValue) have no field \"\(name)\"; they have \(Self.names(of: table))")
        }
        self = field
    }

    /// Whether several columns may make one value together.
    var acceptsSeveral: Bool { [.category, .markets, .image, .images, .time].contains(self) }

    private static let ofProducts: [String: Field] = [
        "id": .id, "title": .title(language: ""), "category": .category, "brand": .brand, "price": .price,
        "currency": .currency, "image": .image, "images": .images, "markets": .markets, "availability": .availability,
    ]
    private static let ofShoppers: [String: Field] = ["id": .id, "market": .market]
    private static let ofInteractions: [String: Field] = [
        "id": .id, "shopper": .shopper, "product": .product, "kind": .kind, "value": .value, "time": .time,
        "order": .order, "market": .market,
    ]

    private static func fields(of table: TableKind) -> [String: Field] {
        switch table {
        case .products: ofProducts
        case .shoppers: ofShoppers
        case .interactions: ofInteractions
        }
    }

    private static func names(of table: TableKind) -> String {
        let others =
            switch table {
            case .products: ["title.LANGUAGE", "attributes.NAME"]
            case .shoppers: ["attributes.NAME"]
            case .interactions: [String]()
            }
        return (fields(of: table).keys.sorted() + others).joined(separator: ", ")
    }

    /// The fields without which a row is nothing.
    static func required(of table: TableKind) -> [String] {
        table == .interactions ? ["shopper", "product", "kind"] : ["id"]
    }
}
