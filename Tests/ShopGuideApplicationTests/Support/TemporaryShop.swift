import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import LocalPostgres
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideStore

/// A store of a few built-in products with two models beside it, in a folder that goes with the value.
final class TemporaryShop {
    let folder = FileManager.default.temporaryDirectory.appending(path: "TemporaryShop.\(UUID().uuidString)")
    private static let catalogue = BuiltinCatalogue.generate()

    /// The model that came with shopguide, and one of titles alone whose embeddings have another width.
    static let models = ["products", "titles"]

    /// The store: a file or, where the tests are to run on PostgreSQL, a schema of the shared server.
    let store: URL

    /// Makes the store and the models.
    init() throws {
        store =
            LocalPostgres.isWanted
            ? Stores.place(try LocalPostgres.shared.get().address(for: folder, "shop"))
            : folder.appending(path: "shop.sqlite")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "models"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: TrainedShop.models.appending(path: "products"), to: model("products"))
        try Self.writeTitleModel(to: model("titles"))
        let products = Self.catalogue.storedProducts().filter { product in
            ["mug", "phone", "kettle"].contains(product.category?.path.last) && product.id.suffix(2) <= "08"
        }
        try Stores.open(at: store).write { writer in for product in products { try writer.save(product) } }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func model(_ name: String) -> URL { folder.appending(path: "models/\(name)") }

    /// Opens the shop, as another process would, and reads it at once unless a test does; its default model is the shipped one of this
    /// name.
    ///
    /// - Parameters:
    ///   - name: The model.
    ///   - isReadAhead: Whether it is read by ``Shop/readInBackground()``.
    ///   - shoppers: The trained learners of shoppers; none where this is nil.
    ///   - executor: The place where slow work is done.
    ///   - notes: Receives what the shop tells of its snapshots; it keeps none where this is nil.
    /// - Returns: The shop.
    /// - Throws: The error of a store or a model that can't be read.
    func open(
        _ name: String = "products", isReadAhead: Bool = false, shoppers: ShopperModels? = nil,
        executor: any WorkExecutor = InlineExecutor(), notes: (@Sendable (String) -> Void)? = nil
    ) throws -> Shop {
        if !FileManager.default.fileExists(atPath: model(name).path(percentEncoded: false)) {
            try FileManager.default.copyItem(at: TrainedShop.models.appending(path: name), to: model(name))
        }
        var options = Shop.Options(models: ModelCatalog(model(name)), shoppers: try shoppers ?? ShopperModels([]))
        options.executor = executor
        (options.isReadAhead, options.lanes, options.firstEmbedded) = (isReadAhead, 2, 4)
        if let notes {
            (options.keepsSnapshots, options.note) = (true, notes)
            options.snapshotSchedule.leastProducts = 1
        }
        let shop = try Shop(try Stores.open(at: store), options)
        if !isReadAhead { _ = try shop.builtRecommender() }
        return shop
    }

    /// An untrained model: it is only as good as chance, but an encoder like any other.
    private static func writeTitleModel(to folder: URL) throws {
        let parts = ProductParts(title: 64)
        var generator = SeededGenerator(seed: 7)
        let learner = PrototypicalNetwork(encoder: ProductEncoder(parts, width: 32, using: &generator))
        var description = ModelDescription(
            architecture: Architecture(
                learner: "prototypical", encoder: "product", width: 32, imageShape: [parts.width],
                options: EncoderOptions(parts: parts)))
        description.calibrations = ["title": Calibration(rejection: 10)]
        try ModelFolder(folder, registry: .shop).save(learner, description)
    }
}
