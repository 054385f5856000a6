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
        self.model = model
        let catalogue = BuiltinCatalogue.generate()
        let products = catalogue.storedProducts()
        let rows = ProductRows(model.parts)
        var points: [[Float]] = []
        var bar = ProgressBar("products", total: products.count, on: monitor)
        for start in stride(from: 0, to: products.count, by: 256) {
            let batch = products[start..<min(start + 256, products.count)]
            points += try model.points(of: batch.map { try rows.row(of: $0) })
            bar.show(points.count, "seen by the shipped model")
            try monitor.checkStop("stopped; nothing was written")
        }
        bar.clear()
        index = RecommendationIndex(modelDigest: model.digest, dimensions: model.dimensions, sample: points)
        for (product, point) in zip(products, points) {
            try index.apply(.productSaved(EmbeddedProduct(product, point, modelDigest: model.digest)))
        }
        for shopper in catalogue.storedShoppers() { try index.apply(.shopperSaved(shopper)) }
        for interaction in catalogue.interactions() { try index.apply(.interactionSaved(interaction)) }
        self.products = Dictionary(uniqueKeysWithValues: products.map { ($0.id, $0) })
        self.points = Dictionary(uniqueKeysWithValues: zip(products.map(\.id), points))
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
