import FewShotTensors
import Foundation
import ShopGuide

/// A currency with the level and the form of its prices.
struct InventedCurrency: Sendable {
    /// The ISO 4217 code.
    let code: String
    /// The worth of a dollar in it, roughly.
    let rate: Double
    /// The parts of its unit in a price, 1 or 100.
    let minorUnits: Int

    /// The currencies of invented shops.
    static let all = [
        InventedCurrency(code: "USD", rate: 1, minorUnits: 100),
        InventedCurrency(code: "EUR", rate: 1, minorUnits: 100),
        InventedCurrency(code: "GBP", rate: 0.8, minorUnits: 100),
        InventedCurrency(code: "CNY", rate: 7, minorUnits: 100),
        InventedCurrency(code: "SEK", rate: 10, minorUnits: 1), InventedCurrency(code: "INR", rate: 80, minorUnits: 1),
        InventedCurrency(code: "JPY", rate: 140, minorUnits: 1),
    ]

    /// Returns a price of so many dollars.
    func price(ofDollars dollars: Double) -> Price {
        let units = (dollars * rate * Double(minorUnits)).rounded()
        let scale = Double(10_000 / minorUnits)
        return Price(
            tenThousandths: Int64(min(max(1, units) * scale, Double(Price.maximum))), currency: code)
    }
}
