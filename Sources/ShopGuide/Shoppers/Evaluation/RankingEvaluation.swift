import FewShotTensors

/// An evaluation of shoppers' learners: how high each ranks the answers of examples among products never touched.
public struct RankingEvaluation: Sendable {
    let interactions: MarketInteractions
    let examples: [RankingExample]
    let lists: [[[Int]]]

    /// Draws the products that compete with each answer: as many sets as there are seeds.
    ///
    /// - Parameters:
    ///   - interactions: The interactions of all shoppers.
    ///   - examples: The examples.
    ///   - others: The number that compete; all that the market offers and the shopper never touched where `nil`.
    ///   - seeds: The seed of each set.
    public init(
        _ interactions: MarketInteractions, _ examples: [RankingExample], others: Int? = 99, seeds: [UInt64]
    ) {
        self.interactions = interactions
        self.examples = examples
        let sampler = CandidateSampler(interactions)
        lists = examples.map { example in
            seeds.map { seed in
                var generator = SeededGenerator(seed: seed, position: example.shopper)
                return sampler(others ?? interactions.products, for: example.shopper, using: &generator)
            }
        }
    }

    /// Evaluates a learner on all examples.
    public func callAsFunction(_ learner: any ShopperLearner) -> Result { self(learner, check: {}) }

    /// Evaluates a learner on all examples, unless it is stopped.
    ///
    /// - Parameters:
    ///   - learner: The learner.
    ///   - check: Called before each example; the evaluation ends with the error that it throws.
    /// - Returns: The scores by market.
    public func callAsFunction(_ learner: any ShopperLearner, check: () throws -> Void) rethrows -> Result {
        var scores = [[RankingScore]](repeating: [], count: interactions.markets.count)
        for (example, lists) in zip(examples, lists) {
            try check()
            let history = interactions.history(example)
            let predictor = learner.adapted(to: history)
            let all = predictor.scores(of: [interactions.target(example)] + lists.flatMap(\.self))
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
