import FewShotTensors
import Foundation
import ShopGuide

/// Protocol A: the last thing that each shopper took is asked for, the one before is for validation, all else is known.
struct KnownShoppers {
    let interactions: MarketInteractions
    let seed: UInt64

    init(_ interactions: MarketInteractions, seed: UInt64) {
        self.interactions = interactions
        self.seed = seed
    }

    struct Outcome {
        var rows: [String: MarketResults.Row]
        var full: [String: MarketResults.Row]
        var chosen: String
        var validation: [String: Double]
    }

    func measured() throws -> Outcome {
        let lengths = interactions.histories.map(\.events.count)
        let isAsked = lengths.map { $0 >= 3 }
        // Validation: the last but one is asked for, what is before is known.
        let validation = try stage(known: zip(lengths, isAsked).map { $1 ? $0 - 2 : $0 }, isAsked)
        let asked = RankingEvaluation(interactions, validation.questions, seeds: [seed &+ 100])
        var scores: [String: Double] = [:]
        var weights: [NeighborLearner.Table: Float] = [:]
        for table in [NeighborLearner.Table.itemKNN, .ease] {
            var best = (weight: Float(0), score: -1.0)
            for weight in Self.popularityWeights {
                let score = asked(NeighborLearner(signals: validation.signals, table: table, popularity: weight)).mean
                    .ndcg10
                if score > best.score { best = (weight, score) }
            }
            weights[table] = best.weight
        }
        for (name, learner) in try Self.baselines(validation.signals, weights) {
            scores[name] = asked(learner).mean.ndcg10
        }
        scores["relation"] = try asked(relation(validation)).mean.ndcg10
        Output.note("validation: " + Self.listed(scores))
        // Test: the last is asked for, once.
        let test = try stage(known: zip(lengths, isAsked).map { $1 ? $0 - 1 : $0 }, isAsked)
        let final = RankingEvaluation(
            interactions, test.questions, seeds: (0..<UInt64(MarketRun.draws)).map { seed &* 1000 &+ $0 })
        var outcome = Outcome(rows: [:], full: [:], chosen: "relation", validation: scores)
        for (name, learner) in try Self.baselines(test.signals, weights) {
            outcome.rows[name] = MarketResults.Row(final(learner), interactions.markets)
        }
        outcome.rows["relation"] = MarketResults.Row(final(try relation(test)), interactions.markets)
        Output.note("test: " + Self.listed(outcome.rows.mapValues(\.mean.ndcg10)))
        return outcome
    }

    static let popularityWeights: [Float] = [0, 0.01, 0.02, 0.05, 0.1, 0.3, 1]

    static func listed(_ scores: [String: Double]) -> String {
        scores.sorted { $0.value < $1.value }.map { String(format: "\($0.key) %.4f", $0.value) }.joined(separator: ", ")
    }

    static func baselines(
        _ signals: InteractionSignals, _ weights: [NeighborLearner.Table: Float]
    ) throws -> [(String, any ShopperLearner)] {
        [
            ("popularity", PopularityLearner(signals: signals)),
            ("itemknn", NeighborLearner(signals: signals, table: .itemKNN)),
            (
                "itemknn+popularity",
                NeighborLearner(signals: signals, table: .itemKNN, popularity: weights[.itemKNN] ?? 0)
            ),
            ("ease-market", NeighborLearner(signals: signals, table: .easeMarket)),
            ("ease", NeighborLearner(signals: signals, table: .ease)),
            ("ease+popularity", NeighborLearner(signals: signals, table: .ease, popularity: weights[.ease] ?? 0)),
        ]
    }

    private struct Stage {
        let signals: InteractionSignals
        let source: ShopperTraining.Source
        let training: [ShopperQuestion]
        let questions: [ShopperQuestion]
    }

    private func stage(known: [Int], _ isAsked: [Bool]) throws -> Stage {
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        options.neighbors = .max
        let signals = try InteractionSignals(
            interactions.histories(cutTo: known), products: interactions.products, markets: interactions.markets.count,
            options: options)
        let training = known.indices.flatMap { shopper in
            (1..<max(1, known[shopper])).map { ShopperQuestion(shopper: shopper, known: $0, target: $0) }
        }
        let questions = known.indices.filter { isAsked[$0] }.map { shopper in
            ShopperQuestion(shopper: shopper, known: known[shopper], target: known[shopper])
        }
        return Stage(
            signals: signals, source: ShopperTraining.Source(interactions, signals, known: known), training: training,
            questions: questions)
    }

    private func relation(_ stage: Stage) throws -> RelationShopperLearner {
        var generator = SeededGenerator(seed: seed)
        var ranker = RelationRanker(using: &generator)
        var recipe = ShopperTraining()
        recipe.seed = seed
        var bar = ProgressBar("relation", total: recipe.epochs * stage.training.count / recipe.batch)
        try recipe.train(&ranker, on: stage.training, of: stage.source) { step, steps, loss in
            bar.show(min(step, steps), String(format: "loss %.3f", loss))
            if step % 500 == 0 { bar.note(String(format: "relation step \(step) of \(steps), loss %.4f", loss)) }
        }
        bar.clear()
        return try RelationShopperLearner(signals: stage.signals, ranker: ranker)
    }
}
