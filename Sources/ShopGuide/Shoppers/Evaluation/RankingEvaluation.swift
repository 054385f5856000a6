import FewShotTensors

/// Asks a learner questions and says how it ranked the answers.
public struct RankingEvaluation: Sendable {
    let interactions: MarketInteractions
    let questions: [ShopperQuestion]
    let lists: [[[Int]]]

    /// Draws the products that compete with each answer: as many sets as there are seeds.
    ///
    /// - Parameters:
    ///   - interactions: What everybody did.
    ///   - questions: What is asked.
    ///   - others: How many compete; all that the market offers and the shopper never touched where `nil`.
    ///   - seeds: What decides each set.
    public init(_ interactions: MarketInteractions, _ questions: [ShopperQuestion], others: Int? = 99, seeds: [UInt64])
    {
        self.interactions = interactions
        self.questions = questions
        let sampler = CandidateSampler(interactions)
        lists = questions.map { question in
            seeds.map { seed in
                var generator = SeededGenerator(seed: seed, position: question.shopper)
                return sampler(others ?? interactions.products, for: question.shopper, using: &generator)
            }
        }
    }

    /// Asks all questions.
    public func callAsFunction(_ learner: some ShopperLearner) -> Result {
        var scores = [[RankingScore]](repeating: [], count: interactions.markets.count)
        for (question, lists) in zip(questions, lists) {
            let history = interactions.history(question)
            let predictor = learner.adapted(to: history)
            let all = predictor.scores(of: [interactions.target(question)] + lists.flatMap(\.self))
            var start = 1
            let own = lists.map { list in
                defer { start += list.count }
                return RankingScore(firstOf: [all[0]] + all[start..<start + list.count])
            }
            scores[history.market ?? 0].append(.mean(own))
        }
        return Result(scores)
    }
}
