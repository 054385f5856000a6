import FewShotData
import FewShotReport
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin

/// The built-in shop in memory: products encoded by the shipped model, and interactions of synthetic shoppers.
struct DemoShop {
    let model: CategoryModel
    private(set) var index: RecommendationIndex
    private let products: [String: Product]
    private let points: [String: [Float]]

    /// The time of the demo's requests: the end of the synthetic year.
    static let now = Timestamp(milliseconds: 20_635 * 86_400_000)

    /// Generates the shop and encodes its products.
    ///
    /// - Throws: The error of a model that can't be loaded.
    init(_ model: CategoryModel, _ monitor: any WorkMonitor) throws {
        let catalogue = BuiltinCatalogue.generate()
        let products = catalogue.storedProducts()
        var bar = ProgressBar("products", total: products.count, on: monitor)
        let adapted = try AdaptedModel(model, to: products) { done in
            bar.show(done, "seen by the shipped model")
            try monitor.checkStop("stopped; nothing was written")
        }
        bar.clear()
        let points = adapted.embeddings
        self.model = adapted.model
        let digest = adapted.model.digest
        index = RecommendationIndex(modelDigest: digest, dimensions: model.dimensions, sample: points)
        for (product, point) in zip(products, points) {
            try index.apply(.productSaved(EmbeddedProduct(product, point, modelDigest: digest)))
        }
        for shopper in catalogue.storedShoppers() { try index.apply(.shopperSaved(shopper)) }
        for interaction in catalogue.interactions() { try index.apply(.interactionSaved(interaction)) }
        self.products = Dictionary(uniqueKeysWithValues: products.map { ($0.id, $0) })
        self.points = Dictionary(uniqueKeysWithValues: zip(products.map(\.id), points))
    }

    /// Returns the shop's model as it sees the products once each has a link of its own, with their embeddings.
    func withLinks() throws -> (model: CategoryModel, points: [String: [Float]]) {
        let linked = NuisanceColumn.link.added(to: products.values.sorted { $0.id < $1.id }, seed: 0)
        let adapted = try AdaptedModel(model, to: linked)
        return (adapted.model, Dictionary(uniqueKeysWithValues: zip(linked.map(\.id), adapted.embeddings)))
    }

    /// Returns the embedding of a product.
    func point(of id: String) -> [Float] { points[id] ?? [] }

    /// Returns the title of a product.
    func title(of id: String) -> String { products[id]?.title.text(in: "en") ?? id }

    /// Returns a product as an item of the report.
    func item(_ id: String, _ text: String) -> Story.Item {
        let picture = BuiltinCatalogue.drawing(of: id, size: 84)
        return Story.Item(
            picture: picture.map { Picture(image: $0, alternative: title(of: id)) }, title: title(of: id), text: text)
    }

    /// Recommends a few products, each with its reason.
    func recommend(_ request: RecommendationRequest) throws -> [Recommendations.Item] {
        var request = request
        request.explain = true
        request.limit = 4
        return try index.recommend(request, now: Self.now).items
    }
}
