/// A value of a product in a column of its catalogue.
struct ProductCell: Sendable {
    /// The value, as far as a column's kind needs it.
    enum Value: Sendable {
        /// Words in one language or several.
        case words([String])
        /// A finite number.
        case number(Double)
    }

    /// The column's name.
    var column: String
    var value: Value
}

extension Product {
    /// The names of columns that aren't attributes, which thus can't be mistaken for attributes of the same name.
    static let (titleColumn, brandColumn, priceColumn) = ("title", "brand", "price")
    /// The name of the column of ready vectors that were made elsewhere.
    public static let vectorColumn = "vector"

    /// The values by which it can be compared with other products, the title first and the attributes in the order of their names.
    ///
    /// The category isn't among them, for it is what is to be told; neither is what says how to sell it and not what it is.
    var cells: [ProductCell] {
        var cells: [ProductCell] = []
        if !title.isEmpty { cells.append(ProductCell(column: Self.titleColumn, value: .words(title.all))) }
        if let brand { cells.append(ProductCell(column: Self.brandColumn, value: .words([brand]))) }
        if let price { cells.append(ProductCell(column: Self.priceColumn, value: .number(price.amount))) }
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) where name != Self.consumable {
            let isTaken =
                [Self.titleColumn, Self.brandColumn, Self.priceColumn, Self.vectorColumn].contains(name)
                || name.hasPrefix(VectorSource.prefix)
            let column = isTaken ? "attribute \(name)" : name
            switch value {
            case .number(let number): cells.append(ProductCell(column: column, value: .number(number)))
            case .text(let text) where !text.isEmpty: cells.append(ProductCell(column: column, value: .words([text])))
            case .text: break
            case .flag(let flag): cells.append(ProductCell(column: column, value: .words([String(flag)])))
            }
        }
        return cells
    }
}

extension ProductCell.Value {
    /// The value as text, in all its versions.
    var text: String {
        switch self {
        case .words(let words): words.joined(separator: " ")
        case .number(let number): number.shortText
        }
    }

    /// The value as a number: also a number, or the day of a date such as 2026-01-31, that a table had as text.
    ///
    /// Eight digits and more that are nothing but digits are a code, not an amount.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .words(let words):
            if let text = words.first, words.count == 1 { Self.number(text) } else { nil }
        }
    }

    private static func number(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, 0x2B...0x39 ~= first, bytes.count <= 32 else { return nil }
        if bytes.count >= 8, bytes.allSatisfy({ 0x30...0x39 ~= $0 }) { return nil }
        if bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D, let year = Double(text.prefix(4)),
            let month = Double(text.dropFirst(5).prefix(2)), let day = Double(text.dropFirst(8).prefix(2))
        {
            return year * 365.25 + month * 30.4 + day
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
