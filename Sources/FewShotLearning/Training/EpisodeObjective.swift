import FewShotNetworks
import FewShotTensors

/// Episodes of labelled examples as a trainer's objective; a step learns from one, or from several at once.
public struct EpisodeObjective<Trained: Learner>: TrainingObjective {
    /// Always true.
    public let isValidated = true

    private let configuration: TrainingConfiguration
    private let sampler: EpisodeSampler
    private let validation: EpisodeSampler
    private let teacher: (any Learner)?
    private let group: ProcessGroup?
    private let share: TaskShare
    private var stream: EpisodeStream?
    /// The validation under way. A run that goes on from a saved state validates from the beginning.
    private var validated = Tally()

    /// Creates an objective from the classes of training and those of validation, whose tasks the processes of a group share out.
    ///
    /// - Parameters:
    ///   - configuration: The recipe.
    ///   - train: The classes of training.
    ///   - validation: Those of validation.
    ///   - teacher: The trained model that the recipe's distillation is from.
    ///   - group: The processes, if there are several.
    /// - Throws: ``SamplingError`` if the data can't supply the episodes.
    /// - Precondition: there is a teacher where the recipe asks for one, and a step has a task for every process.
    public init(
        _ configuration: TrainingConfiguration, train: Dataset, validation: Dataset, teacher: (any Learner)? = nil,
        sharedBy group: ProcessGroup? = nil
    ) throws(SamplingError) {
        precondition(
            (configuration.distillation == nil) == (teacher == nil), "a distillation and its teacher go together")
        self.configuration = configuration
        (self.teacher, self.group) = (teacher, group)
        share = TaskShare(of: configuration.tasks, rank: group?.rank ?? 0, size: group?.size ?? 1)
        var answered = try EpisodeSampler(
            validation, shape: configuration.validationShape, seed: configuration.validationSeed)
        answered.grouping = configuration.validationGrouping
        self.validation = answered
        var sampler = try EpisodeSampler(train, shape: configuration.shape, seed: configuration.trainingSeed)
        sampler.grouping = configuration.grouping
        sampler.augmentation = configuration.augmentation
        sampler.newClasses = configuration.newClasses
        if configuration.newClasses != nil, train.features.rank != 4 || configuration.augmentation?.isOfPhotos == true {
            throw SamplingError(
                description: "new classes are made of drawings: of images, without the augmentation of photos")
        }
        self.sampler = sampler
    }

    /// Moves to the episodes of a step.
    public mutating func seek(to step: Int) {
        stream = sampler.episodes(of: share, from: step)
    }

    /// Computes the loss over the next step's episodes, as many at a time as the learner takes at once.
    public mutating func descend(
        from trained: Trained, in context: inout ForwardContext
    ) throws -> Descent<Trained>? {
        if stream == nil { seek(to: 0) }
        let episodes = stream.map { Array($0.prefix(share.own.count)) } ?? []
        var (loss, scores) = (0.0, [Tensor]())
        var total: Gradient<Trained>?
        let atOnce = Swift.max(trained.tasksAtOnce, 1)
        for start in stride(from: 0, to: episodes.count, by: atOnce) {
            let part = Array(episodes[start..<Swift.min(start + atOnce, episodes.count)])
            let weight = Double(part.count) / Double(episodes.count)
            let taught = try part.map { try teacherScores(of: $0) }
            let (value, gradient) = try valueWithGradient(at: trained) { learner in
                let objective = try learner.objective(on: part, in: &context)
                scores += objective.scores.map { $0.detached() }
                let loss =
                    configuration.distillation?.loss(
                        objective.loss, of: objective.scores, taught: taught.compactMap(\.self)) ?? objective.loss
                return weight == 1 ? loss : loss * weight
            }
            loss += try value.scalar()
            total = total.map { $0 + gradient } ?? gradient
        }
        guard let total else { return nil }
        let answered = zip(scores, episodes).map { FewShotNetworks.accuracy($0, $1.query.labels) }
        let own = Descent(loss: loss, accuracy: try Tensor.stacked(answered).mean().scalar(), gradient: total)
        return try group?.combined(own, over: share, of: trained, in: &context) ?? own
    }

    private func teacherScores(of episode: Episode) throws -> Tensor? {
        var context = ForwardContext(normalization: .running)
        return try teacher?.scores(for: episode, in: &context).detached()
    }

    /// Answers the next validation episode, or the next ones, one in each process.
    public mutating func validate(_ trained: Trained) throws -> Validation {
        func answer(_ position: Int) throws -> EpisodeResult {
            try trained.answer(validation.episode(at: position), protocol: configuration.validationProtocol)
        }
        let next = validated.episodes
        let end = Swift.min(next + (group?.size ?? 1), configuration.validationEpisodes)
        for result in try group?.results(of: next..<end, answer) ?? [answer(next)] { validated.add(result, plan: nil) }
        guard validated.episodes >= configuration.validationEpisodes else { return .answered(validated.episodes) }
        defer { validated = Tally() }
        return .finished(
            ValidationScore(
                loss: validated.loss, accuracy: validated.accuracy, confidence95: validated.confidence95))
    }
}

extension Trainer where Trained: Learner {
    /// Creates a trainer on episodes that goes on from a state; `teacher` is what the recipe's distillation is from.
    ///
    /// - Throws: ``SamplingError`` if the data can't supply the episodes.
    public init(
        _ state: TrainingState<Trained>, configuration: TrainingConfiguration, train: Dataset, validation: Dataset,
        teacher: (any Learner)? = nil, sharedBy group: ProcessGroup? = nil
    ) throws(SamplingError) {
        self.init(
            state, configuration: configuration,
            objective: try EpisodeObjective(
                configuration, train: train, validation: validation, teacher: teacher, sharedBy: group))
    }
}
