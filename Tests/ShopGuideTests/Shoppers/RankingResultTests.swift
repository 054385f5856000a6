import ShopGuide
import Testing

@Suite struct `Results of rankings` {
    /// Scores of candidates of which the first is right and so many are better.
    private func rank(_ better: Int) -> RankingScore {
        RankingScore(firstOf: ([1] + (0..<12).map { $0 < better ? 2 : 0 })[...])
    }

    @Test func `a difference on the same questions is surer than either result`() {
        // Hard questions are hard for both; one is a place better each time.
        let one = RankingEvaluation.Result([[rank(1), rank(2), rank(8), rank(4)], []])
        let other = RankingEvaluation.Result([[rank(2), rank(3), rank(9), rank(5)], []])
        let (mean, error) = one.advantage(over: other)
        #expect(abs(mean - (one.mean.ndcg10 - other.mean.ndcg10)) < 1e-12)
        #expect(error < one.error / 2 && error > 0)
        #expect(one.markets[1] == nil)
        #expect(one.advantage(over: one) == (0, 0))
    }

    @Test func `sets of questions joined count as if asked at once`() {
        let whole = RankingEvaluation.Result([[rank(0), rank(2)], [rank(3), rank(1), rank(0)]])
        let parts = [
            RankingEvaluation.Result([[rank(0)], [rank(3), rank(1)]]),
            RankingEvaluation.Result([[rank(2)], [rank(0)]]),
        ]
        let joined = RankingEvaluation.Result.joined(parts)
        #expect(joined.mean == whole.mean)
        #expect(joined.error == whole.error)
    }

    @Test func `learners asked together score by their mean, or by their weights`() {
        struct Fixed: ShopperLearner, ShopperPredictor {
            let values: [Float]
            func adapted(to history: ShopperHistory) -> any ShopperPredictor { self }
            func scores(of candidates: [Int]) -> [Float] { candidates.map { values[$0] } }
        }
        let (one, other) = (Fixed(values: [1, 2, 6]), Fixed(values: [3, 0, 2]))
        let mean = EnsembleLearner(meanOf: [one, other]).adapted(to: ShopperHistory())
        #expect(mean.scores(of: [2, 0, 1]) == [4, 2, 1])
        let weighted = EnsembleLearner([(one, 1), (other, 2)]).adapted(to: ShopperHistory())
        #expect(weighted.scores(of: [2, 0, 1]) == [10, 7, 2])
    }
}
