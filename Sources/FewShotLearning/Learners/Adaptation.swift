import FewShotNetworks
import FewShotTensors

/// Tasks of one shape side by side.
struct TaskBatch {
    /// Shape `[tasks · n, channels, h, w]`, task by task.
    var features: Tensor
    /// Shape `[tasks, n]`, int64.
    var labels: Tensor

    init(features: Tensor, labels: Tensor) {
        self.features = features
        self.labels = labels
    }

    init(_ examples: [Examples]) {
        features = examples.count == 1 ? examples[0].features : .concatenated(examples.map(\.features))
        labels = .stacked(examples.map(\.labels))
    }

    /// The cross entropy of scores `[tasks, n, classes]`: the mean over a task's examples, the sum over tasks.
    func loss(of scores: Tensor) -> Tensor {
        -scores.logSoftmax().gathered(labels.unsqueezed(2), 2).sum() / Double(Swift.max(labels.size(1), 1))
    }
}

/// Networks on their way to their tasks.
struct Adaptation {
    /// With parameters for every task.
    var network: TaskNetwork
    /// Steps taken.
    var step = 0

    init(_ network: TaskNetwork, tasks: Int) { self.network = network.repeated(tasks) }

    func features(_ images: Tensor) -> Tensor {
        var pass = TaskPass(step: step)
        return network.features(images, in: &pass)
    }

    /// Scores `[tasks, n, classes]` of images `[tasks · n, …]`, normalised by their own statistics.
    func scores(_ images: Tensor) -> Tensor { network.scores(features(images)) }
}

/// A network fitted to one task.
public struct AdaptedNetwork: Predictor {
    private let adaptation: Adaptation
    private let statistics: [TaskPass.Statistics]

    /// Notes the statistics that the support set has in the adapted network.
    init(_ adaptation: Adaptation, support: Tensor) {
        self.adaptation = adaptation
        var pass = TaskPass(step: adaptation.step)
        _ = adaptation.network.features(support, in: &pass)
        statistics = pass.own
    }

    /// Returns scores, shape `[queries, classes]`: normalised by the queries' own statistics, or each on its own by those of the
    /// support set.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        var pass = TaskPass(step: adaptation.step, given: context.normalization == .running ? statistics : nil)
        return adaptation.network.scores(adaptation.network.features(features, in: &pass))[0]
    }
}

/// Why a learner can't learn a task.
public struct LearnerError: Error, Sendable, CustomStringConvertible {
    /// What doesn't fit, with the numbers.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }
}
