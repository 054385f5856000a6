import FewShotTensors
import Foundation
import ShopGuide

/// Protocol A: the last event of each shopper is to be ranked first, the one before is for validation, all else is known.
struct KnownShoppers {
    let interactions: MarketInteractions
    let budget: TrainingBudget
    let folder: ExperimentFolder

    struct Outcome {
        var rows: [String: MarketResults.Row] = [:]
        var full: [String: MarketResults.Row] = [:]
        var chosen: String
        var validation: [String: Double] = [:]
        /// The examples of training.
        var examples: Int
        var relation: Lazy<RelationRanker>
        var space: Lazy<ShopperStage.SpaceRankers>
    }

    /// A stage with its rankers, each trained when its numbers aren't finished.
    private struct Trained {
        let stage: Lazy<ShopperStage>
        let relation: Lazy<RelationRanker>
        let space: Lazy<ShopperStage.SpaceRankers>
        let sequence: Lazy<SequenceRanker>
        let frame: ProductFrame

        var learners: [TableLearner] {
            [
                TableLearner("relation") { [stage, relation] in try stage().learner(relation()) },
                TableLearner("relation, adapted to its market") { [stage, relation, frame] in
                    try stage().adaptedToMarkets(relation()).learner(over: stage().signals, of: frame)
                },
            ] + ShopperStage.learners(stage, space) + [
                TableLearner("sasrec") { [sequence, frame] in
                    try SequenceLearner(sequence(), frame, count: frame.count)
                }
            ]
        }
    }

    /// Shoppers of a market whose answers are ranked among all that it offers.
    private static let fullShoppers = 100

    func measured() throws -> Outcome {
        let lengths = interactions.histories.map(\.events.count)
        let isAsked = lengths.map { $0 >= 3 }
        let validation = evaluation(examples(isAsked, lengths, from: 2), seeds: budget.validationSeeds)
        let earlier = zip(lengths, isAsked).map { $1 ? $0 - 2 : $0 }
        // Some are enough to say when a sequence model has learned enough.
        let sample = evaluation(first(examples(isAsked, lengths, from: 2)), seeds: budget.validationSeeds)
        let before = trained("known-before", earlier) { .validated(try sample()) }
        let baselines = try folder.number("known/baselines") {
            try Baselines(tunedOn: validation(), before.stage().signals, check: folder.checkStop)
        }
        var scores: [String: Double] = [:]
        for learner in baselines.learners(before.stage) + before.learners {
            scores[learner.name] = try folder.result("known/validation/\(learner.name)", validation, of: learner.make)
                .mean.ndcg10
        }
        let blend = try folder.number("known/blend") {
            try LearnerBlend(
                of: baselines.learners(before.stage) + before.learners, on: [validation()], check: folder.checkStop)
        }
        scores["blend"] = try folder.result("known/validation/blend", validation) {
            try blend.learner(among: baselines.learners(before.stage) + before.learners).make()
        }.mean.ndcg10
        folder.monitor.note("validation: " + NumberFormat.scores(scores) + "; blend: \(blend.text)")
        let chosen = Self.best(scores)
        let after = trained("known-after", zip(lengths, isAsked).map { $1 ? $0 - 1 : $0 }) {
            [folder, interactions, budget, frame = interactions.frame] in
            .fixed(
                try folder.number("known/steps of sasrec") {
                    try SequenceTraining.trained(
                        "known-before", interactions.histories(cutTo: earlier), of: frame, budget, folder,
                        .validated(sample())
                    ).step
                })
        }
        let asked = examples(isAsked, lengths, from: 1)
        let test = evaluation(asked, seeds: budget.testSeeds)
        let whole = evaluation(first(asked), others: nil, seeds: [budget.seed])
        var outcome = Outcome(
            chosen: chosen, validation: scores, examples: ShopperStage.sequences(lengths).count,
            relation: after.relation, space: after.space)
        let final = baselines.learners(after.stage) + after.learners
        for learner in final + [blend.learner(among: final)] {
            let name = learner.name
            outcome.rows[name] = MarketResults.Row(
                try folder.result("known/test/\(name)", test, of: learner.make), interactions.markets)
            if ["popularity", "ease", "sasrec", chosen].contains(name) {
                outcome.full[name] = MarketResults.Row(
                    try folder.result("known/whole/\(name)", whole, of: learner.make), interactions.markets)
            }
        }
        folder.monitor.note("test: " + NumberFormat.scores(outcome.rows.mapValues(\.mean.ndcg10)))
        return outcome
    }

    /// The best of the learners, which are all but the baselines.
    static func best(_ scores: [String: Double]) -> String {
        let learned = scores.filter {
            $0.key.hasPrefix("relation") || ["prototype", "maml", "sasrec", "blend"].contains($0.key)
        }
        return learned.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "relation"
    }

    private func trained(
        _ name: String, _ known: [Int], sequence length: @escaping @Sendable () throws -> SequenceTraining.Length
    ) -> Trained {
        let frame = interactions.frame
        let stage = Lazy { [interactions, budget, folder] in
            try ShopperStage(
                name, interactions, known: known, training: ShopperStage.sequences(known),
                earlier: ShopperStage.lastEvents(known), budget: budget, folder: folder)
        }
        return Trained(
            stage: stage, relation: Lazy { try stage().relationRanker() }, space: Lazy { try stage().spaceRankers() },
            sequence: Lazy { [interactions, budget, folder] in
                try SequenceTraining.trained(
                    name, interactions.histories(cutTo: known), of: frame, budget, folder, length()
                ).module
            }, frame: frame)
    }

    private func evaluation(
        _ examples: [RankingExample], others: Int? = 99, seeds: [UInt64]
    ) -> Lazy<RankingEvaluation> {
        Lazy { [interactions] in RankingEvaluation(interactions, examples, others: others, seeds: seeds) }
    }

    private func examples(_ isAsked: [Bool], _ lengths: [Int], from end: Int) -> [RankingExample] {
        lengths.indices.filter { isAsked[$0] }.map { shopper in
            RankingExample(shopper: shopper, known: lengths[shopper] - end, target: lengths[shopper] - end)
        }
    }

    /// The first examples of each market.
    private func first(_ examples: [RankingExample]) -> [RankingExample] {
        var counts: [Int?: Int] = [:]
        return examples.filter { example in
            counts[interactions.histories[example.shopper].market, default: 0] += 1
            return counts[interactions.histories[example.shopper].market, default: 0] <= Self.fullShoppers
        }
    }
}
