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
        try results([learner], observing: { observe($0, $2, $3) }, check)[0]
    }

    /// Evaluates learners and the sum of their scores, each times its weight; every learner scores once.
    ///
    /// - Parameters:
    ///   - parts: The learners with their weights.
    ///   - observe: Receives each example's products with their scores by each learner, and by the sum after the last one.
    ///   - check: Called before each example; the evaluation ends with the error that it throws.
    /// - Returns: The scores of the learners, and those of the sum after them.
    public func callAsFunction(
        sumOf parts: [(learner: any ShopperLearner, weight: Float)],
        observing observe: (_ learner: Int, _ candidates: [Int], _ scores: [Float]) -> Void, check: () throws -> Void
    ) rethrows -> [Result] {
        try results(
            parts.map(\.learner), adding: parts.map(\.weight), observing: { observe($1, $2, $3) }, check)
    }

    /// Evaluates learners, and the weighted sum of their scores where there are weights.
    private func results(
        _ learners: [any ShopperLearner], adding weights: [Float]? = nil,
        observing observe: (_ example: Int, _ learner: Int, _ candidates: [Int], _ scores: [Float]) -> Void,
        _ check: () throws -> Void
    ) rethrows -> [Result] {
        let none = [[RankingScore]](repeating: [], count: interactions.markets.count)
        var scores = [[[RankingScore]]](repeating: none, count: learners.count + (weights == nil ? 0 : 1))
        for (number, example) in examples.enumerated() {
            try check()
            let history = interactions.history(example)
            let lists = lists(of: example)
            let candidates = [interactions.target(example)] + lists.flatMap(\.self)
            var all = learners.map { $0.adapted(to: history).scores(of: candidates) }
            if let weights { all.append(EnsembleLearner.sum(zip(all, weights).lazy.map { ($0, $1) })) }
            for (learner, own) in all.enumerated() {
                observe(number, learner, candidates, own)
                var start = 1
                let ranked = lists.map { list in
                    defer { start += list.count }
                    return RankingScore(firstOf: [own[0]] + own[start..<start + list.count])
                }
                scores[learner][history.market ?? 0].append(.mean(ranked))
            }
        }
        return scores.map(Result.init)
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
