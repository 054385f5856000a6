import FewShotTensors
import Foundation
import ShopGuide

/// Whether it helps to know the ages of events: shoppers who come back after eight weeks or more, asked with and without.
struct ReturningShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    let monitor: any WorkMonitor
    /// How many fifths are measured at the same time.
    var width = 1

    /// The fifths of the shoppers that are held out, one after the other.
    private static let folds = 5
    /// In days.
    private static let absence = 56.0

    /// Somebody's questions, asked with and without ages.
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
        for (place, model) in models.enumerated() {
            rows[model.0] = row(Array(pairs[place * folds..<(place + 1) * folds]), model.0)
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
        monitor.note(
            String(
                format: "back after 8 weeks, \(row.gain.questions) questions, \(name): with decay %.4f, without %.4f",
                row.withDecay.mean.ndcg10, row.withoutDecay.mean.ndcg10))
        return row
    }

    /// Relations that know ages and order, and such that don't.
    @Sendable private func relations(_ fold: Int) throws -> Pair {
        let (held, others) = divided(fold)
        let known = known(others)
        let evaluation = evaluation(held, seeds: effort.testSeeds)
        func result(knowsAge: Bool) throws -> RankingEvaluation.Result {
            var effort = effort
            effort.knowsAge = knowsAge
            let stage = try ShopperStage(
                interactions, known: known, training: ShopperStage.sequences(known), earlier: [], effort: effort,
                monitor: monitor)
            return evaluation(try stage.learner(stage.relationRanker()))
        }
        return (try result(knowsAge: true), try result(knowsAge: false))
    }

    /// ``EASE`` beside popularity, with events that fade and with such that don't, each tuned on all others who came back: on each fifth of
    /// them with signals of the rest, for one fifth has too few to tell half-lives apart.
    @Sendable private func neighbors(_ fold: Int) throws -> Pair {
        let (held, others) = divided(fold)
        let validations = try (0..<5).map { part in
            let (checked, base) = ColdShoppers.divided(
                interactions, others, share: 0.2, seed: effort.seed &+ 1, part: part)
            return FadingNeighbors.scores(
                on: evaluation(checked, seeds: [effort.seed &+ 100]), try signals(base))
        }
        let after = try signals(others)
        let test = evaluation(held, seeds: effort.testSeeds)
        func result(fading: Bool) -> RankingEvaluation.Result {
            test(FadingNeighbors.best(by: validations) { ($0.halfLife != nil) == fading }.learner(after))
        }
        return (result(fading: true), result(fading: false))
    }

    private func divided(_ fold: Int) -> (drawn: [Int], others: [Int]) {
        ColdShoppers.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: effort.seed, part: fold)
    }

    private func known(_ shoppers: [Int]) -> [Int] {
        var known = [Int](repeating: 0, count: interactions.histories.count)
        for shopper in shoppers { known[shopper] = interactions.histories[shopper].events.count }
        return known
    }

    private func signals(_ shoppers: [Int]) throws -> InteractionSignals {
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        return try InteractionSignals(
            interactions.histories(cutTo: known(shoppers)), products: interactions.products,
            markets: interactions.markets.count, options: options)
    }

    private func evaluation(_ shoppers: [Int], seeds: [UInt64]) -> RankingEvaluation {
        RankingEvaluation(interactions, shoppers.flatMap { returns(of: $0) }, seeds: seeds)
    }

    /// What somebody took first when they came back.
    private func returns(of shopper: Int) -> [ShopperQuestion] {
        let events = interactions.histories[shopper].events
        return events.indices.dropFirst().filter { index in
            guard let before = events[index - 1].time, let time = events[index].time else { return false }
            return time.days - before.days >= Self.absence
        }.map { ShopperQuestion(shopper: shopper, known: $0, target: $0) }
    }
}
