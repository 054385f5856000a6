import FewShotTensors

/// An evaluation of shoppers' learners: how high each ranks the answers of examples among other products.
public struct RankingEvaluation: Sendable {
    /// The products that compete with an answer.
    public enum Competitors: Sendable, Hashable {
        /// So many that the shopper never touched, drawn from what their market offers.
        case sampled(Int)
        /// All that the market offers and the shopper never touched.
        case untouched
        /// All that the market offers and the shopper hadn't touched yet: what could have been recommended then.
        case all
    }

    let interactions: MarketInteractions
    /// The examples, in their order.
    public let examples: [RankingExample]
    private let competitors: Competitors
    private let seeds: [UInt64]
    private let sampler: CandidateSampler

    /// Prepares the products that compete with each answer: as many sets as there are seeds.
    ///
    /// - Parameters:
    ///   - interactions: The interactions of all shoppers.
    ///   - examples: The examples.
    ///   - others: The number that compete; all that the market offers and the shopper never touched where `nil`.
    ///   - seeds: The seed of each set.
    public init(
        _ interactions: MarketInteractions, _ examples: [RankingExample], others: Int? = 99, seeds: [UInt64]
    ) {
        self.init(interactions, examples, among: others.map { .sampled($0) } ?? .untouched, seeds: seeds)
    }

    /// Prepares the products that compete with each answer: as many sets as there are seeds.
    public init(
        _ interactions: MarketInteractions, _ examples: [RankingExample], among competitors: Competitors,
        seeds: [UInt64] = [0]
    ) {
        (self.interactions, self.examples, self.competitors, self.seeds) = (interactions, examples, competitors, seeds)
        sampler = CandidateSampler(interactions)
    }

    /// Evaluates a learner on all examples.
    public func callAsFunction(_ learner: any ShopperLearner) -> Result { self(learner, check: {}) }

    /// Evaluates a learner on all examples, unless it is stopped.
    ///
    /// - Parameters:
    ///   - learner: The learner.
    ///   - observe: Receives each example with the products that compete in it, the answer first, and their scores.
    ///   - check: Called before each example; the evaluation ends with the error that it throws.
    /// - Returns: The scores by market.
    public func callAsFunction(
        _ learner: any ShopperLearner,
        observing observe: (_ example: Int, _ candidates: [Int], _ scores: [Float]) -> Void = { _, _, _ in },
        check: () throws -> Void
    ) rethrows -> Result {
        var scores = [[RankingScore]](repeating: [], count: interactions.markets.count)
        for (number, example) in examples.enumerated() {
            try check()
            let history = interactions.history(example)
            let predictor = learner.adapted(to: history)
            let lists = lists(of: example)
            let candidates = [interactions.target(example)] + lists.flatMap(\.self)
            let all = predictor.scores(of: candidates)
            observe(number, candidates, all)
            var start = 1
            let own = lists.map { list in
                defer { start += list.count }
                return RankingScore(firstOf: [all[0]] + all[start..<start + list.count])
            }
            scores[history.market ?? 0].append(.mean(own))
        }
        return Result(scores)
    }

    /// The products that compete with an example's answer, by seed.
    private func lists(of example: RankingExample) -> [[Int]] {
        func drawn(_ count: Int) -> [[Int]] {
            seeds.map { seed in
                var generator = SeededGenerator(seed: seed, position: example.shopper)
                return sampler(count, for: example.shopper, using: &generator)
            }
        }
        switch competitors {
        case .sampled(let count): return drawn(count)
        case .untouched: return drawn(interactions.products)
        case .all:
            let history = interactions.histories[example.shopper]
            let own = Set(history.events.prefix(example.known).map(\.product) + [interactions.target(example)])
            return [interactions.offers[history.market ?? 0].filter { !own.contains($0) }]
        }
    }
}
