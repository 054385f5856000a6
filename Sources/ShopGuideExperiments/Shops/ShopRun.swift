import FewShotTensors
import Foundation
import ShopGuide

/// A run on a shop's own shoppers: learners are trained and tuned on what came first, chosen on what came next, and tested on the rest.
struct ShopRun: Sendable {
    /// The settings of a run that decide its numbers.
    struct Settings: Sendable {
        /// The seed of everything that is drawn.
        var seed: UInt64 = 0
        /// The share of the examples that is trained on.
        var share = 1.0
        /// The most shoppers that are asked for in one protocol.
        var shoppers = 1000
        /// Jobs that are done at the same time.
        var width = 1
        /// Whether there is enough data to train learners of shoppers.
        var trains = true
        /// The most products of which EASE is exact, where somebody said.
        var easeLimit: Int?
        /// The seconds that it takes, about.
        var seconds = 0.0

        /// The settings that a run can't go on without, in words.
        var name: String {
            var name = "shop, \(shoppers) shoppers"
            if !trains { name += ", nothing trained" }
            if let easeLimit { name += ", EASE of \(easeLimit) products" }
            return name
        }
    }

    let shop: ShopInteractions
    let spans: TimeSpans
    let settings: Settings
    let folder: ExperimentFolder
    let shipped: ShopperModel?
    /// The learner that was learned before and serves, if one does.
    let active: ServedLearner.Models?
    let examples: ShopExamples
    /// The learners as they can be before validation begins.
    let before: ShopMoment
    /// The learners as they can be before the test begins.
    let after: ShopMoment

    /// The choices that were made on validation.
    struct Choice: Sendable, Codable {
        var baselines: Baselines
        /// Popularity's share beside contents.
        var contentShare: Float
        var blend: LearnerBlend
        /// nDCG@10 by learner: the mean of the protocols.
        var validation: [String: Double]
        /// The best of the learners.
        var chosen: String
        /// The advantage of the chosen one over the others, by learner, on the same shoppers, with half its 95 % interval.
        var advantages: [String: [Double]]
    }

    /// The protocols of validation.
    private static let validated: [ShopExamples.Kind] = [.known, .cold(0), .cold(1), .cold(3)]
    /// The products of a catalogue that is ranked whole in validation.
    private static let wholeLimit = 5000
    /// Products that compete with an answer in validation where the catalogue is larger.
    private static let sampled = 500
    private static let shares: [Float] = [0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5]

    init(
        _ shop: ShopInteractions, _ spans: TimeSpans, _ settings: Settings, shipped: ShopperModel?,
        active: ServedLearner.Models?, folder: ExperimentFolder
    ) {
        (self.shop, self.spans, self.settings, self.shipped, self.folder) = (shop, spans, settings, shipped, folder)
        self.active = active
        let examples = ShopExamples(shop, seed: settings.seed, most: settings.shoppers)
        self.examples = examples
        let budget = Self.budget(settings, shop)
        let tuned = Self.evaluation(examples, shop, .known, spans, half: 0)
        before = ShopMoment(
            "before-validation", shop, known: examples.lengths(before: spans.validation), budget: budget,
            folder: folder
        ) { .validated(tuned) }
        let known = examples.lengths(before: spans.validation)
        after = ShopMoment(
            "before-test", shop, known: examples.lengths(before: spans.test), budget: budget, folder: folder
        ) {
            .fixed(
                try folder.number("steps of sasrec") {
                    try SequenceTraining.trained(
                        "before-validation", shop.shown.histories(cutTo: known), of: shop.frame, budget,
                        folder, .validated(tuned)
                    ).step
                })
        }
    }

    private static func budget(_ settings: Settings, _ shop: ShopInteractions) -> TrainingBudget {
        var budget = TrainingBudget(seed: settings.seed, share: settings.share)
        (budget.prefersTaken, budget.negatives) = (true, 20)
        budget.easeBeyond = .sparse
        if let limit = settings.easeLimit { budget.easeLimit = limit }
        return budget
    }

    /// One half of the validation examples of a protocol: weights and shares are fitted on the first, and learners chosen on the other.
    private static func evaluation(
        _ examples: ShopExamples, _ shop: ShopInteractions, _ kind: ShopExamples.Kind, _ spans: TimeSpans, half: Int
    ) -> RankingEvaluation {
        let found = examples.examples(kind, from: spans.validation, until: spans.test)
        let own = found.examples.enumerated().filter { $0.offset % 2 == half }.map(\.element)
        return RankingEvaluation(
            found.interactions, own,
            among: shop.interactions.products > wholeLimit ? .sampled(sampled) : .all, seeds: [examples.seed &+ 100])
    }

    /// The parts of the run, for those who watch it.
    func plan(tests: Int) -> WorkPlan {
        // The choice itself, and the steps of the sequence model.
        let markets = shop.interactions.markets.count
        let trainings = 10 + (markets > 1 ? 2 * markets : 0)
        return WorkPlan(
            counts: [.training: settings.trains ? trainings : 0, .choice: 2, .test: tests], seconds: settings.seconds)
    }

    /// The learners of a moment.
    func learners(_ moment: ShopMoment, _ choice: Choice?) -> [TableLearner] {
        var learners =
            choice?.baselines.learners(moment.stage) ?? [
                TableLearner("ease") { NeighborLearner(signals: try moment.stage().signals, table: .ease) }
            ]
        learners += moment.learners(areTrained: settings.trains)
        if let content = moment.content(popularity: choice?.contentShare ?? 0) { learners.append(content) }
        if let own = moment.shipped(shipped) { learners.append(own) }
        if let active {
            learners.append(
                TableLearner(ServedLearner.name) { [stage = moment.stage, frame = shop.frame] in
                    try active.learner(over: try stage().signals, of: frame)
                })
        }
        guard let choice, !choice.blend.weights.isEmpty else { return learners }
        learners.append(choice.blend.learner(among: learners))
        return learners
    }

    /// Tunes and chooses on the validation span.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    func choice() throws -> Choice {
        // Nothing is asked of that moment afterwards.
        defer { before.forget() }
        return try folder.number("choice") {
            let fitting = Self.validated.map { Self.evaluation(examples, shop, $0, spans, half: 0) }
            let signals = try before.stage().signals
            folder.monitor.note("tuning on \(fitting.reduce(0) { $0 + $1.examples.count }) examples")
            let baselines = try Baselines(tunedOn: fitting[0], signals, check: folder.checkStop)
            let share = try contentShare(on: fitting)
            var choice = Choice(
                baselines: baselines, contentShare: share, blend: LearnerBlend(weights: [:]), validation: [:],
                chosen: "", advantages: [:])
            let parts = learners(before, choice).filter { LearnerMixture.members.contains($0.name) }
            let made = try Parallel.map(parts.count, width: settings.width) { (parts[$0].name, try parts[$0].make()) }
            choice.blend = try LearnerBlend(
                of: made.map { (name: $0.0, learner: $0.1) }, on: fitting, check: folder.checkStop)
            folder.monitor.note("blend: \(choice.blend.text)")
            let asked = Self.validated.map { Self.evaluation(examples, shop, $0, spans, half: 1) }
                .filter { !$0.examples.isEmpty }
            let all = learners(before, choice)
            let results = try Parallel.map(all.count * asked.count, width: settings.width) { job in
                try asked[job % asked.count](all[job / asked.count].make(), check: folder.checkStop).pooled
            }
            let own = all.indices.map { Array(results[$0 * asked.count..<($0 + 1) * asked.count]) }
            for (learner, results) in zip(all, own) {
                choice.validation[learner.name] =
                    results.reduce(0) { $0 + $1.mean.ndcg10 } / Double(max(1, results.count))
            }
            folder.monitor.note("validation: " + NumberFormat.scores(choice.validation))
            choice.chosen = Self.best(choice.validation)
            guard let place = all.firstIndex(where: { $0.name == choice.chosen }) else { return choice }
            for (learner, results) in zip(all, own) where learner.name != choice.chosen {
                choice.advantages[learner.name] = Self.advantage(own[place], over: results)
            }
            return choice
        }
    }

    /// The mean advantage of one learner over another in several protocols, with half its 95 % interval.
    private static func advantage(
        _ one: [RankingEvaluation.Result.Pooled], over other: [RankingEvaluation.Result.Pooled]
    ) -> [Double] {
        let parts = zip(one, other).map { $0.advantage(over: $1, \.ndcg10) }
        let count = Double(max(1, parts.count))
        // The same shoppers are in several protocols: the errors are added as if they erred alike.
        return [parts.reduce(0) { $0 + $1.mean } / count, parts.reduce(0) { $0 + $1.confidence95 } / count]
    }

    /// The best of the learners on validation, the baselines left aside.
    static func best(_ scores: [String: Double]) -> String {
        let ours = Set([
            "blend", "relation", "relation-shipped", "market-relation", "prototype", "maml", "content", "sasrec",
        ])
        return scores.filter { ours.contains($0.key) }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "content"
    }

    private func contentShare(on evaluations: [RankingEvaluation]) throws -> Float {
        var (best, chosen) = (-1.0, Float(0))
        for share in Self.shares {
            guard let content = before.content(popularity: share) else { return 0 }
            let learner = try content.make()
            let score = try evaluations.reduce(0) { $0 + (try $1(learner, check: folder.checkStop).mean.ndcg10) }
            if score > best { (best, chosen) = (score, share) }
        }
        return chosen
    }
}
