import Foundation
import ShopGuide
import ShopGuideStore
import Testing

import ShopGuideApplication

/// A shop that is read while it is served: products are listed first, and embedded while requests are answered.
@Suite struct ReadingTests {
    private let temporary: TemporaryShop

    init() throws { temporary = try TemporaryShop() }

    /// Adds products that have no embeddings yet; more than are embedded at once.
    private func addProducts(_ count: Int = 40) throws {
        try Stores.open(at: temporary.store).write { writer in
            for number in 0..<count {
                let title = "Desk lamp number \(number) of \(["oak", "steel", "glass"][number % 3])"
                try writer.save(Product(id: "lamp-\(number)", title: LocalizedText(title)))
            }
        }
    }

    private func recommended(by shop: Shop) async throws -> [String] {
        var request = RecommendationRequest()
        request.limit = 20
        return try await shop.similar(to: "lamp-7", request).map(\.product.id)
    }

    @Test func `a shop that is read ahead answers in the end as one that was read at once`() async throws {
        try addProducts()
        let ahead = try temporary.open(isReadAhead: true)
        #expect(ahead.readiness == .reading(0, of: 0))
        try await ahead.readInBackground()
        #expect(ahead.readiness == .ready)
        let atOnce = try temporary.open()
        #expect(try await recommended(by: ahead).sorted() == recommended(by: atOnce).sorted())
        #expect(try ahead.builtRecommender().count == atOnce.builtRecommender().count)
    }

    @Test func `what happens while the shop is read counts`() async throws {
        try addProducts(10)
        let shop = try temporary.open(isReadAhead: true)
        let reading = try shop.memory.readAhead()
        var batch = InteractionBatch()
        batch.add(Interaction(id: "e1", shopper: "anna", product: "lamp-1", kind: .purchase), line: 1)
        _ = try await shop.save(batch)
        _ = try await shop.save([Product(id: "vase", title: LocalizedText("Vase"))])
        try await shop.deleteProducts(["lamp-2"])
        try shop.memory.take(reading)
        let recommender = try shop.builtRecommender()
        #expect(recommender.knows(shopper: "anna"))
        #expect(recommender.product("vase") != nil && recommender.product("lamp-2") == nil)
        #expect(try await shop.recommend(RecommendationRequest(shopper: "anna")).answer.events == 1)
    }

    @Test func `a product that isn't embedded yet is there, and is similar to others once it is`() async throws {
        try addProducts()
        let shop = try temporary.open(isReadAhead: true)
        try shop.memory.take(try shop.memory.readAhead())
        let recommender = try shop.builtRecommender()
        let progress = try #require(recommender.embeddingProgress)
        #expect(shop.readiness == .embedding(0, of: progress.of) && progress.of > 0)
        #expect(recommender.product("lamp-1") != nil && recommender.count > 40)

        let embedded = try recommender.embedNext()
        // One is renamed and one removed before the embeddings are there.
        let (renamed, removed) = (try #require(embedded.first).product.id, embedded[1].product.id)
        _ = try await shop.save([Product(id: renamed, title: LocalizedText("Coffee grinder"))])
        try await shop.deleteProducts([removed])
        try recommender.insert(embedded)
        #expect(recommender.product(renamed)?.title == LocalizedText("Coffee grinder"))
        #expect(recommender.product(removed) == nil)
        #expect(try recommender.similar(to: embedded[2].product.id).count > 0)
        try await shop.readInBackground()
        #expect(shop.readiness == .ready)
    }

    @Test func `a model that is activated while the shop is read is the one that sees it`() async throws {
        try addProducts(10)
        let shop = try temporary.open(isReadAhead: true)
        let reading = try shop.memory.readAhead()
        try await shop.activate("titles")
        try shop.memory.take(reading)
        #expect(shop.readiness != .ready)
        try await shop.readInBackground()
        #expect(try shop.builtRecommender().model.digest == shop.active.withLock { $0.model.digest })
        #expect(shop.activeModel == "titles" && shop.readiness == .ready)
    }
}
