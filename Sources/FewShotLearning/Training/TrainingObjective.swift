import FewShotNetworks
import FewShotTensors

/// A source of tasks for a ``Trainer``: the loss that each step minimises, and the score that the best weights are chosen by.
///
/// ``EpisodeObjective`` draws episodes of labelled examples; rankings for shoppers have an objective of their own.
public protocol TrainingObjective<Trained> {
    /// The module that is trained.
    associatedtype Trained: Module

    /// Whether weights are validated at the end of an epoch; if not, the last ones count as the best.
    var isValidated: Bool { get }

    /// Moves to the tasks of a step, counted from 0: those that a run gets there that began at the first.
    mutating func seek(to step: Int)

    /// Computes the loss of the next step's tasks and its gradient; returns `nil` where there are no more tasks.
    ///
    /// - Throws: The error of a failed tensor.
    mutating func descend(from trained: Trained, in context: inout ForwardContext) throws -> Descent<Trained>?

    /// Answers the next validation task; after the last one it begins again.
    ///
    /// - Throws: The error of a failed tensor.
    mutating func validate(_ trained: Trained) throws -> Validation
}

/// The loss of one step's tasks, before the step.
public struct Descent<Trained: Module>: Sendable {
    /// The mean loss.
    public var loss: Double
    /// The share of queries answered rightly, 0…1.
    public var accuracy: Double
    /// The gradient of the loss.
    public var gradient: Gradient<Trained>

    /// Creates a descent.
    public init(loss: Double, accuracy: Double, gradient: Gradient<Trained>) {
        self.loss = loss
        self.accuracy = accuracy
        self.gradient = gradient
    }
}

/// The state of a validation after one of its tasks.
public enum Validation: Sendable {
    /// So many tasks are answered, and there are more.
    case answered(Int)
    /// All tasks are answered.
    case finished(ValidationScore)
}

/// The result of a validation.
public struct ValidationScore: Sendable {
    /// The mean loss.
    public var loss: Double
    /// The score that is to be high, 0…1: accuracy, or nDCG@10 of rankings.
    public var accuracy: Double
    /// Half the width of its 95 % confidence interval.
    public var confidence95: Double

    /// Creates a score.
    public init(loss: Double, accuracy: Double, confidence95: Double) {
        self.loss = loss
        self.accuracy = accuracy
        self.confidence95 = confidence95
    }
}
