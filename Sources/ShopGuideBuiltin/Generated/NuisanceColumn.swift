import FewShotTensors
import ShopGuide

/// A column that says nothing of what a product is, as shops' files have them.
public enum NuisanceColumn: String, CaseIterable, Sendable {
    /// An address on the web, different for each product.
    case link
    /// A trade item number, different for each product.
    case gtin
    /// An id of a person, mostly a different one for each product.
    case user
    /// A sentence of a review, which could be of anything.
    case review
    /// The same words for every product.
    case constant
    /// A number of pieces.
    case number
    /// Stars, from 1 to 5.
    case rating
    /// One of eight warehouses.
    case warehouse
    /// Yes or no.
    case flag
    /// A day.
    case date

    /// The name of the attribute.
    public var name: String {
        switch self {
        case .constant: "condition"
        case .number: "stock"
        case .flag: "gift"
        case .date: "added"
        default: rawValue
        }
    }

    /// Returns the products with such a column, in place of one of the same name.
    ///
    /// - Parameters:
    ///   - products: Products.
    ///   - seed: Decides the values; the same seed gives the same ones.
    /// - Returns: As many products, in the same order, each with a value.
    public func added(to products: [Product], seed: UInt64) -> [Product] {
        let position = Self.allCases.firstIndex(of: self) ?? 0
        var generator = SeededGenerator(seed: seed ^ 0x4E75_6973_616E, position: position)
        let numbers = generator.sample(products.count, below: Self.codes)
        return zip(products, numbers).map { product, number in
            var product = product
            product.attributes[name] = value(number: number, using: &generator)
            return product
        }
    }

    /// Returns a value of the column.
    func value(using generator: inout SeededGenerator) -> AttributeValue {
        value(number: generator.integer(below: Self.codes), using: &generator)
    }

    /// The number of different trade item numbers.
    private static let codes = 9_000_000_000_000

    /// Returns a value of the column; `number` decides those that have to differ.
    private func value(number: Int, using generator: inout SeededGenerator) -> AttributeValue {
        switch self {
        case .link: .text("https://shop.example/p/\(number)")
        case .gtin: .text("\(number + 1_000_000_000_000)")
        case .user: .text("U\(generator.integer(below: 1_000_000))")
        case .review:
            .text(
                "\(generator.choice(of: Self.phrases)), \(generator.choice(of: Self.phrases)) "
                    + "\(generator.integer(below: 100))")
        case .constant: .text("new")
        case .number: .number(Double(generator.integer(below: 500)))
        case .rating: .number(Double(10 + generator.integer(below: 41)) / 10)
        case .warehouse: .text(generator.choice(of: ["A", "B", "C", "D", "E", "F", "G", "H"]))
        case .flag: .text(generator.chance(0.5) ? "yes" : "no")
        case .date: .text(Self.date(ofDay: 17_000 + generator.integer(below: 2000)))
        }
    }

    private static let phrases = [
        "love it", "works as described", "my son is happy", "arrived late", "broke after a week", "five stars",
        "would buy again", "not worth the money", "great gift", "good value", "colour differs from the photo",
        "battery weak", "very sturdy", "too small", "perfect fit",
    ]

    /// Returns the date of a day since 1970-01-01, `2016-07-18`.
    private static func date(ofDay day: Int) -> String {
        // Years that begin in March, in cycles of 400, so that the day too many is the last of its year (Hinnant, 2013).
        let days = day + 719_468
        let ofEra = days % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let ofMonth = ofYear - (153 * month + 2) / 5 + 1
        let isLate = month >= 10
        let (shownYear, shownMonth) = (days / 146_097 * 400 + year + (isLate ? 1 : 0), month + (isLate ? -9 : 3))
        return "\(shownYear)-\(String("\(shownMonth + 100)".dropFirst()))-\(String("\(ofMonth + 100)".dropFirst()))"
    }
}

extension GeneratedShop {
    /// Returns the products with some columns that say nothing of them, for three seeds in five; else as they are.
    public static func disturbed(_ products: [Product], seed: UInt64) -> [Product] {
        var generator = SeededGenerator(seed: seed ^ 0x4469_7374_7572)
        guard !generator.chance(0.4) else { return products }
        let columns = generator.sample(generator.choice(of: [1, 2, 4, 6]), below: NuisanceColumn.allCases.count)
        return columns.reduce(products) { NuisanceColumn.allCases[$1].added(to: $0, seed: seed) }
    }
}
