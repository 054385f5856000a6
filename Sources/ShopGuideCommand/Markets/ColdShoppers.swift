import FewShotTensors
import Foundation
import ShopGuide

/// Protocol B: a fifth of each market's shoppers is held out whole; the first few of their events are known, a later one is asked for.
struct ColdShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    /// How many events are known.
    var known = [0, 1, 3, 5]
    /// Whether the event after those is asked for; else the last of all.
    var asksNext = false

    /// Rows by model.
    typealias Rows = [String: MarketResults.Row]

    struct Outcome {
        /// By the number of events known.
        var rows: [String: Rows] = [:]
        /// Means over the numbers of events known, on validation.
        var validation: [String: Double] = [:]
        var chosen = "relation"
    }

    func measured() throws -> Outcome {
        let (held, others) = Self.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: effort.seed)
        let (checked, base) = Self.divided(interactions, others, share: 0.15, seed: effort.seed &+ 1)
        let before = try stage(base)
        let trained = try learners(before)
        var outcome = Outcome()
        var tuned: [Int: Baselines] = [:]
        for count in known {
            let validation = RankingEvaluation(interactions, questions(checked, count), seeds: [effort.seed &+ 100])
            let baselines = Baselines(tunedOn: validation, before.signals)
            tuned[count] = baselines
            for (name, learner) in baselines.learners(before.signals) + trained {
                outcome.validation[name, default: 0] += validation(learner).mean.ndcg10 / Double(known.count)
            }
        }
        Output.note("cold shoppers, validation: " + Output.listed(outcome.validation))
        outcome.chosen = KnownShoppers.best(outcome.validation)
        let after = try stage(others)
        let final = try learners(after)
        for count in known {
            let test = RankingEvaluation(
                interactions, questions(held, count),
                seeds: (0..<UInt64(MarketRun.draws)).map { effort.seed &* 1000 &+ $0 })
            var rows: Rows = [:]
            for (name, learner) in (tuned[count]?.learners(after.signals) ?? []) + final {
                rows[name] = MarketResults.Row(test(learner), interactions.markets)
            }
            outcome.rows["\(count)"] = rows
            Output.note("cold shoppers, \(count) events: " + Output.listed(rows.mapValues(\.mean.ndcg10)))
        }
        return outcome
    }

    private func learners(_ stage: ShopperStage) throws -> [(String, any ShopperLearner)] {
        [("relation", try stage.learner(stage.relationRanker()))] + (try stage.learners(stage.spaceRankers()))
    }

    /// Draws a share of each market's shoppers.
    static func divided(
        _ interactions: MarketInteractions, _ shoppers: [Int], share: Double, seed: UInt64
    ) -> (drawn: [Int], others: [Int]) {
        var drawn: Set<Int> = []
        for market in interactions.markets.indices {
            var generator = SeededGenerator(seed: seed, position: market)
            let own = shoppers.filter { interactions.histories[$0].market == market }
            drawn.formUnion(generator.shuffled(own).prefix(Int((share * Double(own.count)).rounded())))
        }
        return (shoppers.filter(drawn.contains), shoppers.filter { !drawn.contains($0) })
    }

    private func questions(_ shoppers: [Int], _ count: Int) -> [ShopperQuestion] {
        shoppers.compactMap { shopper in
            let length = interactions.histories[shopper].events.count
            guard length > count, length >= 2 else { return nil }
            return ShopperQuestion(shopper: shopper, known: count, target: asksNext ? count : length - 1)
        }
    }

    /// Signals of whole shoppers; learners are asked as if these were new.
    private func stage(_ shoppers: [Int]) throws -> ShopperStage {
        var known = [Int](repeating: 0, count: interactions.histories.count)
        for shopper in shoppers { known[shopper] = interactions.histories[shopper].events.count }
        let deepest = known.indices.isEmpty ? 0 : (self.known.max() ?? 0) + 2
        var generator = SeededGenerator(seed: effort.seed &+ 7)
        var training: [ShopperQuestion] = []
        var earlier: [ShopperQuestion] = []
        for shopper in shoppers {
            let length = known[shopper]
            for count in 0..<max(0, min(deepest, length - 1)) {
                let last = ShopperQuestion(shopper: shopper, known: count, target: asksNext ? count : length - 1)
                training.append(last)
                if !asksNext {
                    let other = count + generator.integer(below: length - count)
                    training.append(ShopperQuestion(shopper: shopper, known: count, target: other))
                }
            }
            guard length >= 2 else { continue }
            let count = asksNext ? length - 1 : min(generator.integer(below: deepest), length - 1)
            earlier.append(ShopperQuestion(shopper: shopper, known: count, target: length - 1))
        }
        return try ShopperStage(interactions, known: known, training: training, earlier: earlier, effort: effort)
    }
}
