import FewShotNetworks
import FewShotTensors

/// Meta-trains a learner, step by step; a step learns from one episode, or from several at once.
///
///     var trainer = try Trainer(state, configuration: configuration, train: train, validation: validation)
///     while let event = try trainer.next() { … }
///
/// Between two calls ``state`` is all there is: saved, loaded and given to a new trainer, it goes on to the same bits.
public struct Trainer<Trained: Learner> {
    /// Everything so far.
    public private(set) var state: TrainingState<Trained>
    /// The recipe.
    public let configuration: TrainingConfiguration

    private let validation: EpisodeSampler
    private let stream: EpisodeStream
    /// The validation under way. It's no part of the state: a run that goes on from there validates from the beginning.
    private var validated = Tally()
    private let clock = ContinuousClock()

    /// Creates a trainer that goes on from a state.
    ///
    /// - Throws: ``SamplingError`` if the data can't supply the episodes.
    public init(
        _ state: TrainingState<Trained>, configuration: TrainingConfiguration, train: Dataset, validation: Dataset
    ) throws(SamplingError) {
        self.state = state
        self.configuration = configuration
        var answered = try EpisodeSampler(
            validation, shape: configuration.validationShape, seed: configuration.validationSeed)
        answered.grouping = configuration.validationGrouping
        self.validation = answered
        var sampler = try EpisodeSampler(train, shape: configuration.shape, seed: configuration.trainingSeed)
        sampler.grouping = configuration.grouping
        sampler.augmentation = configuration.augmentation
        stream = sampler.episodes(
            from: state.progress.step * configuration.tasks, ahead: Swift.max(4, configuration.tasks))
    }

    /// Whether there is nothing left to do.
    public var isFinished: Bool {
        let progress = state.progress
        return !isValidationDue
            && (progress.step >= configuration.episodes || progress.epochsWithoutGain >= configuration.patience)
    }

    /// The learning rate of the next step.
    public var rate: Double { configuration.rate * configuration.schedule.factor(at: state.progress.step) }

    /// Takes one step, or answers one validation episode where an epoch has ended; returns `nil` when training is finished.
    ///
    /// - Throws: ``TrainingError`` if the loss is not a number, or the error of a failed tensor; the state is then that
    ///   before the step.
    public mutating func next() throws -> TrainingEvent? {
        if isFinished { return nil }
        let start = clock.now
        var event: TrainingEvent?
        if isValidationDue {
            event = try validate()
        } else {
            event = .step(try learn(from: Array(stream.prefix(configuration.tasks))))
        }
        state.progress.seconds += (clock.now - start) / .seconds(1)
        return event
    }

    private var isValidationDue: Bool {
        let step = state.progress.step
        let isEpochEnd = step % configuration.epochLength == 0 || step >= configuration.episodes
        return isEpochEnd && step > state.progress.validatedStep ?? 0
    }

    private mutating func learn(from episodes: [Episode]) throws -> StepReport {
        let rate = rate
        let progress = Double(state.progress.step) / Double(Swift.max(configuration.episodes, 1))
        var context = ForwardContext(normalization: .batch, progress: progress)
        let (loss, scores, gradient) = try descend(on: episodes, in: &context)
        guard loss.isFinite else {
            let value = loss.isNaN ? "nan" : "\(loss)"  // a negative NaN is none
            throw TrainingError(
                description: "the loss became \(value) at episode \(state.progress.step + 1); try a lower --rate than "
                    + "\(configuration.rate)")
        }
        var next = state
        let limited = configuration.gradientLimit.map { gradient.clipped(toNorm: $0) } ?? gradient
        try next.optimizer.update(&next.learner, along: limited, rate: rate)
        try next.learner.absorb(context)
        try next.average(with: configuration.averaging)
        let answered = zip(scores, episodes).map { accuracy($0, $1.query.labels) }
        let share = try Tensor.stacked(answered).mean().scalar()
        next.progress.step += 1
        next.progress.epochLoss += loss
        next.progress.epochAccuracy += share
        state = next
        return StepReport(step: next.progress.step, loss: loss, accuracy: share, rate: rate)
    }

    /// The gradient of the objective over a step's episodes, as many at a time as the learner takes at once.
    private func descend(
        on episodes: [Episode], in context: inout ForwardContext
    ) throws -> (loss: Double, scores: [Tensor], gradient: Gradient<Trained>) {
        var (loss, scores) = (0.0, [Tensor]())
        var total: Gradient<Trained>?
        let atOnce = Swift.max(state.learner.tasksAtOnce, 1)
        for start in stride(from: 0, to: episodes.count, by: atOnce) {
            let part = Array(episodes[start..<Swift.min(start + atOnce, episodes.count)])
            let share = Double(part.count) / Double(episodes.count)
            let (value, gradient) = try valueWithGradient(at: state.learner) { learner in
                let objective = try learner.objective(on: part, in: &context)
                scores += objective.scores.map { $0.detached() }
                return share == 1 ? objective.loss : objective.loss * share
            }
            loss += try value.scalar()
            total = total.map { $0 + gradient } ?? gradient
        }
        guard let total else { preconditionFailure("a step needs an episode") }
        return (loss, scores, total)
    }

    private mutating func validate() throws -> TrainingEvent {
        let episode = validation.episode(at: validated.episodes)
        let result = try state.candidate.answer(episode, protocol: configuration.validationProtocol)
        validated.add(result, plan: episode.plan)
        guard validated.episodes >= configuration.validationEpisodes else { return .validation(validated.episodes) }
        defer { validated = Tally() }
        return .epoch(endEpoch(with: validated))
    }

    private mutating func endEpoch(with tally: Tally) -> EpochReport {
        let steps = state.progress.step - (state.progress.validatedStep ?? 0)
        let isBest = tally.accuracy > state.progress.bestAccuracy
        let report = EpochReport(
            epoch: state.progress.epoch + 1, step: state.progress.step, loss: state.progress.epochLoss / Double(steps),
            accuracy: state.progress.epochAccuracy / Double(steps), validationLoss: tally.loss,
            validationAccuracy: tally.accuracy, validationConfidence95: tally.confidence95, isBest: isBest, rate: rate,
            seconds: state.progress.seconds)
        state.progress.epoch += 1
        state.progress.validatedStep = state.progress.step
        state.progress.epochLoss = 0
        state.progress.epochAccuracy = 0
        state.progress.epochsWithoutGain = isBest ? 0 : state.progress.epochsWithoutGain + 1
        if isBest {
            state.best = state.candidate
            state.progress.bestAccuracy = tally.accuracy
            state.progress.bestStep = state.progress.step
        }
        return report
    }
}

/// Why training can't go on.
public struct TrainingError: Error, Sendable, CustomStringConvertible {
    /// What happened, where, and what to try.
    public let description: String
}

/// What a trainer did.
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
