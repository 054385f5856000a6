/// The export of a system, whose columns are known.
public enum FeedProfile: String, Sendable, Hashable, Codable, CaseIterable {
    case shopify, woocommerce, google, magento, prestashop

    /// The system's name.
    public var title: String {
        switch self {
        case .shopify: "Shopify"
        case .woocommerce: "WooCommerce"
        case .google: "Google Merchant Center"
        case .magento: "Magento"
        case .prestashop: "PrestaShop"
        }
    }

    /// The names of all profiles as a sentence has them.
    public static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// Returns the profile whose columns a table has; nil where it is of no known system.
    public static func recognize(columns: [String]) -> FeedProfile? {
        let names = ProfileColumns(columns)
        return allCases.first { $0.layout.recognizes(names) }
    }

    /// Begins a survey of all rows of a table.
    package func survey() -> any ProfileSurvey { layout.survey() }

    private var layout: any ProfileLayout.Type {
        switch self {
        case .shopify: ShopifyProfile.self
        case .woocommerce: WooCommerceProfile.self
        case .google: GoogleProfile.self
        case .magento: MagentoProfile.self
        case .prestashop: PrestaShopProfile.self
        }
    }
}

/// The layout of the exports of a system.
protocol ProfileLayout {
    /// Returns whether columns are those of an export of the system.
    static func recognizes(_ columns: ProfileColumns) -> Bool

    /// Begins a survey of all rows of a table.
    static func survey() -> any ProfileSurvey
}

/// A survey of all rows of an export, which finds out ahead what belongs together.
package protocol ProfileSurvey: AnyObject {
    /// Whether rows have to be looked at ahead.
    var isNeeded: Bool { get }

    /// Looks at the reader's current row.
    func add(_ reader: any RowReader) throws

    /// Returns a reader of products, whose columns are called like their fields.
    func reader(over reader: any RowReader) -> any RowReader
}

extension ProfileSurvey {
    /// Whether rows have to be looked at ahead, as a rule.
    package var isNeeded: Bool { true }
}

/// A survey of an export each of whose rows stands for itself, or whose rows that belong together follow each other.
final class NoSurvey: ProfileSurvey {
    let isNeeded = false
    private let make: (any RowReader) -> any RowReader

    init(_ make: @escaping (any RowReader) -> any RowReader) { self.make = make }

    func add(_ reader: any RowReader) {}

    func reader(over reader: any RowReader) -> any RowReader { make(reader) }
}

/// A reader that makes one product of several rows.
package protocol GroupingReader: RowReader {
    /// The rows that have been read.
    var rows: Int { get }
}
