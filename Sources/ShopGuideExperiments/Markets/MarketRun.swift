import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// A run of the protocols of shoppers and markets: on market files, on a grocer's households, or on the made-up shoppers.
public struct MarketRun: Sendable {
    private let source: URL?
    private let model: URL?
    private let seed: UInt64
    private let budget: Double?
    private let folder: URL
    private let resume: Bool
    private let width: Int
    private let monitor: any WorkMonitor

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - source: The folder of data; without one, the made-up shoppers of the built-in catalogue are taken.
    ///   - model: The folder of the model that sees products; without one, nothing is known of them but ids.
    ///   - seed: The seed of everything that is drawn.
    ///   - budget: Minutes that the whole may take; below half an hour, less is trained.
    ///   - folder: The folder that is written: finished numbers, trainings, and models of shoppers.
    ///   - resume: Whether to go on with what is in the folder.
    ///   - width: Folds or new markets that are measured at the same time.
    ///   - monitor: The listener to the progress, which may stop the run.
    public init(
        source: URL?, model: URL?, seed: UInt64, budget: Double?, folder: URL, resume: Bool, width: Int,
        monitor: any WorkMonitor
    ) {
        (self.source, self.model) = (source, model)
        self.seed = seed
        self.budget = budget
        self.folder = folder
        self.resume = resume
        self.width = width
        self.monitor = monitor
    }

    private static let defaultMinutes = 30.0

    private var trainingBudget: TrainingBudget {
        TrainingBudget(seed: seed, share: min(1, (budget ?? Self.defaultMinutes) / Self.defaultMinutes))
    }

    /// Measures known shoppers, cold ones, and new markets.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    public func markets() throws -> MarketResults {
        try results("markets", byStore: true) { data, folder, results in
            let (interactions, budget) = (data.interactions, trainingBudget)
            let known = try KnownShoppers(interactions: interactions, budget: budget, folder: folder).measured()
            try save(known, of: data, in: folder)
            (results.knownShoppers, results.full, results.chosen, results.validation) =
                (known.rows, known.full, known.chosen, known.validation)
            let cold = try ColdShoppers(
                interactions: interactions, budget: budget, folder: folder, hasSequences: true, width: width
            ).measured()
            (results.coldShoppers, results.chosenCold) = (cold.rows, cold.chosen)
            if interactions.markets.count > 1 {
                var longer = budget
                longer.passes = 4
                let new = try NewMarkets(
                    interactions: interactions, budget: longer, folder: folder, width: width,
                    content: content(of: data)
                ).measured()
                (results.newMarket, results.newMarketFamiliar, results.newMarketUntaken) =
                    (new.rows, new.familiar, new.untaken)
            }
        }
    }

    /// Measures cold shoppers, and those who come back.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    public func shoppers() throws -> MarketResults {
        try results("shoppers") { data, folder, results in
            let interactions = data.interactions
            var budget = trainingBudget
            // Few examples, so that more can be made of each, chosen on validation households; and by three rankers, whose faults differ.
            if data.isHouseholds { (budget.negatives, budget.passes, budget.members) = (60, 6, 3) }
            var cold = ColdShoppers(interactions: interactions, budget: budget, folder: folder, width: width)
            // So few households that the differences of one fifth would be chance.
            if data.isHouseholds { (cold.known, cold.asksNext, cold.folds) = ([1, 3, 5, 10], true, 5) }
            let outcome = try cold.measured()
            (results.coldShoppers, results.chosen, results.validation) =
                (outcome.rows, outcome.chosen, outcome.validation)
            results.advantages = outcome.advantages
            results.returning = try ReturningShoppers(
                interactions: interactions, budget: budget, folder: folder, width: width
            ).measured()
        }
    }

    /// The contents of the products, as the model sees them; nil where nothing is known of them.
    private func content(of data: MarketData) throws -> ItemSpace? {
        guard let products = data.products, let model else { return nil }
        let folder = FileManager.default.temporaryDirectory.appending(path: "shopguide-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Stores.open(at: folder.appending(path: "products.sqlite"))
        return ItemSpace(of: try ShopRecommender(store, CategoryModel(model)).embed(products))
    }

    private func results(
        _ table: String, byStore isByStore: Bool = false,
        _ measure: (MarketData, ExperimentFolder, inout MarketResults) throws -> Void
    ) throws -> MarketResults {
        try ExperimentFolder.checkNew(folder, resume: resume)
        let data = try MarketData(source, byStore: isByStore)
        let interactions = data.interactions
        monitor.note(
            "\(data.rows) rows of \(interactions.histories.count) shoppers in \(interactions.markets.count) markets, "
                + "\(interactions.products) products")
        let settings = ExperimentFolder.Settings(
            table: table, data: data.digest, seed: seed, share: trainingBudget.share)
        let folder = try ExperimentFolder(
            folder, settings, data: data.provenance(scheme: table), resume: resume, monitor: monitor)
        let named = source.map { " --data \($0.lastPathComponent)" } ?? ""
        let limit = budget.map { " --budget \($0)" } ?? ""
        let machine = Program.machine()
        // Parts run side by side, each operation in one thread: most are too small to be shared.
        try TensorRuntime.setThreads(1)
        var results = MarketResults(
            chosen: "", validation: [:], seed: seed, seconds: 0, machine: machine, revision: Program.revision(),
            command: "shopguide reproduce \(table)\(named)\(limit) --seed \(seed) --threads \(width)")
        try measure(data, folder, &results)
        results.seconds = folder.seconds
        return results
    }

    /// Writes the models of shoppers, each in a folder of its learner's name.
    private func save(_ known: KnownShoppers.Outcome, of data: MarketData, in folder: ExperimentFolder) throws {
        let models = folder.url.appending(path: "models")
        func save<Ranker: ShopperRanker>(
            _ name: String, _ kind: LearnerKind, _ ranker: () throws -> Ranker
        ) throws {
            let target = ModelFolder(models.appending(path: name), registry: .shop)
            let weights = target.url.appending(path: "model.safetensors")
            guard !FileManager.default.fileExists(atPath: weights.path) else { return }
            try folder.checkStop()
            let ranker = try ranker()
            var recipe = kind.recipe?.ranking ?? RankingRecipe()
            if kind.name == LearnerKind.relationRanker.name {
                recipe.passes = recipe.passes(over: known.examples, atLeast: trainingBudget.passes)
            }
            let configuration = recipe.configuration(
                examples: known.examples, rate: kind.recipe?.rate ?? 3e-3, seed: seed)
            let provenance = Provenance(
                data: data.provenance(scheme: "all but the last event of each shopper"), configuration: configuration,
                checkpoint: .init(
                    rule: "last", step: configuration.episodes, validationAccuracy: known.validation[name] ?? 0),
                episodes: configuration.episodes, trainingSeconds: folder.seconds, revision: Program.revision(),
                machine: Program.machine())
            let architecture = Architecture(
                learner: kind.name, encoder: "none", imageShape: [],
                settings: ranker.dimensions.map { ["dimensions": "\($0)"] })
            try target.save(ranker, ModelDescription(architecture: architecture, provenance: provenance))
        }
        try save("relation", .relationRanker) { try known.relation() }
        try save("prototype", .prototypeRanker) { try known.space().prototype }
        try save("maml", .mamlRanker) { try known.space().maml }
    }
}
