/// The way in which a column writes its prices; ``PriceSurvey`` finds it.
///
/// Prices that can be read in one way only are read so, whatever the column does: `1,60` is 1.60 among prices with points. One such
/// as `1,234` follows the column, or the column's prices of its currency. Amounts are rounded to the four decimals that a price may have.
package struct PriceConvention: Hashable, Codable, Sendable {
    /// The sign before decimals.
    package var decimal: DecimalSign
    /// Whether the column has amounts such as `1,234` or `1.234` and nothing that tells what the sign in them means.
    package var isGuess: Bool
    /// Whether the column contradicts itself, so that amounts such as `1,234` are left out.
    package var isMixed: Bool
    /// The sign before decimals in prices of one currency, where it is another one or the column contradicts itself.
    package var currencies: [String: DecimalSign] = [:]
    /// Currencies whose prices contradict each other, so that amounts such as `1,234` are left out.
    package var mixedCurrencies: Set<String> = []

    /// Creates a convention, by default that of a column with points before decimals.
    package init(decimal: DecimalSign = .point, isGuess: Bool = false, isMixed: Bool = false) {
        self.decimal = decimal
        self.isGuess = isGuess
        self.isMixed = isMixed
    }

    /// Reads a text.
    package func read(_ text: String) -> PriceReading { read(PriceForm(text)) }

    /// Reads a cell; a number of JSON has a point before its decimals, whatever the texts have.
    package func read(_ cell: Cell) -> PriceReading {
        switch cell {
        case .empty: .none
        case .text(let text): read(PriceForm(text))
        case .integer(let number): read(PriceForm(String(number)))
        case .number(let number): read(PriceForm(number))
        case .flag, .list, .json: .unreadable
        }
    }

    private func read(_ form: PriceForm) -> PriceReading {
        switch form {
        case .none: return .none
        case .unreadable: return .unreadable
        case .certain(let value, _, let currencies):
            return .price(amount: Self.text(value), currencies: currencies)
        case .ambiguous(let sign, let grouped, let decimal, let currencies):
            guard let before = self.decimal(of: currencies.first) else { return .unreadable }
            return .price(amount: Self.text(sign == before ? decimal : grouped), currencies: currencies)
        }
    }

    /// Returns the sign before decimals in prices of a currency, if there is no doubt.
    private func decimal(of currency: String?) -> DecimalSign? {
        if let currency {
            if let known = currencies[currency] { return known }
            if mixedCurrencies.contains(currency) { return nil }
        }
        return isMixed ? nil : decimal
    }

    /// Returns an amount in ten-thousandths with as many decimals as it needs.
    private static func text(_ value: Int64) -> String {
        var (whole, rest) = (value / 10_000, value % 10_000)
        return String(unsafeUninitializedCapacity: 20) { bytes in
            var place = 20
            func put(_ digit: Int64) {
                place -= 1
                bytes[place] = UInt8(ascii: "0") + UInt8(digit)
            }
            if rest > 0 {
                var decimals = 4
                while rest % 10 == 0 { (rest, decimals) = (rest / 10, decimals - 1) }
                for _ in 0..<decimals {
                    put(rest % 10)
                    rest /= 10
                }
                place -= 1
                bytes[place] = UInt8(ascii: ".")
            }
            repeat {
                put(whole % 10)
                whole /= 10
            } while whole > 0
            for index in 0..<20 - place { bytes[index] = bytes[place + index] }
            return 20 - place
        }
    }
}
