import FewShotTensors
import Foundation
import ShopGuide

/// Whether it helps to know the ages of events: shoppers who come back after eight weeks or more, asked with and without.
struct ReturningShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort
    /// How many fifths of the shoppers are held out, one after the other.
    var folds = 1
    /// How many of these are measured at the same time.
    var width = 1

    private static let absence = 56.0

    /// Somebody's questions, asked with and without ages.
    private typealias Pair = (with: RankingEvaluation.Result, without: RankingEvaluation.Result)

    /// By model.
    func measured() throws -> [String: MarketResults.Returning] {
        // The learner of relations is trained twice for this, so that it's measured on the first fifth alone.
        let parts = try Parallel.map(folds + 1, width: width) { part in
            part == 0 ? try relations() : try neighbors(part - 1)
        }
        let fifths = parts.dropFirst()
        let joined = (
            with: RankingEvaluation.Result.joined(fifths.map(\.with)),
            without: RankingEvaluation.Result.joined(fifths.map(\.without))
        )
        return ["relation": row(parts[0], "relation"), "ease + popularity": row(joined, "ease + popularity")]
    }

    private func row(_ pair: Pair, _ name: String) -> MarketResults.Returning {
        let row = MarketResults.Returning(
            withDecay: MarketResults.Row(pair.with, interactions.markets),
            withoutDecay: MarketResults.Row(pair.without, interactions.markets),
            gain: MarketResults.Advantage(of: pair.with, over: pair.without))
        Output.note(
            String(
                format: "back after 8 weeks, \(row.gain.questions) questions, \(name): with decay %.4f, without %.4f",
                row.withDecay.mean.ndcg10, row.withoutDecay.mean.ndcg10))
        return row
    }

    /// Relations that know ages and order, and such that don't.
    private func relations() throws -> Pair {
        let (held, others) = divided(0)
        let known = known(others)
        let evaluation = evaluation(held, seeds: effort.testSeeds)
        func result(knowsAge: Bool) throws -> RankingEvaluation.Result {
            var effort = effort
            effort.knowsAge = knowsAge
            let stage = try ShopperStage(
                interactions, known: known, training: ShopperStage.sequences(known), earlier: [], effort: effort)
            return evaluation(try stage.learner(stage.relationRanker()))
        }
        return (try result(knowsAge: true), try result(knowsAge: false))
    }

    /// ``EASE`` beside popularity, with events that fade and with such that don't, each tuned on all others who came back: on each fifth of
    /// them with signals of the rest, for one fifth has too few to tell half-lives apart.
    private func neighbors(_ fold: Int) throws -> Pair {
        let (held, others) = divided(fold)
        let validations = try (0..<5).map { part in
            let (checked, base) = ColdShoppers.divided(
                interactions, others, share: 0.2, seed: effort.seed &+ 1, part: part)
            return (questions: evaluation(checked, seeds: [effort.seed &+ 100]), signals: try signals(base))
        }
        let after = try signals(others)
        let test = evaluation(held, seeds: effort.testSeeds)
        func result(_ halfLives: [Double?]) -> RankingEvaluation.Result {
            test(FadingNeighbors(tunedOn: validations, halfLives: halfLives).learner(after))
        }
        return (result(FadingNeighbors.halfLives.filter { $0 != nil }), result([nil]))
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
