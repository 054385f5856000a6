import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The categories of a shop as tasks: the model that sees its products is trained further on some of them, chosen on others, and tested on
/// the rest.
package struct CategoryStudy: Sendable {
    /// Sentences on what was found, and on what was left out and why.
    package let sentences: [String]
    private let store: any Store
    private let name: String
    private let folder: URL
    private let seed: UInt64
    private let parts: Parts?

    /// The categories of each part of the division, with the rows that a model is trained on.
    private struct Parts: Sendable {
        /// Nil where there are too few categories to train on.
        var training: LoadedData?
        var validation: [[Product]]
        var test: [[Product]]
    }

    /// Categories that are taken at most, by lot.
    private static let mostCategories = 150
    /// Categories that the test needs, so that a task can have taught ones and strange ones.
    private static let leastTested = 4
    /// Products that a category needs where nothing is trained.
    private static let leastProducts = 2
    /// The tasks of each number.
    private static let tasks = 100
    /// Training steps where there is time for all, and at least.
    private static let (steps, fewestSteps) = (300, 20)
    /// Seconds of a training step, and of all tasks, on one thread of a slow server.
    private static let (secondsPerStep, testSeconds) = (0.3, 10.0)
    /// The share of a budget that training the model may take.
    private static let budgetShare = 0.2

    /// Prepares a study.
    ///
    /// - Parameters:
    ///   - shop: The shop.
    ///   - path: The place of its store, as a user names it.
    ///   - products: Its products.
    ///   - trains: Whether the model is trained further where there is enough data.
    ///   - seed: The seed of everything that is drawn.
    /// - Throws: ``StoreError`` for a store that can't be read, ``ModelError`` for a model that can't.
    package init(of shop: Shop, at path: String, _ products: [Product], trains: Bool, seed: UInt64) throws {
        (store, self.seed) = (shop.store, seed)
        (name, folder) = (shop.activeModel, try shop.activeModelFolder)
        let (description, _) = try ModelFolder(folder, registry: .shop).contents()
        var (training, reason) = (LoadedData?.none, "")
        let layout = description.architecture.parts
        if trains, layout?.isProfiled != true { reason = "it doesn't weigh the columns of a catalogue" }
        if trains, let layout, layout.isProfiled {
            do {
                training = try CatalogData.load(path, draw: seed, layout: layout, most: Self.mostCategories)
            } catch let error as DataError { reason = "\(error)" }
        }
        let tested = training?.splits[.test]?.classes.count ?? 0
        if let loaded = training, tested >= Self.leastTested {
            let validation = try Self.products(of: .validation, loaded, in: store)
            let test = try Self.products(of: .test, loaded, in: store)
            parts = Parts(training: loaded, validation: validation, test: test)
            let counts = [.train, .validation, .test].map { (split: Split) in loaded.splits[split]?.classes.count ?? 0 }
            sentences =
                loaded.notes + [
                    "products: \(counts.reduce(0, +)) categories of 6 products or more: \(name) is trained further on "
                        + "\(counts[0]) of them, chosen on \(counts[1]), and tested on \(counts[2])"
                ]
            return
        }
        if training != nil {
            reason = "\(tested) categories for the test; \(Self.leastTested) are needed, about 20 in all"
        }
        let grouped = Dictionary(grouping: products) { $0.category?.id ?? "" }
        var generator = SeededGenerator(seed: seed)
        let large = grouped.filter { !$0.key.isEmpty && $0.value.count >= Self.leastProducts }.keys.sorted()
        let chosen = generator.shuffled(large).prefix(Self.mostCategories).sorted()
        guard chosen.count >= Self.leastTested else {
            parts = nil
            sentences = [
                "products: \(chosen.count) categories of \(Self.leastProducts) products or more; \(Self.leastTested) are needed to "
                    + "measure \(name) on them, and about 20 of 6 products to train it further"
            ]
            return
        }
        parts = Parts(
            training: nil, validation: [],
            test: chosen.map { Array((grouped[$0] ?? []).prefix(CatalogData.productsPerCategory)) })
        let why = reason.isEmpty ? "" : ": \(reason)"
        sentences = [
            "products: \(name) is measured on \(chosen.count) categories" + (trains ? ", and stays as it is\(why)" : "")
        ]
    }

    private static func products(of split: Split, _ data: LoadedData, in store: any Store) throws -> [[Product]] {
        let (classes, ids) = (data.splits[split]?.classes ?? [], data.products ?? [])
        return try classes.map { category in try category.examples.compactMap { try store.product(ids[$0]) } }
    }

    /// The seconds that it takes, about, where all may take some minutes.
    func seconds(in minutes: Double?) -> Double {
        guard let parts else { return 0 }
        return (parts.training == nil ? 0 : Double(steps(in: minutes)) * Self.secondsPerStep) + Self.testSeconds
    }

    /// Training steps for which there is time.
    private func steps(in minutes: Double?) -> Int {
        let possible = minutes.map { Int(Self.budgetShare * $0 * 60 / Self.secondsPerStep) } ?? Self.steps
        return max(Self.fewestSteps, min(Self.steps, possible))
    }

    /// Trains the model further, chooses, and measures.
    ///
    /// - Parameters:
    ///   - run: The folder of the run.
    ///   - minutes: The minutes that everything may take; nil where nobody said.
    /// - Returns: The table, and the folder of the trained model where there is one; nil where there are too few categories.
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    func measured(
        in run: ExperimentFolder, minutes: Double?
    ) throws -> (table: ShopEvaluationReport.CategoryTable, model: URL?)? {
        guard let parts else { return nil }
        let output = run.url.appending(path: Self.trainedName)
        var models = [(name: name, folder: folder)]
        if let data = parts.training {
            try train(on: data, minutes, in: run, to: output)
            models.append((Self.trainedName, output))
        }
        let table = try run.number("categories") {
            var validation: [String: Double] = [:]
            for model in models where models.count > 1 {
                let outcome = try tasks(parts.validation, model.folder)
                    .outcome(shots: 1, episodes: Self.tasks, seed: seed &+ 1)
                validation[model.name] = outcome.map { Double($0.likeliest) / Double($0.known) } ?? 0
            }
            let rows = try models.flatMap { model in
                let tasks = try tasks(parts.test, model.folder)
                return try CatalogueMeasurement.shots.compactMap { shots in
                    try run.checkStop()
                    return try tasks.outcome(shots: shots, episodes: Self.tasks, seed: seed).map {
                        ShopEvaluationReport.CategoryTable.Row(model.name, shots: shots, $0)
                    }
                }
            }
            // Of equal ones the one that serves stays.
            let isBetter = validation[Self.trainedName, default: 0] > validation[name, default: 0]
            return ShopEvaluationReport.CategoryTable(
                categories: parts.test.count, products: parts.test.reduce(0) { $0 + $1.count }, tasks: Self.tasks,
                chosen: isBetter ? Self.trainedName : name, validationAccuracy: validation, rows: rows)
        }
        return (table, parts.training == nil ? nil : output)
    }

    /// The name of the trained model in reports, and of its folder.
    static let trainedName = "products"

    /// Tasks of some categories, as a model sees their products.
    private func tasks(_ categories: [[Product]], _ folder: URL) throws -> CategoryTasks {
        let model = try CategoryModel(folder)
        let products = categories.flatMap(\.self)
        let profile = try StoredColumns(in: store)?.profile ?? StoredColumns.profile(of: store)
        let read = StoredColumns.vectors(in: store, for: profile)
        let sources = profile.vectorColumns.compactMap(\.source)
        let adapted = try AdaptedModel(
            model, to: products, sources: sources, vectors: sources.isEmpty ? [] : products.map(read))
        var (classes, start) = ([[Int]](), 0)
        for category in categories {
            classes.append(Array(start..<start + category.count))
            start += category.count
        }
        return CategoryTasks(model: adapted.model, embeddings: adapted.embeddings, classes: classes)
    }

    /// Trains the model further on the shop's training categories, and writes it.
    private func train(
        on data: LoadedData, _ minutes: Double?, in run: ExperimentFolder, to output: URL
    ) throws {
        let loaded = try ModelFolder(folder, registry: .shop).load()
        var description = loaded.description
        description.architecture.imageShape = data.imageShape
        description.architecture.options = data.options
        guard let learner = loaded.learner as? any EncodingLearner else { return }
        let begun = learner.reading(vectors: max(1, data.parts?.vectorCount ?? 1))
        let configuration = try configuration(of: data, steps: steps(in: minutes))
        let trained = try trained(begun, description.architecture, configuration, data, in: run)
        let start = Provenance.Start(model: name, description.provenance)
        description.provenance?.start = start
        description.provenance?.configuration = configuration
        description.provenance?.data = data.provenance
        description.provenance?.checkpoint = Provenance.Checkpoint(
            rule: "best validation accuracy", step: trained.step, validationAccuracy: 0)
        // Its distances are calibrated by what they are like, as those of the model that it began with.
        try ModelFolder(output, registry: .shop).save(trained.learner, description)
    }

    private func trained<Trained: Learner>(
        _ learner: Trained, _ architecture: Architecture, _ configuration: TrainingConfiguration, _ data: LoadedData,
        in run: ExperimentFolder
    ) throws -> (learner: any Learner, step: Int) {
        let classes = try (train: data.dataset(.train), validation: data.dataset(.validation))
        let outcome = try run.trained(
            Self.trainedName, learner, architecture, configuration, title: "\(classes.train.classes.count) categories"
        ) {
            try EpisodeObjective<Trained>(configuration, train: classes.train, validation: classes.validation)
        }
        return (outcome.module, outcome.step)
    }

    /// A short recipe, its episodes as small as the shop's categories need them.
    private func configuration(of data: LoadedData, steps: Int) throws -> TrainingConfiguration {
        func smallest(_ dataset: Dataset) -> Int { dataset.classes.map(\.examples.count).min() ?? 0 }
        let (train, validation) = (try data.dataset(.train), try data.dataset(.validation))
        var configuration = TrainingConfiguration()
        configuration.shape = EpisodeShape(
            ways: min(20, train.classes.count), shots: 1, queries: max(1, min(5, smallest(train) - 1)))
        configuration.validationShape = EpisodeShape(
            ways: min(5, validation.classes.count), shots: 1, queries: max(1, min(5, smallest(validation) - 1)))
        (configuration.validationEpisodes, configuration.episodes) = (60, steps)
        (configuration.epochLength, configuration.patience) = (max(10, steps / 12), 4)
        (configuration.rate, configuration.gradientLimit) = (5e-4, 5)
        configuration.schedule = .cosine(steps: steps, final: 0.05)
        configuration.seed = seed
        return configuration
    }
}
