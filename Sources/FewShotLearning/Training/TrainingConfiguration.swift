import FewShotNetworks
public import FewShotTensors

/// Everything that decides a meta-training run, but the data and the learner.
public struct TrainingConfiguration: Sendable, Codable, Equatable {
    /// The size of training episodes.
    public var shape = EpisodeShape(ways: 60, shots: 1, queries: 5)
    /// The size of validation episodes.
    public var validationShape = EpisodeShape(ways: 5, shots: 1, queries: 15)
    /// Episodes that one step learns from: MAML's meta-batch.
    public var tasks = 1
    /// The share of training episodes, 0…1, whose classes are drawn from as few groups as can be: one alphabet, say.
    public var grouping = 0.0
    /// The same of validation episodes.
    public var validationGrouping = 0.0
    /// The variation of training images, if they are varied.
    public var augmentation: Augmentation?
    /// The making of new classes of drawings, if they are made.
    public var newClasses: ClassAugmentation?
    /// The share that a teacher has in the loss, if there is one.
    public var distillation: Distillation?
    /// Validation episodes; the same ones each time.
    public var validationEpisodes = 100
    /// The treatment of queries in validation.
    public var validationProtocol = EvaluationProtocol.inductive
    /// Training steps at most, of ``tasks`` episodes each.
    public var episodes = 10_000
    /// Training steps between two validations.
    public var epochLength = 100
    /// Epochs without a better validation after which training stops.
    public var patience = 200
    /// Adam's learning rate at the start.
    public var rate = 1e-3
    /// The change of the rate over training.
    public var schedule = Schedule.step(every: 2000, factor: 0.5)
    /// Steps over which the rate rises to its height, if it does.
    public var warmUp: Int?
    /// The longest gradient that is taken as it is, if there is a limit.
    public var gradientLimit: Double?
    /// The decay of a moving average of the weights, which then is what is validated and kept; `nil` for the weights themselves.
    public var averaging: Double?
    /// The numbers that convolution blocks multiply; whoever trains sets them for the process.
    public var precision = ProductPrecision.float32
    /// The seed of the initial weights and the tasks.
    public var seed: UInt64 = 0
    /// The recipe of rankings, where these are learned in place of episodes; a step then learns from one batch of them.
    public var ranking: RankingRecipe?

    /// Creates the recipe of prototypical networks on Omniglot (Snell et al., 2017).
    public init() {}

    /// The seed of the training episodes.
    var trainingSeed: UInt64 { SeedPurpose.training.seed(from: seed) }
    /// The seed of the validation episodes.
    var validationSeed: UInt64 { SeedPurpose.validation.seed(from: seed) }
    /// The factor on the rate at a step, counted from 0, while it rises.
    func warmUpFactor(at step: Int) -> Double { warmUp.map { min(1, Double(step + 1) / Double($0)) } ?? 1 }
}

extension TrainingConfiguration {
    private enum CodingKeys: String, CodingKey {
        case shape, validationShape, tasks, grouping, validationGrouping, augmentation, newClasses
        case distillation, validationEpisodes
        case validationProtocol, episodes, epochLength, patience, rate, schedule, warmUp, gradientLimit, averaging, seed
        case ranking, precision
    }

    /// Reads a recipe; what earlier versions didn't know has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        ranking = try values.decodeIfPresent(RankingRecipe.self, forKey: .ranking)
        if ranking == nil { try decodeEpisodes(values) }
        validationEpisodes = try values.decode(Int.self, forKey: .validationEpisodes)
        episodes = try values.decode(Int.self, forKey: .episodes)
        epochLength = try values.decode(Int.self, forKey: .epochLength)
        patience = try values.decode(Int.self, forKey: .patience)
        rate = try values.decode(Double.self, forKey: .rate)
        schedule = try values.decode(Schedule.self, forKey: .schedule)
        warmUp = try values.decodeIfPresent(Int.self, forKey: .warmUp)
        gradientLimit = try values.decodeIfPresent(Double.self, forKey: .gradientLimit)
        averaging = try values.decodeIfPresent(Double.self, forKey: .averaging)
        precision = try values.decodeIfPresent(ProductPrecision.self, forKey: .precision) ?? precision
        seed = try values.decode(UInt64.self, forKey: .seed)
    }

    private mutating func decodeEpisodes(_ values: KeyedDecodingContainer<CodingKeys>) throws {
        shape = try values.decode(EpisodeShape.self, forKey: .shape)
        validationShape = try values.decode(EpisodeShape.self, forKey: .validationShape)
        tasks = try values.decodeIfPresent(Int.self, forKey: .tasks) ?? tasks
        grouping = try values.decodeIfPresent(Double.self, forKey: .grouping) ?? grouping
        validationGrouping = try values.decodeIfPresent(Double.self, forKey: .validationGrouping) ?? 0
        augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation)
        newClasses = try values.decodeIfPresent(ClassAugmentation.self, forKey: .newClasses)
        distillation = try values.decodeIfPresent(Distillation.self, forKey: .distillation)
        validationProtocol =
            try values.decodeIfPresent(EvaluationProtocol.self, forKey: .validationProtocol) ?? validationProtocol
    }

    /// Writes a recipe: what is of episodes only where these are learned.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if ranking == nil {
            try values.encode(shape, forKey: .shape)
            try values.encode(validationShape, forKey: .validationShape)
            try values.encode(tasks, forKey: .tasks)
            try values.encode(grouping, forKey: .grouping)
            try values.encode(validationGrouping, forKey: .validationGrouping)
            try values.encodeIfPresent(augmentation, forKey: .augmentation)
            try values.encodeIfPresent(newClasses, forKey: .newClasses)
            try values.encodeIfPresent(distillation, forKey: .distillation)
            try values.encode(validationProtocol, forKey: .validationProtocol)
        }
        try values.encodeIfPresent(ranking, forKey: .ranking)
        try values.encode(validationEpisodes, forKey: .validationEpisodes)
        try values.encode(episodes, forKey: .episodes)
        try values.encode(epochLength, forKey: .epochLength)
        try values.encode(patience, forKey: .patience)
        try values.encode(rate, forKey: .rate)
        try values.encode(schedule, forKey: .schedule)
        try values.encodeIfPresent(warmUp, forKey: .warmUp)
        try values.encodeIfPresent(gradientLimit, forKey: .gradientLimit)
        try values.encodeIfPresent(averaging, forKey: .averaging)
        if precision != .float32 { try values.encode(precision, forKey: .precision) }
        try values.encode(seed, forKey: .seed)
    }
}

/// The use of a seed: the same number gives unrelated episodes for each purpose.
public enum SeedPurpose: UInt64, Sendable {
    /// Initial weights.
    case weights = 0x5745_4947_4854_5300
    /// Training episodes.
    case training = 0x5452_4149_4E49_4E47
    /// Validation episodes.
    case validation = 0x5641_4C49_4441_5445
    /// Reported episodes.
    case test = 0x5445_5354_0000_0000
    /// Episodes that calibrations are fitted on.
    case calibration = 0x4341_4C49_4252_4154

    /// The seed for this purpose.
    public func seed(from seed: UInt64) -> UInt64 { seed ^ rawValue }
}
