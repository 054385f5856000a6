import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotNetworks
import ShopGuide
import ShopGuideExperiments

/// A schedule of the learning rate.
enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
    case step, cosine, constant
}

/// An augmentation of training images.
enum AugmentationName: String, ExpressibleByArgument, CaseIterable {
    case none, drawings, photos

    var augmentation: Augmentation? {
        switch self {
        case .none: nil
        case .drawings: .drawings
        case .photos: .photos
        }
    }
}

/// The options that make up a training recipe; what is not given is the recipe's default, or, on resuming, the run's.
struct RecipeArguments: ParsableArguments {
    @Option(name: .long, help: "Classes per training episode (default: 60, or 20 or 5 where the data has fewer).")
    var ways: Int?
    @Option(name: .long, help: "Support examples per class (default: 1).")
    var shots: Int?
    @Option(name: .long, help: "Queries per class (default: 5).")
    var queries: Int?
    @Option(name: .long, help: "Classes per validation episode (default: 5).")
    var validationWays: Int?
    @Option(name: .long, help: "Support examples per class in validation (default: as in training).")
    var validationShots: Int?
    @Option(name: .long, help: "Queries per class in validation (default: 15).")
    var validationQueries: Int?
    @Option(name: .long, help: "Validation episodes, the same ones each time (default: 100).")
    var validationEpisodes: Int?
    @Option(name: .long, help: "How validation treats queries (default: as the learner was published).")
    var validationProtocol: EvaluationProtocol?
    @Option(name: .long, help: "Episodes that one step learns from (default: 1; for maml 32).")
    var tasks: Int?
    @Option(
        name: .long,
        help: "The share of training episodes, 0 to 1, whose classes are of one group, an alphabet say (default: 0).")
    var grouping: Double?
    @Option(name: .long, help: "How training images are varied: none, drawings or photos (default: none).")
    var augment: AugmentationName?
    @Option(
        name: .long, help: ArgumentHelp("How far --augment varies images (default: 1).", valueName: "factor"))
    var augmentStrength: Double?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The share of an episode's training classes, 0 to 1, that are made of drawings of others: changed alike, or joined (default: 0).",
            valueName: "share"))
    var newClasses: Double?
    @Option(name: .long, help: "Training steps at most (default: 10000).")
    var episodes: Int?
    @Option(name: .long, help: "Training steps between validations (default: 100).")
    var epochLength: Int?
    @Option(name: .long, help: "Validations without a gain after which training stops (default: 200).")
    var patience: Int?
    @Option(name: .long, help: "Adam's learning rate at the start (default: 0.001).")
    var rate: Double?
    @Option(
        name: .long,
        help: "step: halved every --halve-every episodes; cosine: down to 1 % over all episodes (default: step).")
    var schedule: ScheduleName?
    @Option(name: .long, help: "Episodes after which the step schedule halves the rate (default: 2000).")
    var halveEvery: Int?
    @Option(name: .long, help: "The longest gradient that is taken as it is (default: no limit).")
    var clip: Double?
    @Option(name: .long, help: "Keep a moving average of the weights with this decay, 0.999 say (default: none).")
    var averaging: Double?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The encoder (default: the learner's usual one), or pretrained ones of shopguide encoder list, of which only a head is trained; conv4 can be named beside them.",
            valueName: "name"))
    var encoder: [String] = []
    @Option(
        name: .long,
        help: "Numbers that each pretrained encoder's features are mapped to (default: \(PretrainedRow.defaultHead)).")
    var head: Int?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The last blocks of each pretrained encoder that are trained further, at a low --rate; what the others give them is kept in the cache.",
            valueName: "blocks"))
    var trainLastBlocks: Int?
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting of the learner's own; shopguide learners lists them.", valueName: "name=value"))
    var settings: [LearnerSettingArgument] = []
    @Option(name: .long, help: "The distance between embeddings (default: squared-euclidean).")
    var metric: Metric?
    @Option(name: .long, help: "Filters in each of the encoder's layers (default: 64).")
    var width: Int?
    @Option(name: .long, help: "What decides the initial weights and the episodes (default: 0).")
    var seed: UInt64?

    /// Throws the fault of the numbers by themselves.
    func check() throws {
        let least: [(String, Int?, Int)] = [
            ("--ways", ways, 2), ("--shots", shots, 1), ("--queries", queries, 1),
            ("--validation-ways", validationWays, 2), ("--validation-shots", validationShots, 1),
            ("--validation-queries", validationQueries, 1), ("--validation-episodes", validationEpisodes, 1),
            ("--episodes", episodes, 1), ("--epoch-length", epochLength, 1),
            ("--patience", patience, 1), ("--halve-every", halveEvery, 1), ("--tasks", tasks, 1),
        ]
        for (name, value, minimum) in least {
            if let value, value < minimum { throw ValidationError("\(name) must be at least \(minimum), not \(value)") }
        }
        if let width, !(1...1024).contains(width) {
            throw ValidationError("--width must be from 1 to 1024, not \(width)")
        }
        if let trainLastBlocks, !(1...256).contains(trainLastBlocks) {
            throw ValidationError("--train-last-blocks must be from 1 to 256, not \(trainLastBlocks)")
        }
        if let head, !(1...65_536).contains(head) {
            throw ValidationError("--head must be from 1 to 65536, not \(head)")
        }
        if augmentStrength != nil, augment?.augmentation == nil {
            throw ValidationError("--augment-strength is for --augment drawings or photos")
        }
        for (name, value) in [("--rate", rate), ("--clip", clip), ("--augment-strength", augmentStrength)] {
            if let value, !(value > 0 && value.isFinite) {
                throw ValidationError("\(name) must be above 0, not \(value)")
            }
        }
        if let grouping, !(0...1).contains(grouping) {
            throw ValidationError("--grouping must be from 0 to 1, not \(grouping)")
        }
        if let newClasses, !(0...1).contains(newClasses) {
            throw ValidationError("--new-classes must be from 0 to 1, not \(newClasses)")
        }
        if let averaging, !(averaging > 0 && averaging < 1) {
            throw ValidationError("--averaging must be above 0 and below 1, not \(averaging)")
        }
        if halveEvery != nil, let schedule, schedule != .step {
            throw ValidationError("--halve-every is for --schedule step, not \(schedule.rawValue)")
        }
    }

    /// Throws if an option is given that rankers don't have.
    func checkRanking() throws {
        let others: [(String, Bool)] = [
            ("--ways", ways != nil), ("--shots", shots != nil), ("--queries", queries != nil),
            ("--validation-ways", validationWays != nil), ("--validation-shots", validationShots != nil),
            ("--validation-queries", validationQueries != nil), ("--validation-episodes", validationEpisodes != nil),
            ("--validation-protocol", validationProtocol != nil), ("--tasks", tasks != nil),
            ("--grouping", grouping != nil), ("--augment", augment != nil),
            ("--augment-strength", augmentStrength != nil),
            ("--new-classes", newClasses != nil),
            ("--encoder", !encoder.isEmpty),
            ("--head", head != nil), ("--train-last-blocks", trainLastBlocks != nil),
            ("--metric", metric != nil), ("--width", width != nil),
        ]
        if let (name, _) = others.first(where: \.1) {
            throw ValidationError("\(name) is for learners of labelled examples, not for rankers")
        }
    }

    /// Returns the recipe: what is given here, over an earlier run's recipe or the defaults.
    func configuration(
        over earlier: TrainingConfiguration?, standard: TrainingConfiguration, trainingClasses: Int
    ) throws -> TrainingConfiguration {
        var result = earlier ?? standard
        if earlier == nil, result.shape.ways > trainingClasses {
            result.shape.ways = [60, 20, 5].first { $0 <= trainingClasses } ?? 5
        }
        result.shape.ways = ways ?? result.shape.ways
        result.shape.shots = shots ?? result.shape.shots
        result.shape.queries = queries ?? result.shape.queries
        result.validationShape.ways = validationWays ?? result.validationShape.ways
        result.validationShape.shots = validationShots ?? shots ?? result.validationShape.shots
        result.validationShape.queries = validationQueries ?? result.validationShape.queries
        result.validationEpisodes = validationEpisodes ?? result.validationEpisodes
        result.episodes = episodes ?? result.episodes
        result.epochLength = epochLength ?? result.epochLength
        result.patience = patience ?? result.patience
        result.rate = rate ?? result.rate
        result.validationProtocol = validationProtocol ?? result.validationProtocol
        result.tasks = tasks ?? result.tasks
        result.grouping = grouping ?? result.grouping
        if let augment { result.augmentation = augment.augmentation?.scaled(by: augmentStrength ?? 1) }
        if let newClasses { result.newClasses = newClasses > 0 ? ClassAugmentation(share: newClasses) : nil }
        result.averaging = averaging ?? result.averaging
        result.gradientLimit = clip ?? result.gradientLimit
        result.seed = seed ?? result.seed
        switch (schedule, halveEvery) {
        case (nil, nil):
            // A schedule over the whole length fits the length that is asked for.
            if earlier == nil, case .cosine(_, let final) = result.schedule {
                result.schedule = .cosine(steps: result.episodes, final: final)
            }
        case (.step, let every), (nil, let every): result.schedule = .step(every: every ?? 2000, factor: 0.5)
        case (.cosine, _): result.schedule = .cosine(steps: result.episodes, final: 0.01)
        case (.constant, _): result.schedule = .constant
        }
        return result
    }

    /// Makes the episodes of a recipe as small as data of products need them, where nobody named their size: a young shop has few
    /// categories, and few products in each.
    func fit(_ recipe: inout TrainingConfiguration, to data: LoadedData) throws {
        func smallest(_ dataset: Dataset) -> Int { dataset.classes.map(\.examples.count).min() ?? 0 }
        let (train, validation) = (try data.dataset(.train), try data.dataset(.validation))
        if ways == nil { recipe.shape.ways = min(recipe.shape.ways, train.classes.count) }
        if queries == nil {
            recipe.shape.queries = max(1, min(recipe.shape.queries, smallest(train) - recipe.shape.shots))
        }
        if validationWays == nil {
            recipe.validationShape.ways = min(recipe.validationShape.ways, validation.classes.count)
        }
        if validationQueries == nil {
            let left = smallest(validation) - recipe.validationShape.shots
            recipe.validationShape.queries = max(1, min(recipe.validationShape.queries, left))
        }
    }

    /// Returns the architecture: what is given here, over an earlier run's or the learner's usual one.
    func architecture(
        over earlier: Architecture?, _ kind: LearnerKind, _ data: LoadedData, classes: Int?
    ) -> Architecture {
        let own = settings.isEmpty ? earlier?.settings : settings.dictionary
        let named = data.options.pretrained == nil ? encoder.first : data.encoder
        return Architecture(
            learner: kind.name, metric: metric ?? earlier?.metric ?? .squaredEuclidean,
            encoder: named ?? earlier?.encoder ?? data.encoder ?? kind.encoder,
            width: width ?? earlier?.width ?? 64, imageShape: data.imageShape, options: data.options, classes: classes,
            settings: own)
    }
}
