import ArgumentParser
import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import ShopGuide
import ShopGuideApplication
import Foundation
import ShopGuide
import ShopGuideExperiments

/// `shopguide train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Meta-trains a learner and writes a model folder.",
        discussion: """
            Example:
              shopguide train prototypical --data omniglot:omniglot_105.zip --output runs/omniglot

            The folder gets model.safetensors and model.json (the best weights by validation so far, with their \
            provenance), metrics.jsonl, TensorBoard events and checkpoint.safetensors. A run that was stopped, or killed, \
            goes on with --resume, to the same weights as if it had not been.

            Rankers for shoppers learn from interactions, markets:FOLDER (see Docs/markets.md), and keep the weights that rank \
            shoppers' last events highest:
              shopguide train relation-ranker --data markets:xmarket --output runs/shoppers/relation
              shopguide recommend --shoppers runs/shoppers --learner relation

            On pretrained encoders (shopguide encoder add) a linear head alone is trained; pictures are embedded once and kept in the cache. \
            With --encoder conv4 beside them, four blocks learn from the pixels too. The products of a store are seen by their pictures and \
            titles, and embeddings are kept in the store:
              shopguide train prototypical --data images:grocery84.zip --scheme coarse --encoder mobilenet --episodes 400
              shopguide train prototypical --data catalog:shop.sqlite --encoder mobilenet --encoder minilm --output runs/shop

            Processes that a launcher of PyTorch starts share out the tasks of each step (see Docs/distributed.md):
              torchrun --no-python --nproc-per-node 2 shopguide train maml --data builtin --output runs/maml
            """
    )

    @Argument(
        help:
            "The learner: \(ModelRegistry.shop.learners.map(\.name).joined(separator: ", ")). shopguide learners tells more."
    )
    var learner: String

    @OptionGroup(title: "Data") var data: DataArguments
    @OptionGroup(title: "Recipe") var recipe: RecipeArguments
    @OptionGroup var encoders: EncoderFolderArguments

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String = "runs/model"

    @Flag(name: .long, help: "Go on with the run in the output folder.")
    var resume = false

    @Option(
        name: .long,
        help: ArgumentHelp("Begin with the weights of a trained model, or with its encoder.", valueName: "folder"))
    var startFrom: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Learn from the answers of a trained model or ensemble beside the labels: distillation.",
            valueName: "folder"))
    var teacher: String?

    @OptionGroup var threads: ThreadArguments
    @OptionGroup var device: DeviceArguments
    @OptionGroup var precision: PrecisionArguments

    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        let kind: LearnerKind
        do { kind = try ModelRegistry.shop.learner(named: learner) } catch { throw ValidationError("\(error)") }
        try recipe.check()
        guard kind.recipe?.ranking != nil else { return }
        try recipe.checkRanking()
        guard case .markets = try DataName(parsing: data.data) else {
            throw ValidationError("\(learner) learns from interactions: --data markets:FOLDER, not \(data.data)")
        }
        guard startFrom == nil else { throw ValidationError("--start-from is not for \(learner)") }
        guard teacher == nil else { throw ValidationError("--teacher is not for \(learner)") }
        guard precision.precision == nil else {
            throw ValidationError("--precision is for learners with blocks of convolutions, not for \(learner)")
        }
        guard device.device == .cpu else {
            throw ValidationError("--device \(device.device) is not for \(learner), which computes on the processor")
        }
    }

    func run() throws {
        try threads.apply()
        let device = try device.checked()
        let kind = try ModelRegistry.shop.learner(named: learner)
        let group = try Launch.group(in: ProcessInfo.processInfo.environment)
        if kind.recipe?.ranking != nil { return try trainRanker(kind, sharedBy: group) }
        let folder = try TrainingFolder(URL(filePath: output), resume: resume, sharedBy: group)
        let begun = try folder.header?.architecture ?? startFrom.map(Self.architecture)
        let isPretrained = recipe.encoder.contains { !EncoderChoice.isReserved($0) } || begun?.pretrained != nil
        let loaded = try encoded(
            data.load(
                for: begun.flatMap { $0.parts?.isProfiled ?? false ? $0 : nil }, isPretrained: isPretrained, on: device,
                isSilent: folder.isFollowing),
            for: kind, resuming: folder.header?.architecture)
        let classes = try loaded.dataset(.train).classes.count
        guard let standard = kind.recipe else { return try saveUntrained(loaded, in: folder) }
        var configuration = try recipe.configuration(
            over: folder.header?.configuration, standard: standard, trainingClasses: classes)
        configuration.precision = precision.precision ?? configuration.precision
        TensorRuntime.setProductPrecision(configuration.precision)
        if let group, configuration.tasks < group.size {
            throw CommandError(
                "\(group.size) processes can't share out a step of --tasks \(configuration.tasks): give --tasks \(group.size) or more"
            )
        }
        if folder.header == nil, loaded.isOfProducts { try recipe.fit(&configuration, to: loaded) }
        if loaded.isOfProducts, configuration.augmentation != nil {
            throw CommandError("--augment varies images alone; leave it out for \(data.data)")
        }
        let teacher = try teacher(of: loaded, in: &configuration, on: device)
        let architecture = recipe.architecture(
            over: folder.header?.architecture, kind, loaded,
            classes: kind.head == .ways ? configuration.shape.ways : kind.head == .trainingClasses ? classes : nil)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: configuration.seed))
        let random = try ModelRegistry.shop.learner(architecture, on: device, using: &generator)
        let untrained = try architecture.pretrained.map { try features().withLastBlocks(random, as: $0) } ?? random
        var header = CheckpointFile.Header(
            architecture: architecture, start: folder.header?.start, configuration: configuration,
            data: loaded.provenance, progress: TrainingProgress(), threads: TensorRuntime.threads,
            processes: group?.size)
        try folder.checkFits(header, Terminal(isSilent: folder.isFollowing))
        guard folder.header == nil else {
            return try train(untrained, loaded, header, in: folder, taughtBy: teacher)
        }
        guard let startFrom else {
            let first = try untrained.prepared(for: loaded.dataset(.train).learningPart)
            return try train(first, loaded, header, in: folder, taughtBy: teacher)
        }
        let source = ModelFolder(URL(filePath: startFrom), registry: .shop)
        let (learner, provenance) = try source.begin(untrained, of: architecture, source: startFrom)
        header.start = Provenance.Start(model: URL(filePath: startFrom).lastPathComponent, provenance)
        // A head begins with the data's components, unless it was trained already.
        let isNew = architecture.pretrained != nil && begun?.pretrained == nil
        let first = isNew ? try learner.prepared(for: loaded.dataset(.train).learningPart) : learner
        try train(first, loaded, header, in: folder, taughtBy: teacher)
    }

    /// Returns the model to learn from, if there is one, and notes it in the recipe.
    private func teacher(
        of data: LoadedData, in recipe: inout TrainingConfiguration, on device: Device
    ) throws -> (any Learner)? {
        guard let teacher else {
            guard recipe.distillation == nil else {
                throw CommandError(
                    "\(output) holds a run that learns from a trained model: add --teacher to go on with it")
            }
            return nil
        }
        let folder = URL(filePath: teacher)
        let loaded = try ModelFolder(folder, registry: .shop).load(on: device)
        let shape = loaded.description.architecture.imageShape
        guard shape == data.imageShape else {
            throw CommandError(
                "--teacher \(teacher) takes examples of shape \(shape), not \(data.imageShape) as \(data.name) has")
        }
        recipe.distillation = Distillation(
            teacher: try SHA256.hexadecimal(ofFile: folder.appending(path: "model.safetensors")))
        return loaded.learner
    }

    /// Returns the data as the encoders see it that were named: as features, where these are pretrained.
    private func encoded(
        _ data: LoadedData, for kind: LearnerKind, resuming earlier: Architecture?
    ) throws -> LoadedData {
        let known = earlier?.pretrained
        let choice = try EncoderChoice(recipe.encoder, for: kind, in: encoders.known)
        guard case .pretrained(let names, let hasBlocks) = choice else {
            if let known, recipe.encoder.isEmpty { return try features().rows(of: data, as: known) }
            guard recipe.head == nil else {
                throw CommandError("--head is for pretrained encoders: name one with --encoder")
            }
            guard recipe.trainLastBlocks == nil else {
                throw CommandError("--train-last-blocks is for pretrained encoders: name one with --encoder")
            }
            return data
        }
        guard hasBlocks || recipe.augment?.augmentation == nil else {
            throw CommandError("--augment varies pixels, and a head sees features alone: add --encoder conv4")
        }
        let features = try features()
        let head = recipe.head ?? known?.head ?? PretrainedRow.defaultHead
        let last = recipe.trainLastBlocks ?? known?.encoders.lazy.compactMap(\.blocks?.blocks).first
        guard last == nil || kind.use != .taskNetworks && kind.recipe != nil else {
            throw CommandError("--train-last-blocks is for learners that train an encoder, not for \(kind.name)")
        }
        return try features.rows(
            of: data, as: features.row(names, hasPixels: hasBlocks, head: head, lastBlocks: last, for: data))
    }

    private func features() throws -> PretrainedFeatures { try encoders.features(isCached: !data.noCache) }

    private static func architecture(of model: String) throws -> Architecture {
        try ModelFolder(URL(filePath: model), registry: .shop).load().description.architecture
    }

    private func trainRanker(_ kind: LearnerKind, sharedBy group: ProcessGroup?) throws {
        guard case .markets(let path) = try DataName(parsing: data.data) else { return }
        let folder = try TrainingFolder(URL(filePath: output), resume: resume, sharedBy: group)
        let markets = try MarketData(path == "builtin" ? nil : URL(filePath: path))
        let training = RankerTraining(
            kind, on: markets, in: folder, seed: recipe.seed ?? 0,
            monitor: Terminal.interruptible(isSilent: folder.isFollowing))
        let configuration = try recipe.configuration(
            over: training.configuration, standard: training.configuration, trainingClasses: .max)
        let settings =
            recipe.settings.isEmpty ? folder.header?.architecture.settings ?? [:] : recipe.settings.dictionary
        let summary = try training.run(configuration, settings: settings)
        guard !folder.isFollowing else { return }
        let name = kind.name.replacing("-ranker", with: "")
        let parent = URL(filePath: output).deletingLastPathComponent().relativePath
        let next =
            URL(filePath: output).lastPathComponent == name
            ? "shopguide recommend --shoppers \(parent) --learner \(name)"
            : "put it into a folder as \(name); then shopguide recommend --shoppers FOLDER --learner \(name)"
        try show(summary, score: "nDCG@10", next: next)
    }

    private func show(_ summary: TrainingSession.Summary, score: String, next: String) throws {
        switch format {
        case .json: try Output.result(json: summary)
        case .text:
            try Output.result(
                """
                \(summary.model): \(summary.episodes) episodes in \(NumberFormat.duration(summary.seconds))
                best validation \(score) \(NumberFormat.percent(summary.validationAccuracy)) at episode \(summary.bestStep)
                Next: \(next)
                """)
        }
    }

    /// Writes the model of a method without training, so that it is measured as the others are.
    private func saveUntrained(_ loaded: LoadedData, in folder: TrainingFolder) throws {
        guard !folder.isFollowing else { return }
        let architecture = Architecture(
            learner: learner, metric: recipe.metric ?? .squaredEuclidean,
            encoder: loaded.options.pretrained.flatMap { _ in loaded.encoder } ?? EncoderKind.conv4.name,
            imageShape: loaded.imageShape, options: loaded.options)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: recipe.seed ?? 0))
        let untrained = try ModelRegistry.shop.learner(architecture, using: &generator)
        try folder.model.save(untrained, ModelDescription(architecture: architecture))
        Output.note(
            "\(output): \(learner) has nothing to train; next: shopguide evaluate --model \(output) --data \(data.data)"
        )
    }

    /// Has probabilities fitted on training classes that were spared or, where they are too few, by models that haven't seen them.
    private func calibrate(
        _ model: ModelFolder, whole: Dataset, _ configuration: TrainingConfiguration, _ terminal: Terminal
    ) throws {
        try model.calibrate(
            by: { learner in
                whole.hasClassesToSpare
                    ? [HeldOutModel(learner, unseen: whole.calibrationPart)]
                    : try CrossFitting(like: try model.load().description, configuration, terminal).heldOut(whole)
            }, seed: configuration.seed)
    }

    private func train(
        _ untrained: some Learner, _ loaded: LoadedData, _ header: CheckpointFile.Header, in folder: TrainingFolder,
        taughtBy teacher: (any Learner)?
    ) throws {
        let (shape, validationShape) = (header.configuration.shape, header.configuration.validationShape)
        let whole = try loaded.dataset(.train, for: shape, options: "--ways, --shots or --queries")
        let isOfShops = loaded.sources != nil
        let train = loaded.parts == nil || isOfShops ? whole : whole.learningPart
        let validation = try loaded.dataset(
            .validation, for: validationShape,
            options: "--validation-ways, --validation-shots or --validation-queries")
        var state = TrainingState(untrained, isAveraged: header.configuration.averaging != nil)
        try folder.restore(&state)
        let terminal = Terminal.interruptible(isSilent: folder.isFollowing)
        let session = TrainingSession(folder: folder, header: header, monitor: terminal)
        let summary = try session.run(
            state, train: train, validation: validation, teacher: teacher
        ).summary
        guard !folder.isFollowing else { return }
        if let sources = loaded.sources {
            terminal.note("calibrating on the tasks of \(sources.count) shops")
            try folder.model.calibrate(on: train, sources: sources, seed: header.configuration.seed)
        } else {
            try calibrate(folder.model, whole: try loaded.dataset(.train), header.configuration, terminal)
        }
        let next = loaded.sources == nil ? "" : " --split validation --grouping 1"
        try show(summary, score: "accuracy", next: "shopguide evaluate --model \(output) --data \(data.data)\(next)")
    }
}
