import FewShotTensors
import Foundation
import ShopGuide

/// A comparison of learners that know the ages of events with such that don't, on shoppers who come back after eight weeks or more.
struct ReturningShoppers: Sendable {
    let interactions: MarketInteractions
    let budget: TrainingBudget
    let folder: ExperimentFolder
    /// Fifths that are measured at the same time.
    var width = 1

    /// Fifths of the shoppers that are held out, one after the other.
    private static let folds = 5
    /// In days.
    private static let absence = 56.0

    /// The results of the same examples with and without ages.
    private typealias Pair = (with: RankingEvaluation.Result, without: RankingEvaluation.Result)

    /// By model.
    func measured() throws -> [String: MarketResults.Returning] {
        let models: [(String, @Sendable (Int) throws -> Pair)] = [
            ("relation", relations), ("ease + popularity", neighbors),
        ]
        let folds = Self.folds
        let pairs = try Parallel.map(models.count * folds, width: width) { part in
            try models[part / folds].1(part % folds)
        }
        var rows: [String: MarketResults.Returning] = [:]
        for (position, model) in models.enumerated() {
            rows[model.0] = row(Array(pairs[position * folds..<(position + 1) * folds]), model.0)
        }
        return rows
    }

    private func row(_ fifths: [Pair], _ name: String) -> MarketResults.Returning {
        let with = RankingEvaluation.Result.joined(fifths.map(\.with))
        let without = RankingEvaluation.Result.joined(fifths.map(\.without))
        let row = MarketResults.Returning(
            withDecay: MarketResults.Row(with, interactions.markets),
            withoutDecay: MarketResults.Row(without, interactions.markets),
            gain: MarketResults.Advantage(of: with, over: without))
        folder.monitor.note(
            String(
                format: "back after 8 weeks, \(row.gain.questions) questions, \(name): with decay %.4f, without %.4f",
                row.withDecay.mean.ndcg10, row.withoutDecay.mean.ndcg10))
        return row
    }

    /// Relations that know ages and order, and such that don't.
    @Sendable private func relations(_ fold: Int) throws -> Pair {
        let (held, others) = divided(fold)
        let known = interactions.lengths(of: others)
        let evaluation = evaluation(held, seeds: budget.testSeeds)
        func result(knowsAge: Bool) throws -> RankingEvaluation.Result {
            let name = "returning-\(fold + 1)-\(knowsAge ? "with" : "without")-ages"
            return try folder.result("\(name)/relation", evaluation) {
                var budget = budget
                budget.knowsAge = knowsAge
                let stage = try ShopperStage(
                    name, interactions, known: known, training: ShopperStage.sequences(known), earlier: [],
                    budget: budget, folder: folder)
                return try stage.learner(stage.relationRanker())
            }
        }
        return (try result(knowsAge: true), try result(knowsAge: false))
    }

    /// ``EASE`` beside popularity, with events that fade and with such that don't, each tuned on all others who came back: on each fifth of
    /// them with signals of the rest, for one fifth has too few to tell half-lives apart.
    @Sendable private func neighbors(_ fold: Int) throws -> Pair {
        let (held, others) = divided(fold)
        let validations = try (0..<5).map { part in
            try folder.number("returning-\(fold + 1)/validation/\(part + 1)") {
                let (checked, base) = ColdShoppers.divided(
                    interactions, others, share: 0.2, seed: budget.seed &+ 1, part: part)
                return try FadingNeighbors.scores(
                    on: evaluation(checked, seeds: budget.validationSeeds)(), signals(base), check: folder.checkStop)
            }
        }
        let after = Lazy { try signals(others) }
        let test = evaluation(held, seeds: budget.testSeeds)
        func result(fading: Bool) throws -> RankingEvaluation.Result {
            try folder.result("returning-\(fold + 1)-\(fading ? "with" : "without")-ages/ease + popularity", test) {
                FadingNeighbors.best(by: validations) { ($0.halfLife != nil) == fading }.learner(try after())
            }
        }
        return (try result(fading: true), try result(fading: false))
    }

    private func divided(_ fold: Int) -> (drawn: [Int], others: [Int]) {
        ColdShoppers.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: budget.seed, part: fold)
    }

    private func signals(_ shoppers: [Int]) throws -> InteractionSignals {
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        return try InteractionSignals(
            interactions.histories(cutTo: interactions.lengths(of: shoppers)), products: interactions.products,
            markets: interactions.markets.count, options: options)
    }

    private func evaluation(_ shoppers: [Int], seeds: [UInt64]) -> Lazy<RankingEvaluation> {
        Lazy { RankingEvaluation(interactions, shoppers.flatMap { returns(of: $0) }, seeds: seeds) }
    }

    /// The examples of a shopper's first events after an absence.
    private func returns(of shopper: Int) -> [RankingExample] {
        let events = interactions.histories[shopper].events
        return events.indices.dropFirst().filter { index in
            guard let before = events[index - 1].time, let time = events[index].time else { return false }
            return time.days - before.days >= Self.absence
        }.map { RankingExample(shopper: shopper, known: $0, target: $0) }
    }
}
