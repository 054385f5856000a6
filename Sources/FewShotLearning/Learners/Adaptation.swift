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

    /// Some rows of every task.
    func rows(_ indices: [Int]) -> TaskBatch {
        let each = features.reshaped(labels.shape + features.shape.dropFirst()).rows(indices, 1)
        return TaskBatch(features: each.reshaped([-1] + each.shape.dropFirst(2)), labels: labels.rows(indices, 1))
    }

    /// The cross entropy of scores `[tasks, n, classes]`: the mean over a task's examples, the sum over tasks.
    func loss(of scores: Tensor) -> Tensor {
        -scores.logSoftmax().gathered(labels.unsqueezed(2), 2).sum() / Double(Swift.max(labels.size(1), 1))
    }
}

/// α of an inner step.
enum InnerRate {
    /// A number.
    case fixed(Double)
    /// A tensor, of one number or of the parameter's shape, that meta-gradients reach.
    case learned(Tensor)

    /// Returns `parameter − α · gradient`.
    func moved(_ parameter: Tensor, against gradient: Tensor) -> Tensor {
        switch self {
        case .fixed(let rate): parameter.adding(gradient, times: -rate)
        case .learned(let rate): parameter - gradient * rate
        }
    }
}

/// Networks on their way to their tasks.
struct Adaptation {
    /// With parameters for every task.
    var network: TaskNetwork
    /// Steps taken.
    var step = 0

    init(_ network: TaskNetwork, tasks: Int) { self.network = network.repeated(tasks) }

    /// Takes inner steps, in all tasks at once: their losses are added up, so that each task's gradient is its own.
    ///
    /// - Parameters:
    ///   - batch: The examples to learn from, of every task.
    ///   - steps: The number of steps.
    ///   - order: Whether what comes of the steps can be differentiated through their gradients.
    ///   - isHeadOnly: Whether only the last layer moves.
    ///   - rate: The rate of a parameter, by its position among those that move, at a step.
    /// - Throws: The error of a failed loss or gradient.
    mutating func descend(
        on batch: TaskBatch, steps: Int, order: GradientOrder, isHeadOnly: Bool = false,
        rate: (_ index: Int, _ step: Int) -> InnerRate
    ) throws {
        // A head's features don't change while it moves.
        let ready = isHeadOnly ? features(batch.features) : nil
        for _ in 0..<steps {
            let whole = network.parameters
            let fixed = isHeadOnly ? Array(whole.dropLast(TaskNetwork.headParameters)) : []
            let moving = Array(whole.dropFirst(fixed.count))
            let gradients = try valueWithGradient(at: moving, order: order) { parameters in
                let network = network.replacingParameters(fixed + parameters)
                if let ready { return batch.loss(of: network.scores(ready)) }
                var pass = TaskPass(step: step)
                return batch.loss(of: network.scores(network.features(batch.features, in: &pass)))
            }.gradients
            let moved = moving.indices.map { rate($0, step).moved(moving[$0], against: gradients[$0]) }
            network = network.replacingParameters(fixed + moved)
            step += 1
        }
    }

    func features(_ images: Tensor) -> Tensor {
        var pass = TaskPass(step: step)
        return network.features(images, in: &pass)
    }

    /// Scores `[tasks, n, classes]` of images `[tasks · n, …]`, normalised by their own statistics.
    func scores(_ images: Tensor) -> Tensor { network.scores(features(images)) }
}

extension TaskNetwork {
    /// Throws where a task has another number of classes than the head.
    func check(_ support: Examples) throws {
        guard support.ways == classes else {
            throw LearnerError(
                "the network's head tells \(classes) classes apart, not \(support.ways): it is for \(classes)-way tasks"
            )
        }
    }
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

/// The part of a network that is fitted to a task.
public enum AdaptationScope: String, Sendable, Codable, CaseIterable {
    /// Every parameter.
    case all
    /// The last layer.
    case head
}

/// A task that a learner can't learn.
public struct LearnerError: Error, Sendable, CustomStringConvertible {
    /// The misfit, with the numbers.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }
}
