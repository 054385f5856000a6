import FewShotNetworks
public import FewShotTensors

/// The ground of ranking examples: interactions, and signals that forget what an example's shopper did from its answer on.
public struct RankingSource: Sendable {
    /// Simulations of new markets, by the market's position: each example of such a market is shown at one of these stages, or in
    /// the market as it is, so that a ranker learns how to learn a new market.
    public var simulations: [Int: [SimulatedMarket]] = [:]
    let interactions: MarketInteractions
    let signals: InteractionSignals
    let known: [Int]
    let space: ItemSpace?
    let sampler: CandidateSampler
    let baskets: [Basket]

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - interactions: The interactions of all shoppers.
    ///   - signals: Signals of the first events of each history.
    ///   - known: The number of those, by history.
    ///   - space: The space of items, for rankers that look at it.
    ///   - preferred: Products that half of those that compete with an answer are drawn from, by market; where it's nil, all are drawn
    ///     from everything on offer.
    public init(
        _ interactions: MarketInteractions, _ signals: InteractionSignals, known: [Int], space: ItemSpace? = nil,
        preferring preferred: [[Int]]? = nil
    ) {
        self.space = space
        self.interactions = interactions
        self.signals = signals
        self.known = known
        sampler = CandidateSampler(interactions, preferring: preferred)
        baskets = interactions.histories(cutTo: known).map(Basket.init)
    }

    /// Scores candidates of one example with tensors, as training does.
    ///
    /// - Parameters:
    ///   - example: The example.
    ///   - candidates: Positions of products.
    ///   - ranker: The ranker that scores.
    ///   - forgetting: Whether the signals forget what the shopper did from the answer on.
    /// - Returns: As many scores.
    /// - Throws: The error of a failed tensor.
    public func scores(
        _ example: RankingExample, _ candidates: [Int], by ranker: some ShopperRanker, forgetting: Bool = true
    ) throws -> [Float] {
        let view = forgetting ? view(example) : ShopperView(interactions.history(example), signals)
        return try ranker.scores(ViewBatch([view], [candidates], space: space)).values()
    }

    /// The loss of examples, each with its candidates, of which the first is right, in the ranker's precision.
    public func loss(_ examples: [RankingExample], _ lists: [[Int]], by ranker: some ShopperRanker) -> Tensor {
        let type = ranker.parameters.first?.elementType ?? .float32
        let batch = ViewBatch(examples.map { view($0) }, lists, space: space).to(type)
        return crossEntropy(ranker.scores(batch), Tensor([Int](repeating: 0, count: examples.count), on: .cpu))
    }

    /// Draws the stage of its market at which an example is shown; nil for the market as it is.
    func simulation(for example: RankingExample, using generator: inout SeededGenerator) -> SimulatedMarket? {
        guard let market = interactions.histories[example.shopper].market, let own = simulations[market] else {
            return nil
        }
        let drawn = generator.integer(below: own.count + 1)
        return drawn < own.count ? own[drawn] : nil
    }

    /// An example as a ranker sees it: the signals know nothing of the shopper from the answer on.
    func view(_ example: RankingExample, knowsAge: Bool = true, in market: SimulatedMarket? = nil) -> ShopperView {
        let position: Int? = market.map { $0.positions[example.shopper] } ?? example.shopper
        let omission = Omission(
            of: baskets[example.shopper], keeping: example.known, shopper: position, isCounted: position != nil,
            isPooled: market?.isPooled ?? true)
        return ShopperView(
            interactions.history(example), market?.signals ?? signals, omitting: omission, knowsAge: knowsAge)
    }
}
