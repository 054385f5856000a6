import FewShotTensors
import Foundation
import ShopGuide

/// Each market in turn is new: learned from the others, and adapted to it from some of its shoppers; others of it ask.
struct NewMarkets {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    let monitor: any WorkMonitor
    /// Shoppers of the new market that are known; `nil` for all but those who ask.
    static let known: [Int?] = [0, 10, 50, nil]
    /// Shoppers known of the old markets where it's asked as if these had just been entered; each time others.
    private static let stages = [0, 10, 10, 10, 50, 50]
    private static let ridge: Float = 200

    /// How many markets are measured at the same time.
    var width = 1

    /// What became of one market's questions, by the number of its shoppers known and model.
    private typealias Entered = [String: [String: RankingEvaluation.Result]]

    /// Rows by the number of shoppers known and model.
    func measured() throws -> [String: [String: MarketResults.Row]] {
        let whole = try stage(
            Array(interactions.histories.indices),
            EASE(baskets: [], products: interactions.products, ridge: Self.ridge),
            [])
        let groups = whole.signals.markets
        let entered = try Parallel.map(interactions.markets.count, width: width) { market in
            let entered = try measured(entering: market, groups)
            monitor.note("new market \(interactions.markets[market]): done")
            return entered
        }
        var rows: [String: [String: MarketResults.Row]] = [:]
        for (count, models) in entered[0] {
            rows[count] = models.keys.reduce(into: [:]) { rows, model in
                rows[model] = MarketResults.Row(
                    entered.enumerated().compactMap { market, entered in
                        entered[count]?[model].map { (market, $0) }
                    }, interactions.markets)
            }
        }
        return rows
    }

    private func measured(entering market: Int, _ groups: [InteractionSignals.Group]) throws -> Entered {
        let baskets = interactions.histories.map { $0.events.map(\.product) }
        var groups: [InteractionSignals.Group?] = groups
        groups[market] = nil
        let own = interactions.histories.indices.filter { interactions.histories[$0].market == market }
        let (asking, shoppers) = ColdShoppers.divided(interactions, own, share: 0.2, seed: effort.seed)
        var generator = SeededGenerator(seed: effort.seed, position: market)
        let order = generator.shuffled(shoppers)
        let questions = asking.filter { baskets[$0].count >= 2 }.map { shopper in
            ShopperQuestion(shopper: shopper, known: baskets[shopper].count - 1, target: baskets[shopper].count - 1)
        }
        let evaluation = RankingEvaluation(interactions, questions, seeds: effort.testSeeds)
        let others = interactions.histories.indices.filter { interactions.histories[$0].market != market }
        let ease = try EASE(
            baskets: others.map { baskets[$0] }, products: interactions.products, ridge: Self.ridge, includesAll: true)
        var meta: [RelationRanker] = []
        var entered: Entered = [:]
        for count in Self.known {
            let newcomers = Array(order.prefix(count ?? order.count))
            var stage = try stage(others + newcomers, try ease.adding(newcomers.map { baskets[$0] }), groups)
            if meta.isEmpty {
                try stage.enterMarkets(but: market, knowing: Self.stages)
                meta = try (0..<effort.members).map { try stage.relationRanker(member: $0) }
            }
            let adapted =
                newcomers.isEmpty
                ? meta : try meta.map { try stage.adapted($0, to: market, epochs: count == nil ? 1 : 2) }
            let rows: [(String, any ShopperLearner)] = [
                ("popularity", PopularityLearner(signals: stage.signals)),
                ("ease", NeighborLearner(signals: stage.signals, table: .ease)),
                ("relation, not adapted", EnsembleLearner(meanOf: try meta.map(stage.learner))),
                ("relation", EnsembleLearner(meanOf: try adapted.map(stage.learner))),
            ]
            for (name, learner) in rows {
                entered[count.map { "\($0)" } ?? "all", default: [:]][name] = evaluation(learner)
            }
        }
        return entered
    }

    private func stage(
        _ shoppers: [Int], _ ease: EASE, _ groups: [InteractionSignals.Group?]
    ) throws -> ShopperStage {
        var known = [Int](repeating: 0, count: interactions.histories.count)
        for shopper in shoppers { known[shopper] = interactions.histories[shopper].events.count }
        return try ShopperStage(
            interactions, known: known, training: ShopperStage.sequences(known), earlier: [], effort: effort,
            monitor: monitor,
            ease: ease, groups: groups)
    }
}
