import Foundation
import GRDB
import ShopGuide

extension Database {
    /// Passes products with their rows to `body`, in the order of rows; a limit of -1 is none.
    func forEachProduct(
        where condition: String, _ arguments: [BoundValue], limit: Int = -1, _ body: (Int64, Product) throws -> Void
    ) throws {
        let statement = try BoundStatement(
            self,
            """
            SELECT \(Self.productColumns) FROM products LEFT JOIN categories ON categories.row = products.category
            WHERE \(condition) ORDER BY products.row LIMIT ?
            """)
        defer { statement.reset() }
        statement.bind(arguments + [.integer(Int64(limit))])
        let decoder = JSONDecoder()
        while try statement.step() { try body(statement.integer(10) ?? 0, try Product(statement, decoder)) }
    }

    /// The columns of a product, in the order in which they are read.
    static let productColumns = """
        products.id, title, path, brand, price, currency, attributes, image, \(marketsOfProduct), availability,
        products.row, further_images
        """

    /// The codes of a product's markets in their order, with spaces between them, which no code has.
    static let marketsOfProduct = """
        (SELECT group_concat(id, ' ') FROM (SELECT markets.id FROM product_markets
            JOIN markets ON markets.row = market WHERE product = products.row ORDER BY place))
        """
}

extension CatalogueFilter {
    /// The condition in SQL, and the values that are bound to it.
    func condition() -> (sql: String, arguments: [BoundValue]) {
        var (conditions, arguments) = (["TRUE"], [BoundValue]())
        if let category {
            conditions.append(Self.inCategory)
            arguments += Self.arguments(of: category)
        }
        if let market {
            conditions.append(Self.inMarket)
            arguments.append(.text(market))
        }
        for word in words {
            let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            conditions.append(
                "(products.id || ' ' || coalesce(brand, '') || ' ' || coalesce(title, '')) LIKE ? ESCAPE '\\'")
            arguments.append(.text("%\(escaped)%"))
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    /// Below a path lies what begins with it and the separator.
    private static let inCategory =
        "products.category IN (SELECT row FROM categories WHERE path = ? OR substr(path, 1, length(?)) = ?)"

    private static func arguments(of category: ShopGuide.Category) -> [BoundValue] {
        let below = category.id + Category.separator
        return [.text(category.id), .text(below), .text(below)]
    }

    private static let inMarket = """
        (NOT EXISTS (SELECT 1 FROM product_markets WHERE product = products.row)
            OR EXISTS (SELECT 1 FROM product_markets WHERE product = products.row
                AND market = (SELECT row FROM markets WHERE id = ?)))
        """
}
