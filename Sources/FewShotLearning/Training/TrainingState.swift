import FewShotNetworks
import FewShotTensors

/// All that a training run is at one moment: what is saved, and all that resuming needs.
public struct TrainingState<Trained: Learner>: Module {
    /// What is being trained.
    public var learner: Trained
    /// Its optimiser.
    public var optimizer: Optimizer<Adam>
    /// The learner at its best validation so far.
    public var best: Trained
    /// The numbers beside the tensors.
    public var progress = TrainingProgress()

    /// Creates the state before the first step.
    public init(_ learner: Trained) {
        self.learner = learner
        best = learner
        optimizer = Optimizer(Adam(), for: learner)
    }

    /// Shows learner, optimiser and best learner.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("learner", &learner)
        parameters("optimizer", &optimizer)
        parameters("best", &best)
    }
}

/// How far a training run is.
public struct TrainingProgress: Sendable, Codable, Equatable {
    /// Training episodes learned from.
    public var step = 0
    /// Sums over the episodes of the unfinished epoch.
    public var epochLoss = 0.0
    /// Sums over the episodes of the unfinished epoch.
    public var epochAccuracy = 0.0
    /// Epochs validated.
    public var epoch = 0
    /// The episode after which the last validation was, if there was one.
    public var validatedStep: Int?
    /// The best validation accuracy, 0…1.
    public var bestAccuracy = -1.0
    /// Where that was.
    public var bestStep = 0
    /// Epochs since.
    public var epochsWithoutGain = 0
    /// Seconds spent so far, in all sessions.
    public var seconds = 0.0

    /// Creates the progress before the first step.
    public init() {}
}
