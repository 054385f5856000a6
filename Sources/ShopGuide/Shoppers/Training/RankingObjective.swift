public import FewShotLearning
public import FewShotNetworks
public import FewShotTensors

/// Rankings as a trainer's objective: in each example the product that a shopper took next is to be ranked above some that they
/// never touched.
public struct RankingObjective<Ranker: ShopperRanker>: TrainingObjective {
    private let source: RankingSource
    private let examples: [RankingExample]
    private let recipe: RankingRecipe
    private let seed: UInt64
    private let validation: RankingValidation?
    private let group: ProcessGroup?

    private var generator: SeededGenerator
    private var passes = 0
    private var batches: ArraySlice<[RankingExample]> = []

    /// Creates an objective.
    ///
    /// - Parameters:
    ///   - ranker: A ranker of the kind that is trained.
    ///   - examples: The examples that are learned from.
    ///   - source: Their ground.
    ///   - configuration: The recipe and the seed.
    ///   - validation: The examples that the best weights are chosen by, if they are chosen.
    ///   - group: The processes that share out each batch, if there are several.
    public init(
        for ranker: Ranker, _ examples: [RankingExample], of source: RankingSource,
        _ configuration: TrainingConfiguration, validation: RankingValidation? = nil,
        sharedBy group: ProcessGroup? = nil
    ) {
        self.source = source
        self.examples = examples
        recipe = configuration.ranking ?? RankingRecipe()
        seed = configuration.seed
        self.validation = validation
        self.group = group
        generator = SeededGenerator(seed: seed)
    }

    /// Whether there are examples to choose the best weights by.
    public var isValidated: Bool { validation != nil }

    /// Moves to the batch of a step: all draws before it are made again.
    public mutating func seek(to step: Int) {
        (generator, passes, batches) = (SeededGenerator(seed: seed), 0, [])
        for _ in 0..<step { _ = draw() }
    }

    /// Computes the loss of the next batch of examples.
    public mutating func descend(from ranker: Ranker, in context: inout ForwardContext) throws -> Descent<Ranker>? {
        guard let whole = draw() else { return nil }
        // Of a batch that is smaller than the group, each process learns by itself.
        let group = group.flatMap { whole.examples.count < $0.size ? nil : $0 }
        let share = TaskShare(of: whole.examples.count, rank: group?.rank ?? 0, size: group?.size ?? 1)
        let batch = whole.part(share.own)
        let views = zip(batch.examples, batch.markets).map { source.view($0, knowsAge: recipe.knowsAge, in: $1) }
        let input = ViewBatch(views, batch.candidates, space: ranker.dimensions == nil ? nil : source.space)
        let first = Tensor([Int](repeating: 0, count: batch.examples.count), on: .cpu)
        var scores = Tensor(0, on: .cpu)
        let (loss, gradient) = try valueWithGradient(at: ranker) { ranker in
            let own = ranker.scores(input)
            scores = own.detached()
            return crossEntropy(own, first)
        }
        let own = Descent(
            loss: try loss.scalar(), accuracy: try FewShotNetworks.accuracy(scores, first).scalar(), gradient: gradient)
        return try group?.combined(own, over: share, of: ranker, in: &context) ?? own
    }

    /// Ranks for all validation examples at once.
    public func validate(_ ranker: Ranker) throws -> Validation {
        guard let validation else { preconditionFailure("an objective without validation examples") }
        return .finished(try validation.score(of: ranker, knowsAge: recipe.knowsAge))
    }

    /// Examples of a step with their candidates, of which the first is right.
    private struct Batch {
        var examples: [RankingExample]
        var candidates: [[Int]]
        var markets: [SimulatedMarket?]

        func part(_ range: Range<Int>) -> Batch {
            Batch(
                examples: Array(examples[range]), candidates: Array(candidates[range]), markets: Array(markets[range]))
        }
    }

    /// Draws the next batch that can be learned from: everybody has as many candidates, and more than one.
    private mutating func draw() -> Batch? {
        while true {
            while batches.isEmpty {
                guard passes < recipe.passes else { return nil }
                passes += 1
                batches = shuffledBatches()[...]
            }
            let group = batches.removeFirst()
            let lists = group.map { example in
                [source.interactions.target(example)]
                    + source.sampler(recipe.negatives, for: example.shopper, using: &generator)
            }
            guard let count = lists.map(\.count).min(), count > 1 else { continue }
            return Batch(
                examples: group, candidates: lists.map { Array($0.prefix(count)) },
                markets: group.map { source.simulation(for: $0, using: &generator) })
        }
    }

    /// Shuffles the examples and joins those of like length, so that little is padded.
    private mutating func shuffledBatches() -> [[RankingExample]] {
        let (batch, shuffled) = (recipe.batch, generator.shuffled(examples))
        var result: [[RankingExample]] = []
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

/// Examples that the best weights of a ranker are chosen by, with the signals that may be known then.
public struct RankingValidation: Sendable {
    private let evaluation: RankingEvaluation
    private let signals: InteractionSignals
    private let space: ItemSpace?

    /// Creates a validation; `space` is that of items, for rankers that look at it.
    public init(_ evaluation: RankingEvaluation, _ signals: InteractionSignals, space: ItemSpace? = nil) {
        self.evaluation = evaluation
        self.signals = signals
        self.space = space
    }

    /// The nDCG@10 of a ranker, in place of an accuracy; its loss is what is missing to 1.
    func score(of ranker: some ShopperRanker, knowsAge: Bool) throws -> ValidationScore {
        let result = try evaluation(ranker.learner(over: signals, space: space, knowsAge: knowsAge))
        let mean = result.mean.ndcg10
        return ValidationScore(loss: 1 - mean, accuracy: mean, confidence95: 1.96 * result.error)
    }
}
