/// A look over all prices of a column, which decides how those are read that could be read in two ways.
///
/// `1,5` and `1.234,50` speak for a comma before decimals, `12.90` and `1,39,900` for a point. Prices of the same currency decide where
/// there are some, so that `₹1,099` is read as `₹1,39,900` beside it is, and else all prices. Where the signs contradict each other in more
/// than a tenth of such prices, doubtful ones are left out. Where nothing decides, a comma before three digits separates thousands and a
/// point is before decimals, which is a guess to be told; with both in one column, neither is read.
package struct PriceSurvey: Sendable {
    /// The prices that say which sign is before decimals.
    private struct Evidence {
        var points = 0
        var commas = 0

        var sign: DecimalSign { commas > points ? .comma : .point }
        mutating func add(_ sign: DecimalSign) {
            if sign == .point { points += 1 } else { commas += 1 }
        }

        var isMixed: Bool { min(points, commas) * 10 > max(points, commas) }
    }

    private var all = Evidence()
    private var byCurrency: [String: Evidence] = [:]
    private var doubtfulPoints = 0
    private var doubtfulCommas = 0
    private let isWhole: Bool

    /// Creates a survey of nothing yet; `currency` is that of prices which name none, if it is known.
    package init(currency: String? = nil) { isWhole = currency.map(Currencies.whole.contains) ?? false }

    /// Takes a text into account.
    package mutating func add(_ text: String) {
        switch PriceForm(text) {
        case .certain(_, let sign?, let currencies): count(sign, currencies)
        // Prices of such a currency have no decimals.
        case .ambiguous(.point, _, _, let currencies) where isWhole && currencies.isEmpty: count(.comma, currencies)
        case .ambiguous(.point, _, _, _): doubtfulPoints += 1
        case .ambiguous(.comma, _, _, _): doubtfulCommas += 1
        case .certain, .none, .unreadable: break
        }
    }

    /// Takes a cell into account, if it is a text.
    package mutating func add(_ cell: Cell) {
        if case .text(let text) = cell { add(text) }
    }

    private mutating func count(_ sign: DecimalSign, _ currencies: [String]) {
        all.add(sign)
        if let currency = currencies.first { byCurrency[currency, default: Evidence()].add(sign) }
    }

    /// The way in which the column writes its prices.
    package var convention: PriceConvention {
        let isDoubtful = doubtfulPoints + doubtfulCommas > 0
        guard all.points + all.commas > 0 else {
            return PriceConvention(isGuess: isDoubtful, isMixed: doubtfulPoints > 0 && doubtfulCommas > 0)
        }
        var convention = PriceConvention(decimal: all.sign, isMixed: isDoubtful && all.isMixed)
        guard isDoubtful else { return convention }
        for (currency, evidence) in byCurrency {
            if evidence.isMixed {
                convention.mixedCurrencies.insert(currency)
            } else if all.isMixed || evidence.sign != all.sign {
                convention.currencies[currency] = evidence.sign
            }
        }
        return convention
    }
}
