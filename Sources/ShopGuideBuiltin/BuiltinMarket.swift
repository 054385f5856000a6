/// A country that the built-in catalogue sells in.
public enum BuiltinMarket: String, Sendable, CaseIterable, Codable {
    /// The United States of America.
    case unitedStates = "US"
    /// The United Kingdom.
    case unitedKingdom = "GB"
    /// Germany.
    case germany = "DE"
    /// France.
    case france = "FR"
    /// China.
    case china = "CN"
    /// Japan.
    case japan = "JP"

    /// The ISO 4217 code of the money that prices are in.
    public var currency: String {
        switch self {
        case .unitedStates: "USD"
        case .unitedKingdom: "GBP"
        case .germany, .france: "EUR"
        case .china: "CNY"
        case .japan: "JPY"
        }
    }

    /// The number of minor units in one unit of the currency: 100 cents a dollar, and yen have none.
    public var minorUnits: Int { self == .japan ? 1 : 100 }

    /// Returns a price as shops there write it, in minor units, for one in US cents; at fixed, invented rates.
    func price(forCents cents: Int) -> Int {
        switch self {
        case .unitedStates, .germany, .france: max(99, cents / 100 * 100 + 99)
        case .unitedKingdom: max(99, cents * 8 / 1000 * 100 + 99)
        case .china: max(9, cents * 6 / 1000 * 10 - 1) * 100
        case .japan: max(1, cents * 14 / 1000) * 100 + 80
        }
    }
}
