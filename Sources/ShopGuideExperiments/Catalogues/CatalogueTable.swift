import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin

/// The table of catalogues: new categories from one, three and five examples in catalogues that the model never saw, as they are and
/// with columns that say nothing.
package struct CatalogueTable {
    /// The table's name.
    package static let name = "catalogues"
    /// The table in one sentence.
    package static let abstract =
        "new categories from 1, 3 and 5 products in catalogues that the model never saw, with columns that say nothing"

    /// The folder of the models; `catalogues` in it is asked.
    let models: URL
    /// The folder that is written.
    let folder: URL
    let sources: [DataName]
    let episodes: Int
    let seed: UInt64
    let monitor: any WorkMonitor

    /// Creates the table.
    ///
    /// - Parameters:
    ///   - sources: PriceRunner's offers and Complete Journey's products, where they are there.
    ///   - models: The folder of the model `catalogues`.
    ///   - folder: The folder that is written.
    ///   - episodes: Tasks of each number.
    ///   - seed: What decides the tasks.
    ///   - monitor: Shows progress.
    package init(
        sources: [DataName], models: URL, folder: URL, episodes: Int, seed: UInt64, monitor: any WorkMonitor
    ) {
        (self.sources, self.models, self.folder, self.episodes) = (sources, models, folder, episodes)
        (self.seed, self.monitor) = (seed, monitor)
    }

    /// Measures all catalogues.
    ///
    /// The built-in catalogue is asked of a model that was trained on invented shops alone, which is trained here where it is missing; all
    /// others of the model that ships, which has never seen them.
    ///
    /// - Throws: What a model or a file throws, or ``ExperimentError`` if the user stopped it.
    package func results() throws -> CatalogueResults {
        let shipped = try CategoryModel(models.appending(path: Self.name))
        let without = try CategoryModel(try trainedWithoutBuiltin())
        var rows = try measure(BenchmarkCatalogue.builtin(), of: without, "trained without it")
        for source in sources {
            switch source {
            case .offers(let path):
                for catalogue in try BenchmarkCatalogue.priceRunner(path, seed: seed) {
                    rows += try measure(catalogue, of: shipped, "shipped")
                }
            case .journey(let path):
                rows += try measure(try BenchmarkCatalogue.journey(path, seed: seed), of: shipped, "shipped")
            default: throw ExperimentError("the table catalogues takes offers:TABLE and journey:TABLE")
            }
        }
        var invented: [CatalogueResults.Row] = []
        for catalogue in BenchmarkCatalogue.invented() { invented += try measure(catalogue, of: shipped, "shipped") }
        rows += CatalogueResults.Row.means(of: invented, named: "20 invented shops")
        return CatalogueResults(episodes: episodes, seed: seed, rows: rows)
    }

    private func measure(
        _ catalogue: BenchmarkCatalogue, of model: CategoryModel, _ name: String
    ) throws -> [CatalogueResults.Row] {
        monitor.note("\(catalogue.name): \(catalogue.products.count) products")
        return try CatalogueMeasurement.columns.flatMap { added in
            try monitor.checkStop("stopped; the table begins again with the same command")
            let products = added.reduce(catalogue.products) { $1.added(to: $0, seed: seed) }
            let measurement = try CatalogueMeasurement(products, catalogue.categories, model)
            return try CatalogueMeasurement.shots.compactMap { shots in
                try measurement.row(shots: shots, episodes: episodes, seed: seed).map {
                    CatalogueResults.Row(
                        catalogue: catalogue.name, model: name, added: CatalogueMeasurement.name(of: added),
                        shots: shots, $0)
                }
            }
        }
    }

    /// Returns the folder of a model that was trained on invented shops alone, by the recipe of the one that ships.
    private func trainedWithoutBuiltin() throws -> URL {
        let output = folder.appending(path: "invented")
        let shipped = try ModelFolder(models.appending(path: Self.name), registry: .shop).load().description
        guard let provenance = shipped.provenance, let count = Int(provenance.data.name.drop { $0 != ":" }.dropFirst())
        else { throw ExperimentError("Models/catalogues has no record of its training") }
        let folder = try TrainingFolder(output, resume: FileManager.default.fileExists(atPath: output.path))
        let loaded = try ShopsData.load(count, withBuiltin: false, on: .cpu)
        var architecture = shipped.architecture
        architecture.imageShape = loaded.imageShape
        architecture.options = loaded.options
        let configuration = provenance.configuration
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: configuration.seed))
        let untrained = try ModelRegistry.shop.learner(architecture, on: .cpu, using: &generator)
        let header = CheckpointFile.Header(
            architecture: architecture, start: nil, configuration: configuration, data: loaded.provenance,
            progress: TrainingProgress(), threads: TensorRuntime.threads)
        try train(untrained, loaded, header, in: folder)
        return output
    }

    private func train(
        _ untrained: some Learner, _ loaded: LoadedData, _ header: CheckpointFile.Header, in folder: TrainingFolder
    ) throws {
        var state = TrainingState(untrained, isAveraged: header.configuration.averaging != nil)
        try folder.restore(&state)
        let train = try loaded.dataset(.train)
        _ = try TrainingSession(folder: folder, header: header, monitor: monitor).run(
            state, train: train, validation: try loaded.dataset(.validation))
        try folder.model.calibrate(on: train, sources: loaded.sources ?? [:], seed: header.configuration.seed)
    }
}
