import FewShotTensors
import Foundation
import ShopGuide

/// Protocol A: the last thing that each shopper took is asked for, the one before is for validation, all else is known.
struct KnownShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    let monitor: any WorkMonitor

    struct Outcome {
        var rows: [String: MarketResults.Row] = [:]
        var full: [String: MarketResults.Row] = [:]
        var chosen: String
        var validation: [String: Double] = [:]
        /// The meta-learned weights.
        var weights: [(kind: ShopperLearnerKind, weights: ShopperModel.Weights)] = []
        var questions: Int
    }

    /// Shoppers of a market who are asked among all that it offers.
    private static let fullShoppers = 100

    func measured() throws -> Outcome {
        let lengths = interactions.histories.map(\.events.count)
        let isAsked = lengths.map { $0 >= 3 }
        let before = try stage(zip(lengths, isAsked).map { $1 ? $0 - 2 : $0 })
        let validation = RankingEvaluation(
            interactions, asked(isAsked, lengths, from: 2), seeds: [effort.seed &+ 100])
        let baselines = Baselines(tunedOn: validation, before.signals)
        var scores: [String: Double] = [:]
        let early = try learners(before, before.relationRanker(), before.spaceRankers())
        for (name, learner) in baselines.learners(before.signals) + early {
            scores[name] = validation(learner).mean.ndcg10
        }
        monitor.note("validation: " + NumberFormat.scores(scores))
        let chosen = Self.best(scores)
        let after = try stage(zip(lengths, isAsked).map { $1 ? $0 - 1 : $0 })
        let questions = asked(isAsked, lengths, from: 1)
        let test = RankingEvaluation(interactions, questions, seeds: effort.testSeeds)
        let whole = RankingEvaluation(
            interactions, Self.some(questions, interactions), others: nil, seeds: [effort.seed])
        let (relation, space) = (try after.relationRanker(), try after.spaceRankers())
        var outcome = Outcome(
            chosen: chosen, validation: scores,
            weights: [
                (.relation, .relation(relation)), (.prototype, .prototype(space.prototype)), (.maml, .maml(space.maml)),
            ], questions: ShopperStage.sequences(lengths).count)
        for (name, learner) in baselines.learners(after.signals) + (try learners(after, relation, space)) {
            outcome.rows[name] = MarketResults.Row(test(learner), interactions.markets)
            if ["popularity", "ease", chosen].contains(name) {
                outcome.full[name] = MarketResults.Row(whole(learner), interactions.markets)
            }
        }
        monitor.note("test: " + NumberFormat.scores(outcome.rows.mapValues(\.mean.ndcg10)))
        return outcome
    }

    /// The best of the learners, which are all but the baselines.
    static func best(_ scores: [String: Double]) -> String {
        let learned = scores.filter { $0.key.hasPrefix("relation") || ["prototype", "maml"].contains($0.key) }
        return learned.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "relation"
    }

    private func learners(
        _ stage: ShopperStage, _ relation: RelationRanker, _ space: ShopperStage.SpaceRankers
    ) throws -> [(String, any ShopperLearner)] {
        [
            ("relation", try stage.learner(relation)),
            ("relation, adapted to its market", try stage.marketwise(relation)),
        ] + (try stage.learners(space))
    }

    private func stage(_ known: [Int]) throws -> ShopperStage {
        try ShopperStage(
            interactions, known: known, training: ShopperStage.sequences(known), earlier: ShopperStage.lasts(known),
            effort: effort, monitor: monitor)
    }

    private func asked(_ isAsked: [Bool], _ lengths: [Int], from end: Int) -> [ShopperQuestion] {
        lengths.indices.filter { isAsked[$0] }.map { shopper in
            ShopperQuestion(shopper: shopper, known: lengths[shopper] - end, target: lengths[shopper] - end)
        }
    }

    /// The first questions of each market.
    private static func some(_ questions: [ShopperQuestion], _ interactions: MarketInteractions) -> [ShopperQuestion] {
        var counts: [Int?: Int] = [:]
        return questions.filter { question in
            counts[interactions.histories[question.shopper].market, default: 0] += 1
            return counts[interactions.histories[question.shopper].market, default: 0] <= fullShoppers
        }
    }
}
