import FewShotNetworks
import FewShotTensors

/// Something that learns a task from a handful of labelled examples.
///
/// A learner is a value and remembers no task: what it learned of one is the predictor that it returns.
public protocol Learner<TaskPredictor>: Module {
    /// What a task is learned into.
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
}

/// Answers the queries of one task.
public protocol Predictor: Sendable {
    /// Returns scores, shape `[queries, ways]`, for features `[queries, …]`: higher is likelier.
    func scores(for features: Tensor, in context: inout ForwardContext) throws -> Tensor
}

extension Learner {
    /// Returns the adapted predictor's scores, shape `[queries, ways]`.
    public func scores(for episode: Episode, in context: inout ForwardContext) throws -> Tensor {
        try adapted(to: episode.support, in: &context).scores(for: episode.query.features, in: &context)
    }

    /// Returns the cross entropy of the queries, a scalar.
    public func loss(of scores: Tensor, for episode: Episode) -> Tensor {
        crossEntropy(scores, episode.query.labels)
    }

    /// Returns a predictor fitted to `support`, each example normalised by the running statistics.
    public func adapted(to support: Examples) throws -> TaskPredictor {
        var context = ForwardContext(normalization: .running)
        return try adapted(to: support, in: &context)
    }
}
