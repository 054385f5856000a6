import ShopGuide
import Testing

@Suite struct `Evaluations of rankings` {
    /// One shopper had 0, then 1, then 2, of six products of which the market sells all but the last.
    private let interactions = MarketInteractions(
        markets: ["one"], products: 6,
        histories: [
            ShopperHistory(
                events: (0..<3).map {
                    ShopperHistory.Event(
                        product: $0, kind: .view, time: Timestamp(milliseconds: Int64($0) * 86_400_000))
                }, market: 0)
        ], offers: [[0, 1, 2, 3, 4]])

    /// Scores a product by its number, times a factor.
    private struct Numbers: ShopperLearner, ShopperPredictor {
        var factor: Float = 1

        func adapted(to history: ShopperHistory) -> any ShopperPredictor { self }
        func scores(of candidates: [Int]) -> [Float] { candidates.map { factor * Float($0) } }
    }

    @Test func `learners and their sum are evaluated as each would be by itself`() {
        let examples = [1, 2].map { RankingExample(shopper: 0, known: $0, target: $0) }
        let evaluation = RankingEvaluation(interactions, examples, among: .all)
        let parts: [(learner: any ShopperLearner, weight: Float)] = [(Numbers(), 1), (Numbers(factor: -1), 3)]
        var scores: [[[Float]]] = [[], [], []]
        let results = evaluation(sumOf: parts, observing: { scores[$0].append($2) }, check: {})
        let alone = parts.map { evaluation($0.learner) } + [evaluation(EnsembleLearner(parts))]
        #expect(results.map(\.scores) == alone.map(\.scores))
        // The first two disagree, and the heavier one decides.
        #expect(results[0].scores != results[1].scores && results[2].scores == results[1].scores)
        #expect(scores[2].first == [-2, -4, -6, -8])
    }

    @Test func `the whole catalogue competes but what was known, and nothing is known of the future`() {
        let example = RankingExample(shopper: 0, known: 1, target: 1)
        var seen: [[Int]] = []
        let result = RankingEvaluation(interactions, [example], among: .all)(
            Numbers(), observing: { _, candidates, _ in seen.append(candidates) }, check: {})
        // 2, which they took later, competes; it isn't taken out as if that were known.
        #expect(seen == [[1, 2, 3, 4]])
        #expect(result.pooled.mean.reciprocalRank == 1.0 / 4)
        let untouched = RankingEvaluation(interactions, [example], others: nil, seeds: [0])(Numbers())
        #expect(untouched.pooled.mean.reciprocalRank == 1.0 / 3)
    }

    @Test func `an interval is that of the mean, and of a difference that of the differences`() {
        let ranks = [[1, 3], [2, 4]].map { pair in
            RankingEvaluation.Result.Pooled(
                pair.map { rank in
                    RankingScore(firstOf: ([1] + (0..<9).map { $0 < rank - 1 ? 2 : 0 })[...])
                })
        }
        let estimate = ranks[0].estimate(\.reciprocalRank)
        #expect(abs(estimate.mean - 2.0 / 3) < 1e-12)
        #expect(abs(estimate.confidence95 - 1.96 / 3) < 1e-12)
        let advantage = ranks[0].advantage(over: ranks[1], \.reciprocalRank)
        #expect(abs(advantage.mean - (0.5 + 1.0 / 12) / 2) < 1e-12)
        #expect(abs(advantage.confidence95 - 1.96 * (0.5 - 1.0 / 12) / 2) < 1e-12)
    }
}
