import FewShotTensors
import Foundation
import ShopGuide

/// Each market in turn is new: learned from the others, and adapted to it from some of its shoppers; others of it ask.
struct NewMarkets {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    /// Shoppers of the new market that are known; `nil` for all but those who ask.
    static let known: [Int?] = [0, 10, 50, nil]

    /// Rows by the number of shoppers known and model.
    func measured() throws -> [String: [String: MarketResults.Row]] {
        var figures: [String: [String: [(Int, RankingEvaluation.Result)]]] = [:]
        let baskets = interactions.histories.map { $0.events.map(\.product) }
        let whole = try stage(
            Array(interactions.histories.indices),
            EASE(baskets: [], products: interactions.products, ridge: 200), [])
        for market in interactions.markets.indices {
            var groups: [InteractionSignals.Group?] = whole.signals.markets
            groups[market] = nil
            let own = interactions.histories.indices.filter { interactions.histories[$0].market == market }
            let (asking, shoppers) = ColdShoppers.divided(interactions, own, share: 0.2, seed: effort.seed)
            var generator = SeededGenerator(seed: effort.seed, position: market)
            let order = generator.shuffled(shoppers)
            let questions = asking.filter { baskets[$0].count >= 2 }.map { shopper in
                ShopperQuestion(shopper: shopper, known: baskets[shopper].count - 1, target: baskets[shopper].count - 1)
            }
            let evaluation = RankingEvaluation(
                interactions, questions, seeds: (0..<UInt64(MarketRun.draws)).map { effort.seed &* 1000 &+ $0 })
            let others = interactions.histories.indices.filter { interactions.histories[$0].market != market }
            let ease = try EASE(
                baskets: others.map { baskets[$0] }, products: interactions.products, ridge: 200, includesAll: true)
            var meta: RelationRanker?
            for count in Self.known {
                let newcomers = Array(order.prefix(count ?? order.count))
                var stage = try stage(others + newcomers, try ease.adding(newcomers.map { baskets[$0] }), groups)
                if meta == nil { try stage.enterMarkets(but: market, knowing: Self.known.compactMap(\.self)) }
                let ranker = try meta ?? stage.relationRanker()
                meta = ranker
                let adapted =
                    newcomers.isEmpty ? ranker : try stage.adapted(ranker, to: market, epochs: count == nil ? 1 : 2)
                let rows: [(String, any ShopperLearner)] = [
                    ("popularity", PopularityLearner(signals: stage.signals)),
                    ("ease", NeighborLearner(signals: stage.signals, table: .ease)),
                    ("relation, not adapted", try stage.learner(ranker)), ("relation", try stage.learner(adapted)),
                ]
                for (name, learner) in rows {
                    figures[count.map { "\($0)" } ?? "all", default: [:]][name, default: []].append(
                        (market, evaluation(learner)))
                }
            }
            Output.note("new market \(interactions.markets[market]): done")
        }
        return figures.mapValues { $0.mapValues { MarketResults.Row($0, interactions.markets) } }
    }

    private func stage(
        _ shoppers: [Int], _ ease: EASE, _ groups: [InteractionSignals.Group?]
    ) throws -> ShopperStage {
        var known = [Int](repeating: 0, count: interactions.histories.count)
        for shopper in shoppers { known[shopper] = interactions.histories[shopper].events.count }
        return try ShopperStage(
            interactions, known: known, training: ShopperStage.sequences(known), earlier: [], effort: effort, ease: ease
        )
    }
}
