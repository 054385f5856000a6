import FewShotTensors
import Foundation
import ShopGuide

/// Protocol B: a fifth of each market's shoppers is held out whole; the first few of their events are known, a later one is asked for.
struct ColdShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    let monitor: any WorkMonitor
    /// How many events are known.
    var known = [0, 1, 3, 5]
    /// Whether the event after those is asked for; else the last of all.
    var asksNext = false
    /// How many fifths are measured at the same time.
    var width = 1
    /// How many fifths of the shoppers are held out, one after the other: with all five everybody is asked once.
    var folds = 1

    /// Rows by model.
    typealias Rows = [String: MarketResults.Row]

    struct Outcome {
        /// By the number of events known.
        var rows: [String: Rows] = [:]
        /// Means over the numbers of events known, on validation.
        var validation: [String: Double] = [:]
        var chosen = "relation"
        /// By how much the chosen one is above others, by the number of events known.
        var advantages: [String: [String: MarketResults.Advantage]] = [:]
    }

    /// What was found with one fifth held out.
    private struct Fold {
        var validation: [String: Double] = [:]
        /// By the number of events known and model.
        var results: [Int: [String: RankingEvaluation.Result]] = [:]
    }

    func measured() throws -> Outcome {
        let measured = try Parallel.map(folds, width: width) { number in
            let fold = try fold(number)
            monitor.note("cold shoppers, fifth \(number + 1), validation: " + NumberFormat.scores(fold.validation))
            return fold
        }
        var outcome = Outcome()
        for fold in measured {
            outcome.validation.merge(fold.validation.mapValues { $0 / Double(folds) }, uniquingKeysWith: +)
        }
        outcome.chosen = Self.choice(measured.map(\.validation))
        for count in known {
            let folds = measured.compactMap { $0.results[count] }
            let results = Dictionary(grouping: folds.flatMap(\.self), by: \.key).mapValues {
                RankingEvaluation.Result.joined($0.map(\.value))
            }
            let rows = results.mapValues { MarketResults.Row($0, interactions.markets) }
            outcome.rows["\(count)"] = rows
            if let chosen = results[outcome.chosen] {
                outcome.advantages["\(count)"] = results.filter { $0.key != outcome.chosen }.mapValues {
                    MarketResults.Advantage(of: chosen, over: $0)
                }
            }
            monitor.note("cold shoppers, \(count) events: " + NumberFormat.scores(rows.mapValues(\.mean.ndcg10)))
        }
        return outcome
    }

    /// What is the best on the validation shoppers of most folds.
    private static func choice(_ validations: [[String: Double]]) -> String {
        let votes = Dictionary(grouping: validations.map(KnownShoppers.best), by: \.self).mapValues(\.count)
        return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "relation"
    }

    /// Holds one fifth out: chooses on validation shoppers among the others, learns from all others, and asks.
    private func fold(_ number: Int) throws -> Fold {
        let (held, others) = Self.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: effort.seed, part: number)
        let (checked, base) = Self.divided(interactions, others, share: 0.15, seed: effort.seed &+ 1)
        let before = try stage(base)
        let validations = known.map {
            RankingEvaluation(interactions, questions(checked, $0), seeds: [effort.seed &+ 100])
        }
        let baselines = validations.map { Baselines(tunedOn: $0, before.signals) }
        let fading = FadingNeighbors.best(
            by: validations.map { FadingNeighbors.scores(on: $0, before.signals) })
        var trained = try learners(before, fading)
        let share = Self.share(of: fading.learner(before.signals), beside: trained[0].1, on: validations)
        trained.append(Self.blend(trained[0].1, fading.learner(before.signals), share))
        var fold = Fold()
        for (validation, baselines) in zip(validations, baselines) {
            for (name, learner) in baselines.learners(before.signals) + trained {
                fold.validation[name, default: 0] += validation(learner).mean.ndcg10 / Double(known.count)
            }
        }
        let after = try stage(others)
        var final = try learners(after, fading)
        final.append(Self.blend(final[0].1, fading.learner(after.signals), share))
        for (count, baselines) in zip(known, baselines) {
            let test = RankingEvaluation(interactions, questions(held, count), seeds: effort.testSeeds)
            for (name, learner) in baselines.learners(after.signals) + final {
                fold.results[count, default: [:]][name] = test(learner)
            }
        }
        return fold
    }

    /// The learner of relations comes first.
    private func learners(_ stage: ShopperStage, _ fading: FadingNeighbors) throws -> [(String, any ShopperLearner)] {
        [("relation", try stage.relationLearner())] + (try stage.learners(stage.spaceRankers()))
            + [("ease, fading, + popularity", fading.learner(stage.signals))]
    }

    /// What neighbours count for beside relations: what is best on the mean of validations.
    private static func share(
        of neighbors: NeighborLearner, beside relation: any ShopperLearner, on validations: [RankingEvaluation]
    ) -> Float {
        let scores = [1, 2, 4, 8, 16].map { (share: Float) in
            let blend = blend(relation, neighbors, share).1
            return (share, validations.reduce(0) { $0 + $1(blend).mean.ndcg10 })
        }
        return scores.max { $0.1 < $1.1 }?.0 ?? 1
    }

    private static func blend(
        _ relation: any ShopperLearner, _ neighbors: NeighborLearner, _ share: Float
    ) -> (String, any ShopperLearner) {
        ("relation + ease", EnsembleLearner([(relation, 1), (neighbors, share)]))
    }

    /// Draws a share of each market's shoppers; other parts have other shoppers.
    static func divided(
        _ interactions: MarketInteractions, _ shoppers: [Int], share: Double, seed: UInt64, part: Int = 0
    ) -> (drawn: [Int], others: [Int]) {
        var drawn: Set<Int> = []
        for market in interactions.markets.indices {
            var generator = SeededGenerator(seed: seed, position: market)
            let own = shoppers.filter { interactions.histories[$0].market == market }
            let size = Int((share * Double(own.count)).rounded())
            drawn.formUnion(generator.shuffled(own).dropFirst(part * size).prefix(size))
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
        return try ShopperStage(
            interactions, known: known, training: training, earlier: earlier, effort: effort, monitor: monitor)
    }
}
