import Foundation
import ShopGuide
import ShopGuidePostgres

extension PostgresConnection {
    /// The columns of a product, in the order in which they are read.
    static let productColumns = """
        products.id, title, path, brand, price, currency, attributes, image, markets, availability, products.row,
        further_images
        """

    /// Passes products with their rows to `body`, in the order of rows; without a limit they come as they are read.
    func forEachProduct(
        where condition: String, _ values: [PostgresValue], limit: Int? = nil, _ body: (Int64, Product) throws -> Void
    ) throws {
        let decoder = JSONDecoder()
        try query(
            """
            SELECT \(Self.productColumns) FROM products LEFT JOIN categories ON categories.row = products.category
            WHERE \(condition) ORDER BY products.row LIMIT $\(values.count + 1)
            """, values + [PostgresValue(limit.map { Int64($0) })], streaming: limit == nil
        ) { try body($0.integer(10) ?? 0, try Product($0, decoder)) }
    }

    /// Passes shoppers with their rows to `body`, in the order of rows.
    func forEachShopper(
        where condition: String, _ values: [PostgresValue], limit: Int? = nil, _ body: (Int64, Shopper) throws -> Void
    ) throws {
        let decoder = JSONDecoder()
        try query(
            """
            SELECT shoppers.id, markets.id, attributes, shoppers.row FROM shoppers
            LEFT JOIN markets ON markets.row = shoppers.market
            WHERE \(condition) ORDER BY shoppers.row LIMIT $\(values.count + 1)
            """, values + [PostgresValue(limit.map { Int64($0) })], streaming: limit == nil
        ) { try body($0.integer(3) ?? 0, try Shopper($0, decoder)) }
    }

    /// Passes interactions with their rows to `body`.
    func forEachInteraction(
        where condition: String, _ values: [PostgresValue], order: String = "interactions.row", limit: Int? = nil,
        _ body: (Int64, Interaction) throws -> Void
    ) throws {
        try query(
            """
            SELECT event, sources.digest, line, shoppers.id, products.id, kind, value, time, markets.id,
                interactions.row
            FROM interactions JOIN shoppers ON shoppers.row = shopper JOIN products ON products.row = product
            LEFT JOIN sources ON sources.row = source LEFT JOIN markets ON markets.row = interactions.market
            WHERE \(condition) ORDER BY \(order) LIMIT $\(values.count + 1)
            """, values + [PostgresValue(limit.map { Int64($0) })], streaming: limit == nil
        ) { try body($0.integer(9) ?? 0, Interaction($0)) }
    }

    /// Returns the interaction of an id, its own or its place's, if there is one.
    func interaction(_ id: String) throws -> Interaction? {
        var found: Interaction?
        if let place = SourceLine(id) {
            try forEachInteraction(
                where: "source = (SELECT row FROM sources WHERE digest = $1) AND line = $2",
                [.text(place.source), .integer(Int64(place.line))], limit: 1
            ) { found = $1 }
        } else {
            try forEachInteraction(where: "event = $1", [.text(id)], limit: 1) { found = $1 }
        }
        return found
    }

    /// Returns the first column of the first row, a number.
    func integer(_ sql: String, _ values: [PostgresValue] = []) throws -> Int64? {
        var found: Int64?
        try query(sql, values) { found = found ?? $0.integer(0) }
        return found
    }

    /// Returns the first column of all rows, texts.
    func texts(_ sql: String, _ values: [PostgresValue] = []) throws -> [String] {
        var all: [String] = []
        try query(sql, values) { all.append($0.text(0) ?? "") }
        return all
    }

    /// Returns numbers by texts: the second column by the first.
    func counts(_ sql: String, _ values: [PostgresValue] = []) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        try query(sql, values) { counts[$0.text(0) ?? "", default: 0] += Int($0.integer(1) ?? 0) }
        return counts
    }
}

extension CatalogueFilter {
    /// The condition in PostgreSQL's SQL, whose values begin with a number, and the values.
    func condition(from number: Int) -> (sql: String, values: [PostgresValue]) {
        var (conditions, values) = (["TRUE"], [PostgresValue]())
        func bind(_ text: String) -> String {
            values.append(.text(text))
            return "$\(number + values.count - 1)"
        }
        if let category {
            let (path, below) = (bind(category.id), bind(category.id + Category.separator))
            conditions.append(
                "products.category IN (SELECT row FROM categories WHERE path = \(path) OR starts_with(path, \(below)))")
        }
        if let market {
            conditions.append("(markets IS NULL OR \(bind(market)) = ANY (string_to_array(markets, ' ')))")
        }
        for word in words {
            let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            conditions.append(
                "(products.id || ' ' || coalesce(brand, '') || ' ' || coalesce(title, '')) ILIKE \(bind("%\(escaped)%"))"
            )
        }
        return (conditions.joined(separator: " AND "), values)
    }
}

extension PostgresConnection: FeedRows {
    func records(from number: Int64, _ place: Int64, limit: Int) throws -> [(Int64, Int64, ChangeLog.Record?)] {
        var records: [(Int64, Int64, ChangeLog.Record?)] = []
        try query(
            """
            SELECT number, record, kind, first, last, bound, id FROM changes
            WHERE (number, record) >= ($1, $2) ORDER BY number, record LIMIT $3
            """, [.integer(number), .integer(place), .integer(Int64(limit))]
        ) { records.append(($0.integer(0) ?? 0, $0.integer(1) ?? 0, ChangeLog.Record($0))) }
        return records
    }

    func forEachProduct(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Product) throws -> Void) throws {
        try forEachProduct(
            where: "products.row BETWEEN $1 AND $2", [.integer(rows.lowerBound), .integer(rows.upperBound)],
            limit: limit, body)
    }

    func forEachShopper(rows: ClosedRange<Int64>, limit: Int, _ body: (Int64, Shopper) throws -> Void) throws {
        try forEachShopper(
            where: "shoppers.row BETWEEN $1 AND $2", [.integer(rows.lowerBound), .integer(rows.upperBound)],
            limit: limit, body)
    }

    func forEachInteraction(
        rows: ClosedRange<Int64>, ofShopper shopper: Int64?, limit: Int, _ body: (Int64, Interaction) throws -> Void
    ) throws {
        let condition = shopper == nil ? "" : " AND interactions.shopper = $3"
        try forEachInteraction(
            where: "interactions.row BETWEEN $1 AND $2\(condition)",
            [.integer(rows.lowerBound), .integer(rows.upperBound)] + (shopper.map { [.integer($0)] } ?? []),
            limit: limit, body)
    }
}
