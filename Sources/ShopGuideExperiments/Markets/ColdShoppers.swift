import FewShotTensors
import Foundation
import ShopGuide

/// Protocol B: a fifth of each market's shoppers is held out whole; of each the first few events are known, and a later one is to be
/// ranked first.
struct ColdShoppers: Sendable {
    let interactions: MarketInteractions
    let budget: TrainingBudget
    let folder: ExperimentFolder
    /// The numbers of events that are known.
    var known = [0, 1, 3, 5]
    /// Whether the event after those is the answer; else the last of all.
    var asksNext = false
    /// Whether a sequence model is trained too, and all are blended.
    var hasSequences = false
    /// Fifths that are measured at the same time.
    var width = 1
    /// Fifths of the shoppers that are held out, one after the other: with all five everybody is evaluated once.
    var folds = 1

    /// Rows by model.
    typealias Rows = [String: MarketResults.Row]

    struct Outcome {
        /// By the number of events known.
        var rows: [String: Rows] = [:]
        /// Means over the numbers of events known, on validation.
        var validation: [String: Double] = [:]
        var chosen = "relation"
        /// The advantages of the chosen one over the others, by the number of events known.
        var advantages: [String: [String: MarketResults.Advantage]] = [:]
    }

    /// The numbers with one fifth held out.
    private struct Fold {
        var validation: [String: Double] = [:]
        /// By the number of events known and model.
        var results: [Int: [String: RankingEvaluation.Result]] = [:]
    }

    /// The settings that are tuned on the validation shoppers of a fold.
    private struct Tuning: Codable {
        /// By the number of events known.
        var baselines: [Baselines]
        var fading: FadingNeighbors
    }

    func measured() throws -> Outcome {
        let measured = try Parallel.map(folds, width: width) { number in
            let fold = try fold(number)
            folder.monitor.note(
                "cold shoppers, fifth \(number + 1), validation: " + NumberFormat.scores(fold.validation))
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
            folder.monitor.note("cold shoppers, \(count) events: " + NumberFormat.scores(rows.mapValues(\.mean.ndcg10)))
        }
        return outcome
    }

    /// The best on the validation shoppers of most folds.
    private static func choice(_ validations: [[String: Double]]) -> String {
        let votes = Dictionary(grouping: validations.map(KnownShoppers.best), by: \.self).mapValues(\.count)
        return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "relation"
    }

    /// Holds one fifth out: chooses on validation shoppers among the others, learns from all others, and evaluates.
    private func fold(_ number: Int) throws -> Fold {
        let (held, others) = Self.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: budget.seed, part: number)
        let (checked, base) = Self.divided(interactions, others, share: 0.15, seed: budget.seed &+ 1)
        let key = "cold/\(number + 1)"
        let before = Lazy { try stage("cold-\(number + 1)-before", base) }
        let after = Lazy { try stage("cold-\(number + 1)-after", others) }
        let validations = known.map { count in
            Lazy { RankingEvaluation(interactions, examples(checked, count), seeds: budget.validationSeeds) }
        }
        let tuning = try folder.number("\(key)/tuning") { try tuned(on: validations, before) }
        let relation = Lazy { try before().relationLearner() }
        let neighbors = Lazy { tuning.fading.learner(try before().signals) }
        let share = try folder.number("\(key)/share of neighbours") {
            try tunedShare(of: neighbors(), beside: relation(), on: validations.map { try $0() })
        }
        var fold = Fold()
        var early = learners(before, relation, tuning.fading, share)
        var late = learners(after, Lazy { try after().relationLearner() }, tuning.fading, share)
        if hasSequences {
            let sequences = try sequences(number, base, others, tunedOn: Lazy { try self.tuningExamples(of: checked) })
            (early, late) = (early + [sequences.early], late + [sequences.late])
            let baselines = tuning.baselines[0]
            let blend = try folder.number("\(key)/blend") {
                try LearnerBlend(
                    of: baselines.learners(before) + early, on: validations.map { try $0() }, check: folder.checkStop)
            }
            folder.monitor.note("cold shoppers, blend: \(blend.text)")
            early.append(blend.learner(among: baselines.learners(before) + early))
            late.append(blend.learner(among: baselines.learners(after) + late))
        }
        for (position, count) in known.enumerated() {
            for learner in tuning.baselines[position].learners(before) + early {
                let result = try folder.result(
                    "\(key)/validation/\(count)/\(learner.name)", validations[position], of: learner.make)
                fold.validation[learner.name, default: 0] += result.mean.ndcg10 / Double(known.count)
            }
        }
        for (count, baselines) in zip(known, tuning.baselines) {
            let test = Lazy { RankingEvaluation(interactions, examples(held, count), seeds: budget.testSeeds) }
            for learner in baselines.learners(after) + late {
                fold.results[count, default: [:]][learner.name] = try folder.result(
                    "\(key)/test/\(count)/\(learner.name)", test, of: learner.make)
            }
        }
        return fold
    }

    /// The examples by which the length of the training of sequences is chosen.
    private func tuningExamples(of shoppers: [Int]) throws -> RankingEvaluation {
        RankingEvaluation(
            interactions, examples(shoppers, known.last { $0 <= 3 } ?? 0), seeds: budget.validationSeeds)
    }

    /// The sequence models of a fifth: one of the shoppers that choices are made with, and one of all that are learned from.
    private func sequences(
        _ number: Int, _ base: [Int], _ others: [Int], tunedOn validation: Lazy<RankingEvaluation>
    ) throws -> (early: TableLearner, late: TableLearner) {
        let frame = interactions.frame
        @Sendable func trained(_ stage: String, _ shoppers: [Int], _ length: SequenceTraining.Length) throws -> (
            module: SequenceRanker, step: Int
        ) {
            try SequenceTraining.trained(
                "cold-\(number + 1)-\(stage)", interactions.histories(cutTo: interactions.lengths(of: shoppers)),
                of: frame, budget, folder, length)
        }
        @Sendable func row(_ ranker: @escaping @Sendable () throws -> SequenceRanker) -> TableLearner {
            TableLearner("sasrec") { try SequenceLearner(ranker(), frame, count: frame.count) }
        }
        let early = Lazy { try trained("before", base, .validated(validation())) }
        let late = Lazy {
            let steps = try folder.number("cold/\(number + 1)/steps of sasrec") { try early().step }
            return try trained("after", others, .fixed(steps))
        }
        return (row { try early().module }, row { try late().module })
    }

    private func tuned(on validations: [Lazy<RankingEvaluation>], _ stage: Lazy<ShopperStage>) throws -> Tuning {
        let signals = try stage().signals
        return Tuning(
            baselines: try validations.map { try Baselines(tunedOn: $0(), signals, check: folder.checkStop) },
            fading: FadingNeighbors.best(
                by: try validations.map { try FadingNeighbors.scores(on: $0(), signals, check: folder.checkStop) }))
    }

    /// The learner of relations comes first.
    private func learners(
        _ stage: Lazy<ShopperStage>, _ relation: Lazy<any ShopperLearner>, _ fading: FadingNeighbors, _ share: Float
    ) -> [TableLearner] {
        [TableLearner("relation") { try relation() }]
            + ShopperStage.learners(stage, Lazy { try stage().spaceRankers() })
            + [
                TableLearner("ease, fading, + popularity") { fading.learner(try stage().signals) },
                TableLearner("relation + ease") {
                    Self.blend(try relation(), fading.learner(try stage().signals), share)
                },
            ]
    }

    /// The weight of neighbours beside relations that is best on the mean of validations.
    private func tunedShare(
        of neighbors: NeighborLearner, beside relation: any ShopperLearner, on validations: [RankingEvaluation]
    ) throws -> Float {
        let scores = try [1, 2, 4, 8, 16].map { (share: Float) in
            let blend = Self.blend(relation, neighbors, share)
            return (share, try validations.reduce(0) { $0 + (try $1(blend, check: folder.checkStop).mean.ndcg10) })
        }
        return scores.max { $0.1 < $1.1 }?.0 ?? 1
    }

    private static func blend(
        _ relation: any ShopperLearner, _ neighbors: NeighborLearner, _ share: Float
    ) -> any ShopperLearner {
        EnsembleLearner([(relation, 1), (neighbors, share)])
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

    private func examples(_ shoppers: [Int], _ count: Int) -> [RankingExample] {
        shoppers.compactMap { shopper in
            let length = interactions.histories[shopper].events.count
            guard length > count, length >= 2 else { return nil }
            return RankingExample(shopper: shopper, known: count, target: asksNext ? count : length - 1)
        }
    }

    /// Signals of whole shoppers; rankers are trained as if these were new.
    private func stage(_ name: String, _ shoppers: [Int]) throws -> ShopperStage {
        let known = interactions.lengths(of: shoppers)
        let deepest = known.isEmpty ? 0 : (self.known.max() ?? 0) + 2
        var generator = SeededGenerator(seed: budget.seed &+ 7)
        var training: [RankingExample] = []
        var earlier: [RankingExample] = []
        for shopper in shoppers {
            let length = known[shopper]
            for count in 0..<max(0, min(deepest, length - 1)) {
                training.append(
                    RankingExample(shopper: shopper, known: count, target: asksNext ? count : length - 1))
                if !asksNext {
                    let other = count + generator.integer(below: length - count)
                    training.append(RankingExample(shopper: shopper, known: count, target: other))
                }
            }
            guard length >= 2 else { continue }
            let count = asksNext ? length - 1 : min(generator.integer(below: deepest), length - 1)
            earlier.append(RankingExample(shopper: shopper, known: count, target: length - 1))
        }
        return try ShopperStage(
            name, interactions, known: known, training: training, earlier: earlier, budget: budget, folder: folder)
    }
}

extension MarketInteractions {
    /// The number of events of some histories, whole; 0 for all others.
    func lengths(of shoppers: [Int]) -> [Int] {
        var lengths = [Int](repeating: 0, count: histories.count)
        for shopper in shoppers { lengths[shopper] = histories[shopper].events.count }
        return lengths
    }
}
