import FewShotTensors
import Foundation
import ShopGuide

/// Whether it helps to know the ages of events: shoppers who come back after eight weeks or more, asked with and without.
struct ReturningShoppers {
    let interactions: MarketInteractions
    let effort: ShopperStage.Effort

    private static let absence = 56.0

    func measured() throws -> MarketResults.Returning {
        let (held, others) = ColdShoppers.divided(
            interactions, Array(interactions.histories.indices), share: 0.2, seed: effort.seed)
        var known = [Int](repeating: 0, count: interactions.histories.count)
        for shopper in others { known[shopper] = interactions.histories[shopper].events.count }
        let questions = held.flatMap { returns(of: $0) }
        let evaluation = RankingEvaluation(
            interactions, questions, seeds: (0..<UInt64(MarketRun.draws)).map { effort.seed &* 1000 &+ $0 })
        var results: [RankingEvaluation.Result] = []
        for knowsAge in [true, false] {
            var effort = effort
            effort.knowsAge = knowsAge
            let stage = try ShopperStage(
                interactions, known: known, training: ShopperStage.sequences(known), earlier: [], effort: effort)
            let learner = try stage.learner(stage.relationRanker())
            results.append(evaluation(learner))
        }
        let rows = results.map { MarketResults.Row($0, interactions.markets) }
        let result = MarketResults.Returning(
            questions: questions.count, withDecay: rows[0], withoutDecay: rows[1],
            gain: MarketResults.Advantage(of: results[0], over: results[1]))
        Output.note(
            String(
                format: "back after 8 weeks, \(questions.count) questions: with decay %.4f, without %.4f",
                rows[0].mean.ndcg10,
                rows[1].mean.ndcg10))
        return result
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
