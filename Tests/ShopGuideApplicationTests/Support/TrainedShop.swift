import FewShotData
import Foundation
import ShopGuide
import ShopGuideBuiltin
import ShopGuideStore

import ShopGuideApplication

/// The built-in catalogue with its made-up shoppers, and the learners that come with shopguide.
struct TrainedShop {
    let recommender: ShopRecommender
    private let folder = TemporaryStore()

    /// The folder of the models that come with shopguide.
    static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Models")

    /// The learners that come with shopguide.
    static func shipped() throws -> [ShopperModel] { try ShopperModel.all(in: models.appending(path: "shoppers")) }

    init(shoppers: [ShopperModel]? = nil) throws {
        let store = try Stores.open(at: folder.url, ifAbsent: .create)
        let catalogue = BuiltinCatalogue.generate()
        let few = catalogue.storedProducts().filter { $0.id.suffix(2) <= "06" }
        let ids = Set(few.map(\.id))
        try store.write { writer in
            for product in few { try writer.save(product) }
            for shopper in catalogue.storedShoppers() { try writer.save(shopper) }
            for event in catalogue.interactions() where ids.contains(event.product) { try writer.save(event) }
        }
        recommender = try ShopRecommender(
            store, try CategoryModel(Self.models.appending(path: "products")),
            shoppers: try shoppers ?? Self.shipped())
    }

    /// Saves a product, as the service and the commands do.
    func save(_ product: Product) throws {
        let embedded = try recommender.embed([product])
        _ = try recommender.store.write { try recommender.embeddings.save(embedded, with: $0) }
        try recommender.apply(embedded.map { .productSaved($0) })
    }

    /// Saves interactions that have an id each.
    func record(_ interactions: [Interaction]) throws {
        let recorded = try recommender.store.write { writer in
            try interactions.map { try RecordedInteraction($0, isNamed: true, with: writer) }
        }
        try recommender.apply(recorded.map(\.change))
    }

    /// Erases a shopper.
    func erase(_ shopper: String) throws {
        _ = try recommender.store.write { try $0.removeShopper(shopper) }
        try recommender.apply([.shopperErased(shopper)])
    }
}

/// A store in a folder of its own, which goes with it.
private final class TemporaryStore {
    let folder = FileManager.default.temporaryDirectory.appending(path: "TrainedShop.\(UUID().uuidString)")
    var url: URL { folder.appending(path: "shop.sqlite") }

    init() { try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }
}
