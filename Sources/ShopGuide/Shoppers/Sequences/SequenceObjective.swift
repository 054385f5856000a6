public import FewShotLearning
public import FewShotNetworks
import FewShotTensors

/// Sequences as a trainer's objective: at each place of a shopper's history the next product is to be ranked above some that are drawn,
/// the same for all places of a step (sampled softmax).
public struct SequenceObjective: TrainingObjective {
    /// Of each shopper, the products in order.
    private let sequences: [[Int]]
    private let rows: SequenceRanker.Rows
    private let products: Int
    private let configuration: TrainingConfiguration
    private let validation: SequenceValidation?

    private var step = 0
    private var pass = -1
    private var order: [Int] = []

    /// The share of the numbers of an embedding that training leaves out.
    private static let dropout = 0.2
    /// The share of products that are seen by their content alone, so that new ones can be ranked by it.
    private static let anonymous = 0.15

    /// Creates an objective.
    ///
    /// - Parameters:
    ///   - ranker: The network before training, with the keys of the products that it knows.
    ///   - histories: The histories that are learned from.
    ///   - frame: The products.
    ///   - configuration: The recipe and the seed.
    ///   - validation: The examples that the best weights are chosen by, if they are chosen.
    /// - Throws: The error of a failed tensor.
    public init(
        for ranker: SequenceRanker, _ histories: [ShopperHistory], of frame: ProductFrame,
        _ configuration: TrainingConfiguration, validation: SequenceValidation? = nil
    ) throws {
        sequences = histories.compactMap { history in
            let products = history.events.filter { $0.kind != .dismiss }.suffix(SequenceRanker.window + 1).map(
                \.product)
            return products.count < 2 ? nil : products
        }
        rows = try SequenceRanker.Rows(ranker, frame)
        products = frame.count
        self.configuration = configuration
        self.validation = validation
    }

    /// The recipe over a number of sequences: validated fifteen times at most.
    ///
    /// - Parameters:
    ///   - sequences: The number of sequences.
    ///   - passes: Passes over all of them; as many as are usual where it is nil.
    ///   - seed: The seed of weights and draws.
    /// - Returns: The recipe.
    public static func recipe(sequences: Int, passes: Int? = nil, seed: UInt64) -> TrainingConfiguration {
        var ranking = RankingRecipe()
        (ranking.batch, ranking.negatives) = (128, 256)
        let steps = max(1, (sequences + ranking.batch - 1) / ranking.batch)
        ranking.passes = passes ?? max(12, min(160, 4000 / steps))
        var configuration = TrainingConfiguration()
        configuration.ranking = ranking
        configuration.episodes = steps * ranking.passes
        configuration.epochLength = max(steps, configuration.episodes / 15)
        (configuration.patience, configuration.rate) = (4, 2e-3)
        configuration.schedule = .cosine(steps: configuration.episodes, final: 0.05)
        (configuration.warmUp, configuration.gradientLimit, configuration.seed) = (50, 5, seed)
        return configuration
    }

    /// Whether there are examples to choose the best weights by.
    public var isValidated: Bool { validation != nil }

    /// Moves to the batch of a step; each is drawn by its number alone.
    public mutating func seek(to step: Int) { self.step = step }

    /// Computes the loss of the next batch of sequences.
    public mutating func descend(
        from ranker: SequenceRanker, in context: inout ForwardContext
    ) throws -> Descent<SequenceRanker>? {
        guard step < configuration.episodes, !sequences.isEmpty, products > 1 else { return nil }
        let batch = nextBatch()
        var generator = SeededGenerator(seed: SeedPurpose.training.seed(from: configuration.seed), position: step)
        let known = batch.flatMap { $0.dropLast() }
        let targets = batch.flatMap(\.self)
        let draws = (0..<max(1, configuration.ranking?.negatives ?? 256)).map { _ in
            generator.integer(below: products)
        }
        let width = ranker.start.size(1)
        let mask =
            (Tensor.uniform([targets.count, width], low: 0, high: 1, on: .cpu, using: &generator) .< 1 - Self.dropout)
            .to(.float32) * (1 / (1 - Self.dropout))
        let hasContent = rows.content != nil
        let kept = (0..<known.count + targets.count + draws.count).map { _ in
            !hasContent || generator.uniform() >= Self.anonymous
        }
        let hits =
            Tensor(targets, shape: [targets.count, 1], on: .cpu) .== Tensor(draws, shape: [1, draws.count], on: .cpu)
        let first = Tensor([Int](repeating: 0, count: targets.count), on: .cpu)
        var scores = Tensor(0, on: .cpu)
        let rows = rows
        let (loss, gradient) = try valueWithGradient(at: ranker) { ranker in
            let embedded = ranker.embeddings(of: known + targets + draws, rows) { kept[$0] }
            let states = ranker.states(
                known.isEmpty ? nil : embedded.slice(0..<known.count, 0), lengths: batch.map(\.count), mask: mask)
            let answers = embedded.slice(known.count..<known.count + targets.count, 0)
            let others = embedded.slice(known.count + targets.count..<known.count + targets.count + draws.count, 0)
            let right = (states * answers).sum(1, keeping: true)
            // A draw that is the answer isn't wrong.
            let wrong = states.matmul(others.transposed()) - hits.to(.float32) * 1e9
            let all = Tensor.concatenated([right, wrong], 1)
            scores = all.detached()
            return crossEntropy(all, first)
        }
        step += 1
        return Descent(
            loss: try loss.scalar(), accuracy: try FewShotNetworks.accuracy(scores, first).scalar(), gradient: gradient)
    }

    /// Ranks for all validation examples at once.
    public func validate(_ ranker: SequenceRanker) throws -> Validation {
        guard let validation else { preconditionFailure("an objective without validation examples") }
        return .finished(try validation.score(of: ranker))
    }

    /// The sequences of the step, those of one length side by side.
    private mutating func nextBatch() -> [[Int]] {
        let size = configuration.ranking?.batch ?? 128
        let steps = (sequences.count + size - 1) / size
        if step / steps != pass {
            pass = step / steps
            var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: configuration.seed), position: pass)
            order = generator.shuffled(Array(sequences.indices))
        }
        let start = step % steps * size
        let chosen = order[start..<min(start + size, order.count)]
        return chosen.sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }.map { sequences[$0] }
    }
}

/// Examples that the best weights of a ``SequenceRanker`` are chosen by.
public struct SequenceValidation: Sendable {
    private let evaluation: RankingEvaluation
    private let frame: ProductFrame
    private let products: Int

    /// Creates a validation over a number of products, of which the frame knows more or less.
    public init(_ evaluation: RankingEvaluation, of frame: ProductFrame, products: Int) {
        (self.evaluation, self.frame, self.products) = (evaluation, frame, products)
    }

    /// The nDCG@10 of a network, in place of an accuracy; its loss is what is missing to 1.
    func score(of ranker: SequenceRanker) throws -> ValidationScore {
        let result = try evaluation(SequenceLearner(ranker, frame, count: products))
        let mean = result.pooled.mean.ndcg10
        return ValidationScore(loss: 1 - mean, accuracy: mean, confidence95: 1.96 * result.pooled.error)
    }
}

extension SequenceRanker {
    /// Returns a network with random weights for a shop's products, the most wanted of which have embeddings of their own.
    ///
    /// - Parameters:
    ///   - histories: The histories that it will be trained on.
    ///   - frame: The products.
    ///   - seed: The seed of the weights.
    /// - Returns: The network, and its plan.
    public static func untrained(
        on histories: [ShopperHistory], of frame: ProductFrame, seed: UInt64
    ) -> (ranker: SequenceRanker, architecture: Architecture) {
        var counts = [Int](repeating: 0, count: frame.count)
        for history in histories { for event in history.events { counts[event.product] += 1 } }
        // What nobody had can't be learned by itself.
        let wanted = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        let chosen = Array(wanted.prefix(mostProducts)).sorted()
        let sizes = Sizes(items: chosen.count, content: frame.content?.dimensions ?? 0)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: seed))
        var ranker = SequenceRanker(sizes, using: &generator)
        ranker.name(chosen, in: frame)
        return (ranker, architecture(sizes))
    }
}
