import FewShotNetworks
import FewShotTensors

/// Reptile (Nichol et al., 2018, algorithm 2): an initialisation that is near to the solutions of many tasks.
///
/// Each task's examples, support and queries alike, are descended on for a few steps, from θ to φ; then θ moves towards the mean of
/// φ. Its meta-gradient θ − mean(φ) needs no second order. Where the paper moves by a share of it, the trainer's optimiser is given it
/// as the gradient. All tasks of a meta-batch are adapted at once.
public struct Reptile: Learner {
    /// θ.
    public var network: TaskNetwork
    /// Inner steps in training.
    public var steps = 5
    /// Examples of each class that an inner step in training sees, a few of them after the other; all where `nil`.
    public var stepShots: Int?
    /// Inner steps when answering.
    public var answeringSteps = 20
    /// The rate of inner steps.
    public var rate = 0.1
    /// Tasks that are adapted at once.
    public var tasksAtOnce = 32

    /// Creates a learner around a network.
    public init(network: TaskNetwork) { self.network = network }

    /// Returns the network after the inner steps on the support set, with its statistics.
    ///
    /// - Throws: ``LearnerError`` where the task has another number of classes than the head.
    public func adapted(to support: Examples, in context: inout ForwardContext) throws -> AdaptedNetwork {
        try network.check(support)
        var adaptation = Adaptation(network, tasks: 1)
        try adaptation.descend(on: TaskBatch([support]), steps: answeringSteps, order: .first) { _, _ in .fixed(rate) }
        return AdaptedNetwork(adaptation, support: support.features)
    }

    /// Returns an objective whose value is the loss after the inner steps and whose gradient is θ − mean(φ).
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        for episode in episodes { try network.check(episode.support) }
        let batch = TaskBatch(
            episodes.map { episode in
                Examples(
                    features: .concatenated([episode.support.features, episode.query.features]),
                    labels: .concatenated([episode.support.labels, episode.query.labels]), ways: episode.support.ways)
            })
        var adaptation = Adaptation(network.mapTensors { $0.detached() }, tasks: episodes.count)
        for step in 0..<steps {
            let part = stepShots.map { batch.rows(rows(of: episodes[0], step: step, shots: $0)) } ?? batch
            try adaptation.descend(on: part, steps: 1, order: .first) { _, _ in .fixed(rate) }
        }
        let query = TaskBatch(episodes.map(\.query))
        let scores = adaptation.scores(query.features)
        let loss = query.loss(of: scores) / Double(episodes.count)
        var pull = Tensor(0, on: network.weight.device)
        for (start, end) in zip(network.parameters, adaptation.network.parameters) {
            pull = pull + (start * (start.detached() - end.mean(0))).sum()
        }
        return Objective(
            loss: loss.detached() + pull - pull.detached(), scores: episodes.indices.map { scores[$0].detached() })
    }

    /// The rows, support before queries, of the next few examples of each class; after the last come the first again.
    private func rows(of episode: Episode, step: Int, shots: Int) -> [Int] {
        let ways = episode.support.ways
        let (known, asked) = (episode.support.labels.count / ways, episode.query.labels.count / ways)
        return (0..<shots).flatMap { turn in
            let example = (step * shots + turn) % (known + asked)
            return (0..<ways).map { label in
                example < known ? label * known + example : ways * known + label * asked + example - known
            }
        }
    }

    /// Shows the network.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("network", &network) }
}

extension LearnerKind {
    /// Reptile.
    public static let reptile = LearnerKind(
        name: "reptile", abstract: "an initialisation near to many tasks' solutions (Nichol et al., 2018)",
        encoder: "conv4-stride", use: .taskNetworks, head: .ways,
        settings: [
            LearnerSetting("steps", "inner steps in training", standard: "5", .integer(1...1000)),
            LearnerSetting(
                "step-shots", "examples of a class that an inner step sees, 0 for all", standard: "2",
                .integer(0...1000)),
            LearnerSetting("test-steps", "inner steps when answering", standard: "20", .integer(1...1000)),
            LearnerSetting("rate", "the inner rate", standard: "0.1", .number(1e-6...100)),
            LearnerSetting("parallel", "tasks that are adapted at once", standard: "32", .integer(1...1024)),
        ],
        recipe: reptileRecipe
    ) { architecture, settings, encoder, generator throws(ModelError) in
        var learner = Reptile(network: try encoder.taskNetwork(architecture, steps: 1, using: &generator))
        learner.steps = settings.integer("steps")
        learner.stepShots = settings.integer("step-shots") == 0 ? nil : settings.integer("step-shots")
        learner.answeringSteps = settings.integer("test-steps")
        learner.rate = settings.number("rate")
        learner.tasksAtOnce = settings.integer("parallel")
        return learner
    }

    /// Ten examples of a class in training, two of each in an inner step, as the authors have; fewer tasks at once than MAML's.
    private static var reptileRecipe: TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 5, shots: 7, queries: 3)
        recipe.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 15)
        recipe.tasks = 16
        recipe.validationProtocol = .transductive
        recipe.schedule = .cosine(steps: recipe.episodes, final: 0.01)
        return recipe
    }
}
