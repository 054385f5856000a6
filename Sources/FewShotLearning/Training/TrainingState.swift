import FewShotNetworks
import FewShotTensors

/// A training run at one moment: all that is saved and that resuming needs.
public struct TrainingState<Trained: Module>: Module {
    /// The module being trained.
    public var learner: Trained
    /// Its optimiser.
    public var optimizer: Optimizer<Adam>
    /// The moving average of the learner over its last steps, where the recipe asks for one.
    public var averaged: Trained?
    /// The learner at its best validation so far.
    public var best: Trained
    /// The numbers beside the tensors.
    public var progress = TrainingProgress()

    /// Creates the state before the first step; `isAveraged` where the recipe asks for a moving average.
    public init(_ learner: Trained, isAveraged: Bool = false) {
        self.learner = learner
        averaged = isAveraged ? learner : nil
        best = learner
        optimizer = Optimizer(Adam(), for: learner)
    }

    /// Shows learner, optimiser and best learner.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("learner", &learner)
        parameters("optimizer", &optimizer)
        if var shown = averaged {
            parameters("averaged", &shown)
            averaged = shown
        }
        parameters("best", &best)
    }

    /// The weights that are validated: the average where there is one.
    public var candidate: Trained { averaged ?? learner }

    /// Moves the average towards the learner as it is now; a young average moves faster, so that it forgets the beginning.
    mutating func average(with decay: Double?) throws {
        guard let decay, let averaged else { return }
        let steps = Double(progress.step)
        let share = 1 - Swift.min(decay, (1 + steps) / (10 + steps))
        let current = Dictionary(uniqueKeysWithValues: learner.namedTensors.map { ($0.name, $0.tensor) })
        var next = averaged
        try next.forEachTensor { name, _, tensor in
            guard let target = current[name] else { return }
            tensor = try (tensor + (target - tensor) * share).checked()
        }
        self.averaged = next
    }
}

/// The progress of a training run.
public struct TrainingProgress: Sendable, Codable, Equatable {
    /// Steps taken.
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
    /// The step of that validation.
    public var bestStep = 0
    /// Epochs since.
    public var epochsWithoutGain = 0
    /// Seconds spent so far, in all sessions.
    public var seconds = 0.0

    /// Creates the progress before the first step.
    public init() {}
}
