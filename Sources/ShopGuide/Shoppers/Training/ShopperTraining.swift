import FewShotNetworks
public import FewShotTensors

/// How learners of shoppers are trained: question by question, the product that somebody took next among some that they didn't.
public struct ShopperTraining: Sendable {
    /// How often every question is asked.
    public var epochs = 3
    /// Questions of a step.
    public var batch = 128
    /// Products to choose from beside the right one.
    public var negatives = 15
    /// Adam's rate at its height; it falls by a cosine.
    public var rate = 3e-3
    /// What decides the order and the products drawn.
    public var seed: UInt64 = 0
    /// Whether ages of events count.
    public var knowsAge = true

    /// The usual recipe.
    public init() {}

    /// So many steps are taken where there are questions for them; fewer end before anything is learned.
    private static let fewestSteps = 300
    /// Nothing is asked more often.
    private static let mostEpochs = 60

    /// How often questions are asked when there are few of them.
    ///
    /// - Parameters:
    ///   - questions: How many there are.
    ///   - least: How often they are asked where there are many.
    /// - Returns: A number of epochs.
    public func epochs(of questions: Int, atLeast least: Int) -> Int {
        max(least, min(Self.mostEpochs, Self.fewestSteps * batch / max(1, questions)))
    }

    /// A market as if it had just been entered.
    public struct Entry: Sendable {
        let signals: InteractionSignals
        /// Places, among those that the signals were gathered from, of the histories that are known, by position.
        let places: [Int: Int]
        /// Whether ``EASE`` over all markets knows the market's shoppers.
        let isPooled: Bool

        /// Knows only some histories.
        ///
        /// - Parameters:
        ///   - market: The market's position.
        ///   - interactions: What everybody did.
        ///   - known: The positions of the histories that are known, of this market and of others.
        ///   - signals: The signals with all that is known of the market later.
        ///   - ease: ``EASE`` without the market; where it's nil, each question's shopper alone is taken from the one that knows it.
        /// - Throws: The error of a matrix that can't be inverted.
        public init(
            of market: Int, in interactions: MarketInteractions, knowing known: [Int], _ signals: InteractionSignals,
            ease: EASE? = nil
        ) throws {
            isPooled = ease == nil
            self.signals = try signals.entering(market, knowing: known.map { interactions.histories[$0] }, ease: ease)
            places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        }
    }

    /// Where the questions come from.
    public struct Source: Sendable {
        /// Markets as if they had just been entered, by position: each of their questions is asked at one of these stages, or as the market
        /// is now, so that it is learned how to learn a new market.
        public var entries: [Int: [Entry]] = [:]
        let interactions: MarketInteractions
        let signals: InteractionSignals
        let known: [Int]
        let space: ItemSpace?
        let sampler: CandidateSampler
        let baskets: [Basket]

        /// Takes what questions are about.
        ///
        /// - Parameters:
        ///   - interactions: What everybody did.
        ///   - signals: Signals of the first events of each history.
        ///   - known: How many of each those are.
        ///   - space: Where products are, for rankers that look at that.
        public init(
            _ interactions: MarketInteractions, _ signals: InteractionSignals, known: [Int], space: ItemSpace? = nil
        ) {
            self.space = space
            self.interactions = interactions
            self.signals = signals
            self.known = known
            sampler = CandidateSampler(interactions)
            baskets = interactions.histories(cutTo: known).map(Basket.init)
        }

        /// Scores candidates of one question with tensors, as training does.
        ///
        /// - Parameters:
        ///   - question: What is asked.
        ///   - candidates: Positions of products.
        ///   - ranker: What scores.
        ///   - forgetting: Whether the signals forget what the shopper did from the question on.
        /// - Returns: As many scores.
        /// - Throws: The error of a failed tensor.
        public func scores<Ranker: ShopperRanker>(
            _ question: ShopperQuestion, _ candidates: [Int], by ranker: Ranker, forgetting: Bool = true
        ) throws -> [Float] {
            let view =
                forgetting
                ? view(question, knowsAge: true) : ShopperView(interactions.history(question), signals)
            return try ranker.scores(ViewBatch([view], [candidates], space: space)).values()
        }

        /// The loss of questions, each with its candidates, of which the first is right, in the ranker's precision.
        public func loss(_ questions: [ShopperQuestion], _ lists: [[Int]], by ranker: some ShopperRanker) -> Tensor {
            let type = ranker.parameters.first?.elementType ?? .float32
            let batch = ViewBatch(questions.map { view($0, knowsAge: true) }, lists, space: space).to(type)
            return crossEntropy(ranker.scores(batch), Tensor([Int](repeating: 0, count: questions.count)))
        }

        /// Draws at which stage of its market a question is asked; nil for what the market is now.
        func entry(for question: ShopperQuestion, using generator: inout SeededGenerator) -> Entry? {
            guard let market = interactions.histories[question.shopper].market, let own = entries[market] else {
                return nil
            }
            let drawn = generator.integer(below: own.count + 1)
            return drawn < own.count ? own[drawn] : nil
        }

        /// A question as a ranker sees it: the signals know nothing of the shopper from the question on.
        func view(_ question: ShopperQuestion, knowsAge: Bool, at entry: Entry? = nil) -> ShopperView {
            if let entry {
                let place = entry.places[question.shopper]
                let omission = Omission(
                    of: baskets[question.shopper], keeping: question.known, shopper: place, isCounted: place != nil,
                    isPooled: entry.isPooled)
                return ShopperView(
                    interactions.history(question), entry.signals, omitting: omission, knowsAge: knowsAge)
            }
            let omission = Omission(of: baskets[question.shopper], keeping: question.known, shopper: question.shopper)
            return ShopperView(interactions.history(question), signals, omitting: omission, knowsAge: knowsAge)
        }
    }

    /// Trains a ranker on questions, from the weights that it has.
    ///
    /// - Parameters:
    ///   - ranker: The weights to begin with, and those that it ends with.
    ///   - questions: What is asked.
    ///   - source: What it is asked about.
    ///   - report: Is told the steps done, the steps in all and the loss.
    /// - Throws: The error of a failed gradient, or what `report` throws.
    public func train<Ranker: ShopperRanker>(
        _ ranker: inout Ranker, on questions: [ShopperQuestion], of source: Source,
        report: (_ step: Int, _ steps: Int, _ loss: Double) throws -> Void = { _, _, _ in }
    ) throws {
        var generator = SeededGenerator(seed: seed)
        var optimizer = Optimizer(Adam(), for: ranker)
        let perEpoch = max(1, questions.count / batch)
        let steps = perEpoch * epochs
        let schedule = Schedule.cosine(steps: steps, final: 0)
        var step = 0
        for _ in 0..<epochs {
            for group in batches(of: questions, using: &generator) {
                let lists = group.map { question in
                    [source.interactions.target(question)]
                        + source.sampler(negatives, for: question.shopper, using: &generator)
                }
                guard let count = lists.map(\.count).min(), count > 1 else { continue }
                let entries = group.map { source.entry(for: $0, using: &generator) }
                let views = zip(group, entries).map { source.view($0, knowsAge: knowsAge, at: $1) }
                let input = ViewBatch(
                    views, lists.map { Array($0.prefix(count)) },
                    space: Ranker.seesPairs ? nil : source.space)
                let first = Tensor([Int](repeating: 0, count: group.count))
                let (loss, gradient) = try valueWithGradient(at: ranker) { crossEntropy($0.scores(input), first) }
                step += 1
                let factor = min(1, Double(step) / 50) * schedule.factor(at: step - 1)
                try optimizer.update(&ranker, along: gradient.clipped(toNorm: 5), rate: rate * factor)
                try report(step, steps, loss.scalar())
            }
        }
    }

    /// Shuffles questions and lays those of like length together, so that little is padded.
    private func batches(of questions: [ShopperQuestion], using generator: inout SeededGenerator) -> [[ShopperQuestion]]
    {
        let shuffled = generator.shuffled(questions)
        var result: [[ShopperQuestion]] = []
        for start in stride(from: 0, to: shuffled.count, by: 16 * batch) {
            let chunk = shuffled[start..<min(start + 16 * batch, shuffled.count)].sorted { $0.known < $1.known }
            let groups = stride(from: 0, to: chunk.count, by: batch).map {
                Array(chunk[$0..<min($0 + batch, chunk.count)])
            }
            result += generator.shuffled(groups)
        }
        return result
    }
}
