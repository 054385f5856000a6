import ShopGuide

/// The measurements of markets as if each had just been entered.
struct NewMarketOutcome {
    /// The measurements in one market, by the number of its shoppers that are known.
    struct Market: Sendable {
        /// The scores by model.
        var scores: [String: [String: RankingEvaluation.Result]] = [:]
        /// For each question, whether somebody who is known took its answer, wherever.
        var isTaken: [String: [Bool]] = [:]
    }

    /// Rows by the number of shoppers known and model.
    private(set) var rows: [String: [String: MarketResults.Row]]
    /// The same of those answers alone that somebody took who is known where ten shoppers are.
    private(set) var familiar: [String: [String: MarketResults.Row]]
    /// The shares of answers that nobody took who is known, by the number of shoppers known and market.
    private(set) var untaken: [String: [String: Double]] = [:]

    /// The name of the learner of relations, adapted to the market.
    static let relation = "relation"
    /// The weights of contents beside it that are tried.
    static let shares: [Float] = [0.5, 1, 2, 4, 8, 16]
    private static let fewShoppers = "10"

    /// The name of the learner of relations with contents beside it.
    static func withContent(_ share: Float? = nil) -> String {
        "\(relation) + \(share.map { "\($0) × " } ?? "")content"
    }

    /// Joins the measurements of all markets.
    ///
    /// - Parameters:
    ///   - markets: The measurements, by market.
    ///   - names: The markets' names.
    init(_ markets: [Market], _ names: [String]) {
        let markets = Self.withChosenShares(markets)
        rows = Self.rows(markets, names) { _ in nil }
        familiar = Self.rows(markets, names) { $0.isTaken[Self.fewShoppers] }
        for (market, name) in zip(markets, names) {
            for (count, isTaken) in market.isTaken where !isTaken.isEmpty {
                untaken[count, default: [:]][name] = Double(isTaken.count { !$0 }) / Double(isTaken.count)
            }
        }
    }

    /// The rows of those questions of each market that are asked for.
    private static func rows(
        _ markets: [Market], _ names: [String], _ isAsked: (Market) -> [Bool]?
    ) -> [String: [String: MarketResults.Row]] {
        var rows: [String: [String: MarketResults.Row]] = [:]
        for (count, models) in markets.first?.scores ?? [:] {
            rows[count] = models.keys.reduce(into: [:]) { rows, model in
                let own = markets.enumerated().compactMap { place, market in
                    market.scores[count]?[model].map { (place, $0.only(isAsked(market))) }
                }
                let asked = own.filter { !$0.1.pooled.scores.isEmpty }
                rows[model] = asked.isEmpty ? nil : MarketResults.Row(asked, names)
            }
        }
        return rows
    }

    /// The markets with one learner of contents beside relations in place of all that were tried: with the weight that was best in the
    /// other markets.
    private static func withChosenShares(_ markets: [Market]) -> [Market] {
        markets.indices.map { place in
            var market = markets[place]
            let others = markets.indices.filter { $0 != place }.map { markets[$0] }
            for (count, models) in market.scores {
                let tried = shares.map { withContent($0) }.filter { models[$0] != nil }
                let best = tried.max { score(of: $0, count, in: others) < score(of: $1, count, in: others) }
                guard let best else { continue }
                var chosen = models.filter { !tried.contains($0.key) }
                chosen[withContent()] = models[best]
                market.scores[count] = chosen
            }
            return market
        }
    }

    private static func score(of model: String, _ count: String, in markets: [Market]) -> Double {
        markets.reduce(0) { $0 + ($1.scores[count]?[model]?.mean.ndcg10 ?? 0) }
    }
}

extension RankingEvaluation.Result {
    /// The scores of those questions alone that are asked for, of a result in one market; all where nobody said.
    fileprivate func only(_ isAsked: [Bool]?) -> RankingEvaluation.Result {
        guard let isAsked else { return self }
        return RankingEvaluation.Result(scores.map { zip($0, isAsked).filter(\.1).map(\.0) })
    }
}
