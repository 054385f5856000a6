import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments

/// `shopguide evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures a model on classes that it never saw, or recommenders on a shop's own shoppers.",
        discussion: """
            Example:
              shopguide evaluate --model runs/omniglot --data omniglot:omniglot_105.zip --ways 20 --shots 1
              shopguide evaluate shop --store shopguide.sqlite
            """,
        subcommands: [EvaluateEpisodesCommand.self, EvaluateShopCommand.self, EvaluateLogsCommand.self],
        defaultSubcommand: EvaluateEpisodesCommand.self
    )
}

/// `shopguide evaluate episodes`, which is what `shopguide evaluate` does without a word after it.
struct EvaluateEpisodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "episodes",
        abstract: "Measures a model on episodes of classes that it never saw.",
        discussion: """
            Example:
              shopguide evaluate --model runs/omniglot --data omniglot:omniglot_105.zip --ways 20 --shots 1

            inductive: each query is answered alone, normalised by the statistics of training. transductive: the queries of \
            an episode, which are class-balanced, are normalised together, as relation networks and MAML were published. \
            transductive-assignment: each is seen as in inductive, but answers are assigned so that every class is given to as \
            many queries.

            With --open-set the learner is also asked about as many classes that it wasn't shown. What turns its distances \
            into probabilities of the classes and of "none of these" is fitted on episodes of the training classes, or comes with \
            the model where it was trained on few.
            """
    )

    @Option(name: .long, help: ArgumentHelp("The model's folder.", valueName: "folder"))
    var model: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting in place of the model's own: test-steps=10 for maml.", valueName: "name=value"))
    var settings: [LearnerSettingArgument] = []

    @OptionGroup(title: "Data") var data: DataArguments
    @OptionGroup var encoders: EncoderFolderArguments

    @Option(name: .long, help: "The classes to draw from.")
    var split: Split = .test
    @Option(name: .long, help: "Classes per episode.")
    var ways = 5
    @Option(name: .long, help: "Support examples per class.")
    var shots = 1
    @Option(
        name: .long, help: "Queries per class (default: 15, or as many as the smallest class of products has left).")
    var queries: Int?
    @Option(name: .long, help: "Episodes.")
    var episodes = 1000
    @Option(name: .long, help: "The share of episodes, 0 to 1, whose classes are of one group, a category say.")
    var grouping = 0.0
    @Option(name: .long, help: "What a learner may know of the other queries.")
    var `protocol`: EvaluationProtocol = .inductive
    @Option(name: .long, help: "What decides the episodes.")
    var seed: UInt64 = 0
    @Option(name: .long, help: "Shifts of the images whose scores are averaged: 1, 5 or 9.")
    var views: TestTimeAugmentation = .one
    @OptionGroup var threads: ThreadArguments
    @OptionGroup var device: DeviceArguments
    @OptionGroup var precision: PrecisionArguments
    @Flag(name: .long, help: "Report each class: its accuracy and what it was taken for.")
    var perClass = false
    @Flag(name: .long, help: "Measure calibrated probabilities and \"none of these\" too.")
    var openSet = false
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        for (name, value, least) in [
            ("--ways", ways, 2), ("--shots", shots, 1), ("--queries", queries ?? 1, 1), ("--episodes", episodes, 1),
        ] where value < least {
            throw ValidationError("\(name) must be at least \(least), not \(value)")
        }
        guard !openSet || self.protocol != .assignment else {
            throw ValidationError(
                "--open-set asks about classes that weren't shown, to which no answers can be assigned")
        }
        guard 0...1 ~= grouping else { throw ValidationError("--grouping must be from 0 to 1, not \(grouping)") }
    }

    func run() throws {
        try threads.apply()
        precision.apply()
        let device = try device.checked()
        let loaded = try ModelFolder(URL(filePath: model), registry: .shop).load(
            settings: settings.dictionary, on: device)
        let data = try encoded(
            try data.load(
                like: loaded.description, isPretrained: loaded.description.architecture.pretrained != nil, on: device),
            loaded.description)
        let (learner, imageShape) = Self.fitted(loaded.learner, loaded.description.architecture, to: data)
        guard data.imageShape == imageShape else {
            throw CommandError(
                "\(model) takes images of shape \(imageShape), not \(data.imageShape) as "
                    + "\(data.name) has: leave out --size and --channels, or choose data like those it was trained on")
        }
        guard views == .one || data.imageShape.count == 3 else {
            throw CommandError("--views is for images, not \(data.name)")
        }
        warnIfSeen(data, loaded.description)
        let shape = EpisodeShape(ways: ways, shots: shots, queries: try queries ?? Self.queries(data, split, shots))
        let dataset = try data.dataset(split, for: shape, options: "--ways, --shots or --queries")
        var result = try evaluate(learner, loaded.description, on: dataset, shape)
        if openSet { result.openSet = try measureOpenSet(learner, loaded.description, data, shape) }
        switch format {
        case .json: try Output.result(json: result)
        case .text: try Output.result(result.text)
        }
    }

    /// Returns the learner for as many ready vectors as a store's products have, and the shape of the examples that it takes then.
    private static func fitted(
        _ learner: any Learner, _ architecture: Architecture, to data: LoadedData
    ) -> (learner: any Learner, imageShape: [Int]) {
        guard var parts = architecture.parts, let vectors = data.parts?.vectors, parts.vector != nil,
            let encoding = learner as? any EncodingLearner
        else { return (learner, architecture.imageShape) }
        parts.vectors = vectors
        return (encoding.reading(vectors: vectors), [parts.width])
    }

    /// Returns the data as the model's encoder sees it: as features, where it stands on pretrained encoders.
    private func encoded(_ data: LoadedData, _ description: ModelDescription) throws -> LoadedData {
        guard let row = description.architecture.pretrained else { return data }
        return try encoders.features(isCached: !self.data.noCache).rows(of: data, as: row)
    }

    /// The queries per class where nobody named a number: a young shop has few products in each category.
    private static func queries(_ data: LoadedData, _ split: Split, _ shots: Int) throws -> Int {
        let standard = 15
        guard data.isOfProducts else { return standard }
        let smallest = try data.dataset(split).classes.map(\.examples.count).min() ?? 0
        return max(1, min(standard, smallest - shots))
    }

    private func evaluate(
        _ learner: some Learner, _ description: ModelDescription, on dataset: Dataset, _ shape: EpisodeShape
    ) throws -> EvaluationReport {
        var sampler = try EpisodeSampler(dataset, shape: shape, seed: SeedPurpose.test.seed(from: seed))
        sampler.grouping = grouping
        let start = ContinuousClock.now
        var tally = Tally()
        var bar = ProgressBar("episode", total: episodes)
        for episode in sampler.episodes().prefix(episodes) {
            tally.add(try learner.answer(episode, protocol: self.protocol, views: views), plan: episode.plan)
            bar.show(tally.episodes, NumberFormat.percent(tally.accuracy))
        }
        bar.clear()
        return EvaluationReport(
            accuracy: tally.accuracy, confidence95: tally.confidence95, learner: description.architecture.learner,
            protocol: self.protocol, split: split, scheme: description.provenance?.data.scheme, seed: seed,
            episodes: tally.episodes, ways: ways, shots: shots, queries: shape.queries,
            checkpoint: description.provenance?.checkpoint,
            views: views == .one ? nil : views, precision: precision.precision,
            secondsPerEpisode: (ContinuousClock.now - start) / .seconds(1) / Double(episodes),
            classes: perClass ? tally.confusion(in: dataset) : nil)
    }

    /// The model's own calibration where it has seen all training classes; else one that is fitted on the training split, at one shot
    /// and at as many as are asked for.
    private func calibration(
        _ learner: any Learner, _ description: ModelDescription, _ train: Dataset, _ shape: EpisodeShape
    ) throws -> Calibration {
        let architecture = description.architecture
        if let parts = architecture.parts, !train.hasClassesToSpare,
            let own = description.calibrations?[ProductParts.name(of: parts.ranges.map(\.part))],
            let temperature = Double(architecture.settings?["temperature"] ?? "1")
        {
            return own.scaled(by: 1 / temperature)
        }
        return try CalibrationFit.calibration(
            of: learner, on: architecture.parts == nil ? train : train.calibrationPart, ways: ways, shots: shape.shots,
            queries: min(shape.queries, 5),
            grouping: grouping, protocol: self.protocol, episodes: min(episodes, 300), seed: seed)
    }

    private func measureOpenSet(
        _ learner: any Learner, _ description: ModelDescription, _ data: LoadedData, _ shape: EpisodeShape
    ) throws -> OpenSetReport {
        let calibration = try calibration(learner, description, data.dataset(.train), shape)
        var wide = shape
        wide.ways = 2 * ways
        let dataset = try data.dataset(
            split, for: wide, options: "--ways (twice as many are drawn), --shots or --queries")
        var sampler = try EpisodeSampler(dataset, shape: wide, seed: SeedPurpose.test.seed(from: seed))
        sampler.grouping = grouping
        let answers = try OpenSet.trust(
            in: calibration, on: OpenSet(learner, protocol: self.protocol).sample(sampler, count: episodes))
        return OpenSetReport(answers, calibration)
    }

    private func warnIfSeen(_ data: LoadedData, _ description: ModelDescription) {
        guard let trained = description.provenance?.data, trained.digest == data.digest else { return }
        if trained.splitDigest != data.splitDigest {
            Output.note(
                "warning: the model was trained on these data divided otherwise (scheme \(trained.scheme)): it may have seen "
                    + "the classes that it is measured on")
        } else if split == .train {
            Output.note("note: the model was trained on these classes")
        }
    }
}

/// The report of `shopguide evaluate`.
struct EvaluationReport: Encodable {
    var accuracy: Double
    var confidence95: Double
    var learner: String
    var `protocol`: EvaluationProtocol
    var split: Split
    var scheme: String?
    var seed: UInt64
    var episodes: Int
    var ways: Int
    var shots: Int
    var queries: Int
    var checkpoint: Provenance.Checkpoint?
    var views: TestTimeAugmentation?
    /// The precision, where the command named one.
    var precision: ProductPrecision?
    var secondsPerEpisode: Double
    var classes: [ClassConfusion]?
    var openSet: OpenSetReport?

    var text: String {
        var lines = [
            "\(learner): \(String(format: "%.2f ± %.2f %%", accuracy * 100, confidence95 * 100)) "
                + "(\(ways)-way \(shots)-shot, \(queries) queries, \(episodes) episodes, \(`protocol`.rawValue), "
                + (views.map { "\($0.rawValue) views, " } ?? "") + (precision.map { "in \($0.rawValue), " } ?? "")
                + "\(split.rawValue) split, seed \(seed); \(String(format: "%.1f ms", secondsPerEpisode * 1000)) per episode)"
        ]
        if let openSet { lines.append(openSet.text) }
        for category in classes ?? [] {
            let share = NumberFormat.percent(Double(category.right) / Double(max(category.queries, 1)))
            let mistakes = category.mistakes.prefix(3).map { "\($0.name) \($0.count)×" }.joined(separator: ", ")
            let taken = mistakes.isEmpty ? "" : "; taken for \(mistakes)"
            lines.append("  \(category.name): \(share) of \(category.queries)\(taken)")
        }
        return lines.joined(separator: "\n")
    }
}
