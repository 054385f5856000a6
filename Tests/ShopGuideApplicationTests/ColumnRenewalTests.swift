import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideStore
import Testing

@Suite struct `A catalogue that has grown` {
    private let folder: TemporaryShop

    init() throws { folder = try TemporaryShop() }

    private func inputs(_ products: [String], titles: [String] = []) -> [ClassificationInput] {
        products.map { product in
            var input = ClassificationInput(field: product)
            input.product = product
            return input
        }
            + titles.map { title in
                var input = ClassificationInput(field: title)
                input.title = title
                return input
            }
    }

    /// Saves the products of more categories, as an import of another process does.
    private func grow() throws {
        let products = BuiltinCatalogue.generate().storedProducts().filter { $0.id.suffix(2) <= "04" }
        try Stores.open(at: folder.store).write { writer in for product in products { try writer.save(product) } }
    }

    private func answers(_ shop: Shop) async throws -> [String?] {
        try await shop.classify(inputs(["mug-01", "phone-01"])).map(\.result.category)
    }

    @Test func `has its columns weighed anew, and what was taught stays`() async throws {
        let shop = try folder.open("catalogues")
        _ = try await shop.teach(
            "mugs", inputs(["mug-01", "mug-02"], titles: ["Stoneware mug, blue"]), replacing: false)
        _ = try await shop.teach("phones", inputs(["phone-01", "phone-02", "phone-03"]), replacing: false)
        #expect(try await answers(shop) == ["mugs", "phones"])
        let before = try await shop.columns()
        try grow()
        // The next process that opens the store sees that there is much more in it.
        let next = try folder.open("catalogues")
        let after = try await next.columns()
        #expect(before.products == 24 && after.products > 200)
        #expect(next.inactiveCategories.isEmpty)
        #expect(next.categories.map(\.examples) == [3, 3])
        #expect(try await answers(next) == ["mugs", "phones"])
        // The one that was open follows.
        try await shop.follow()
        #expect(try await shop.columns().products == after.products)
        #expect(try await answers(shop) == ["mugs", "phones"])
        try await shop.stop()
        try await next.stop()
    }

    @Test func `keeps the factors that were set`() async throws {
        let shop = try folder.open("catalogues")
        try await shop.setColumns(["price": 0])
        #expect(try await shop.columns().items.first { $0.name == "price" }?.weight == 0)
        try grow()
        let next = try folder.open("catalogues")
        #expect(try await next.columns().items.first { $0.name == "price" }?.factor == 0)
        try await shop.stop()
        try await next.stop()
    }
}
