import FewShotNetworks
import FewShotTensors

/// Something that learns a task from a handful of labelled examples.
///
/// A learner is a value and remembers no task: what it learned of one is the predictor that it returns.
public protocol Learner<TaskPredictor>: Module, AdaptsToSupport
where Support == Examples, Adapted == TaskPredictor {
    /// The result of learning a task.
    associatedtype TaskPredictor: Predictor

    /// Returns a predictor fitted to `support`, differentiable with respect to this learner.
    ///
    /// - Throws: The error of a failed tensor, or of a support set that the method can't learn from.
    func adapted(to support: Examples, in context: inout ForwardContext) throws -> TaskPredictor

    /// Returns the scores of an episode's queries, shape `[queries, ways]`: higher is likelier.
    ///
    /// By default those of the adapted predictor. With ``Normalization/batch`` a learner decides itself what one batch is.
    func scores(for episode: Episode, in context: inout ForwardContext) throws -> Tensor

    /// Returns what meta-training minimises on an episode, given its queries' scores: a scalar.
    ///
    /// By default the cross entropy, −log softmax(scores)[label].
    func loss(of scores: Tensor, for episode: Episode) -> Tensor

    /// Returns what one step of meta-training minimises, over the step's tasks, with the scores that it comes from.
    ///
    /// By default the mean of the tasks' losses, one task after the other; a learner that adapts many tasks at once, or learns
    /// from something else than its queries' scores, has its own.
    func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective

    /// Tasks whose ``objective(on:in:)`` is taken at once, at most: the graphs of so many are in memory together. 1 by default.
    var tasksAtOnce: Int { get }
}

/// The objective of meta-training on some tasks, with the scores of their queries.
public struct Objective: Sendable {
    /// A scalar.
    public var loss: Tensor
    /// One tensor `[queries, ways]` per task: higher is likelier.
    public var scores: [Tensor]

    /// Creates an objective; there are as many scores as tasks.
    public init(loss: Tensor, scores: [Tensor]) {
        self.loss = loss
        self.scores = scores
    }
}

/// Answers the queries of one task.
public protocol Predictor: Sendable {
    /// Returns scores, shape `[queries, ways]`, for features `[queries, …]`: higher is likelier.
    func scores(for features: Tensor, in context: inout ForwardContext) throws -> Tensor
}

extension Learner {
    /// One task at a time.
    public var tasksAtOnce: Int { 1 }

    /// Returns the adapted predictor's scores, shape `[queries, ways]`.
    public func scores(for episode: Episode, in context: inout ForwardContext) throws -> Tensor {
        try adapted(to: episode.support, in: &context).scores(for: episode.query.features, in: &context)
    }

    /// Returns the cross entropy of the queries, a scalar.
    public func loss(of scores: Tensor, for episode: Episode) -> Tensor {
        crossEntropy(scores, episode.query.labels)
    }

    /// Returns the mean of the tasks' losses.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        var objective = Objective(loss: Tensor(0, on: episodes.device), scores: [])
        for episode in episodes {
            let scores = try scores(for: episode, in: &context)
            objective.loss = objective.loss + loss(of: scores, for: episode)
            objective.scores.append(scores)
        }
        objective.loss = objective.loss / Double(episodes.count)
        return objective
    }

    /// Returns a predictor fitted to `support`, each example normalised by the running statistics.
    public func adapted(to support: Examples) throws -> TaskPredictor {
        var context = ForwardContext(normalization: .running)
        return try adapted(to: support, in: &context)
    }
}
