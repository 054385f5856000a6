import FewShotNetworks
import FewShotTensors

/// Trains a module on an objective's tasks, step by step, and keeps the weights that validate best.
///
///     var trainer = try Trainer(state, configuration: configuration, train: train, validation: validation)
///     while let event = try trainer.next() { … }
///
/// Between two calls ``state`` is all there is: saved, loaded and given to a new trainer, it goes on to the same bits.
public struct Trainer<Trained: Module> {
    /// Everything so far.
    public private(set) var state: TrainingState<Trained>
    /// The recipe.
    public let configuration: TrainingConfiguration

    private var objective: any TrainingObjective<Trained>
    private var isExhausted = false
    private let clock = ContinuousClock()

    /// Creates a trainer that goes on from a state.
    public init(
        _ state: TrainingState<Trained>, configuration: TrainingConfiguration,
        objective: any TrainingObjective<Trained>
    ) {
        self.state = state
        self.configuration = configuration
        self.objective = objective
        self.objective.seek(to: state.progress.step)
    }

    /// Whether there is nothing left to do.
    public var isFinished: Bool {
        let progress = state.progress
        return !isValidationDue
            && (isExhausted || progress.step >= configuration.episodes
                || progress.epochsWithoutGain >= configuration.patience)
    }

    /// The learning rate of the next step.
    public var rate: Double {
        let step = state.progress.step
        return configuration.rate * (configuration.warmUpFactor(at: step) * configuration.schedule.factor(at: step))
    }

    /// Takes one step, or answers one validation task where an epoch has ended; returns `nil` when training is finished.
    ///
    /// - Throws: ``TrainingError`` if the loss is not a number, or the error of a failed tensor; the state is then that
    ///   before the step.
    public mutating func next() throws -> TrainingEvent? {
        if isFinished { return nil }
        let start = clock.now
        let event = isValidationDue ? try validate() : try learn().map(TrainingEvent.step)
        state.progress.seconds += (clock.now - start) / .seconds(1)
        guard event == nil else { return event }
        isExhausted = true
        return try next()
    }

    private var isValidationDue: Bool {
        let step = state.progress.step
        let isEpochEnd = step % configuration.epochLength == 0 || step >= configuration.episodes || isExhausted
        return objective.isValidated && isEpochEnd && step > state.progress.validatedStep ?? 0
    }

    private mutating func learn() throws -> StepReport? {
        let rate = rate
        let progress = Double(state.progress.step) / Double(Swift.max(configuration.episodes, 1))
        var context = ForwardContext(normalization: .batch, progress: progress)
        guard let descent = try objective.descend(from: state.learner, in: &context) else { return nil }
        guard descent.loss.isFinite else {
            let value = descent.loss.isNaN ? "nan" : "\(descent.loss)"  // a negative NaN is none
            throw TrainingError(
                description: "the loss became \(value) at episode \(state.progress.step + 1); try a lower --rate than "
                    + "\(configuration.rate)")
        }
        var next = state
        let limited = configuration.gradientLimit.map { descent.gradient.clipped(toNorm: $0) } ?? descent.gradient
        try next.optimizer.update(&next.learner, along: limited, rate: rate)
        try next.learner.absorb(context)
        try next.average(with: configuration.averaging)
        next.progress.step += 1
        next.progress.epochLoss += descent.loss
        next.progress.epochAccuracy += descent.accuracy
        if !objective.isValidated { (next.best, next.progress.bestStep) = (next.candidate, next.progress.step) }
        state = next
        return StepReport(step: next.progress.step, loss: descent.loss, accuracy: descent.accuracy, rate: rate)
    }

    private mutating func validate() throws -> TrainingEvent {
        switch try objective.validate(state.candidate) {
        case .answered(let count): .validation(count)
        case .finished(let score): .epoch(endEpoch(with: score))
        }
    }

    private mutating func endEpoch(with score: ValidationScore) -> EpochReport {
        let steps = state.progress.step - (state.progress.validatedStep ?? 0)
        let isBest = score.accuracy > state.progress.bestAccuracy
        let report = EpochReport(
            epoch: state.progress.epoch + 1, step: state.progress.step, loss: state.progress.epochLoss / Double(steps),
            accuracy: state.progress.epochAccuracy / Double(steps), validationLoss: score.loss,
            validationAccuracy: score.accuracy, validationConfidence95: score.confidence95, isBest: isBest, rate: rate,
            seconds: state.progress.seconds)
        state.progress.epoch += 1
        state.progress.validatedStep = state.progress.step
        state.progress.epochLoss = 0
        state.progress.epochAccuracy = 0
        state.progress.epochsWithoutGain = isBest ? 0 : state.progress.epochsWithoutGain + 1
        if isBest {
            state.best = state.candidate
            state.progress.bestAccuracy = score.accuracy
            state.progress.bestStep = state.progress.step
        }
        return report
    }
}

/// An error that ends training.
public struct TrainingError: Error, Sendable, CustomStringConvertible {
    /// The message: the loss, the step, and what to try.
    public let description: String
}

/// An event of training.
public enum TrainingEvent: Sendable {
    /// Learned from the episodes of one step.
    case step(StepReport)
    /// Answered so many validation episodes, and has more to answer.
    case validation(Int)
    /// Validated at the end of an epoch.
    case epoch(EpochReport)
}

/// One training step.
public struct StepReport: Sendable, Codable {
    /// Its number, from 1.
    public var step: Int
    /// The loss before the step.
    public var loss: Double
    /// The share of queries answered rightly before the step, 0…1.
    public var accuracy: Double
    /// The learning rate.
    public var rate: Double
}

/// One epoch and the validation at its end.
public struct EpochReport: Sendable, Codable, Equatable {
    /// Its number, from 1.
    public var epoch: Int
    /// Steps taken at its end.
    public var step: Int
    /// The mean training loss.
    public var loss: Double
    /// The mean training accuracy, 0…1.
    public var accuracy: Double
    /// The mean loss over the validation episodes.
    public var validationLoss: Double
    /// The mean accuracy over the validation episodes, 0…1.
    public var validationAccuracy: Double
    /// Half the width of its 95 % confidence interval.
    public var validationConfidence95: Double
    /// Whether that is the best so far.
    public var isBest: Bool
    /// The learning rate at its end.
    public var rate: Double
    /// Seconds spent since the beginning, in all sessions.
    public var seconds: Double
}
