/// A look over all prices of a column, which decides how those are read that could be read in two ways.
///
/// `1,5` and `1.234,50` speak for a comma before decimals, `12.90` and `1,39,900` for a point. Where the signs contradict each
/// other in more than a tenth of such prices, doubtful ones are left out. Where nothing decides, a comma before three digits separates
/// thousands and a point is before decimals, which is a guess to be told; with both in one column, neither is read.
package struct PriceSurvey: Sendable {
    private var points = 0
    private var commas = 0
    private var doubtfulPoints = 0
    private var doubtfulCommas = 0
    private let isWhole: Bool

    /// Creates a survey of nothing yet; `currency` is that of prices which name none, if it is known.
    package init(currency: String? = nil) { isWhole = currency.map(Currencies.whole.contains) ?? false }

    /// Takes a text into account.
    package mutating func add(_ text: String) {
        switch PriceForm(text) {
        case .certain(_, .point, _): points += 1
        case .certain(_, .comma, _): commas += 1
        // Prices of such a currency have no decimals.
        case .ambiguous(.point, _, _, let currencies) where isWhole && currencies.isEmpty: commas += 1
        case .ambiguous(.point, _, _, _): doubtfulPoints += 1
        case .ambiguous(.comma, _, _, _): doubtfulCommas += 1
        case .certain, .none, .unreadable: break
        }
    }

    /// Takes a cell into account, if it is a text.
    package mutating func add(_ cell: Cell) {
        if case .text(let text) = cell { add(text) }
    }

    /// The way in which the column writes its prices.
    package var convention: PriceConvention {
        let isDoubtful = doubtfulPoints + doubtfulCommas > 0
        guard points + commas > 0 else {
            return PriceConvention(isGuess: isDoubtful, isMixed: doubtfulPoints > 0 && doubtfulCommas > 0)
        }
        return PriceConvention(
            decimal: commas > points ? .comma : .point,
            isMixed: isDoubtful && min(points, commas) * 10 > max(points, commas))
    }
}
