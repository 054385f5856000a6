import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore
import Testing

import ShopGuideApplication

/// Two processes that keep the same store in memory: what one writes counts in the other.
@Suite struct ChangeFollowingTests {
    private let temporary: TemporaryShop
    private let one: Shop
    private let other: Shop

    init() throws {
        temporary = try TemporaryShop()
        one = try temporary.open()
        other = try temporary.open()
    }

    private func recommended(by shop: Shop, to shopper: String) async throws -> Recommendations {
        try await shop.recommend(RecommendationRequest(shopper: shopper)).answer
    }

    /// Expects that a shop's memory is what another process would read from the store.
    private func expectFresh(_ shop: Shop) async throws {
        let fresh = try temporary.open()
        #expect(shop.categories.map(\.name) == fresh.categories.map(\.name))
        #expect(shop.activeModel == fresh.activeModel)
        let (recommender, expected) = (try shop.builtRecommender(), try fresh.builtRecommender())
        #expect(recommender.count == expected.count && recommender.markets == expected.markets)
        #expect(Set(recommender.shopperIDs) == Set(expected.shopperIDs))
        for shopper in expected.shopperIDs.sorted() {
            var request = RecommendationRequest(shopper: shopper)
            request.limit = 20
            let (mine, theirs) = (try recommender.recommend(request), try expected.recommend(request))
            #expect(mine.events == theirs.events && mine.market == theirs.market, "\(shopper)")
            #expect(Set(mine.items.map(\.product.id)) == Set(theirs.items.map(\.product.id)), "\(shopper)")
        }
    }

    @Test func `products, interactions, categories and experiments of another process count`() async throws {
        _ = try await one.save([Product(id: "lamp", title: LocalizedText("Desk lamp"))])
        var batch = InteractionBatch()
        batch.add(Interaction(id: "e1", shopper: "anna", product: "lamp", kind: .purchase), line: 1)
        _ = try await one.save(batch)
        var example = ClassificationInput()
        example.product = "mug-01"
        try await one.teach("mugs", [example], replacing: true)
        try await one.begin(Experiment(name: "x", a: "content", b: "popular", started: .now))
        #expect(other.categories.isEmpty && other.running.withLock { $0 } == nil)

        try await other.follow()
        #expect(try other.builtRecommender().product("lamp") != nil)
        #expect(try await recommended(by: other, to: "anna").events == 1)
        #expect(other.categories.map(\.name) == ["mugs"])
        #expect(other.running.withLock { $0 }?.name == "x")

        _ = try await one.stop(experiment: "x")
        try await one.forgetCategory("mugs")
        _ = try await one.erase(shopper: "anna")
        try await one.deleteProducts(["lamp"])
        try await other.follow()
        #expect(other.categories.isEmpty && other.running.withLock { $0 } == nil)
        #expect(try other.builtRecommender().product("lamp") == nil && !other.builtRecommender().knows(shopper: "anna"))
        try await expectFresh(other)
    }

    @Test func `a model that another process activates is active here too`() async throws {
        try await one.activate("titles")
        _ = try await one.save([Product(id: "lamp", title: LocalizedText("Desk lamp"))])
        // Saved with the model that is active here still, and embedded again.
        _ = try await other.save([Product(id: "desk", title: LocalizedText("Desk"))])
        #expect(other.activeModel == "titles")
        try await one.follow()
        #expect(try one.builtRecommender().product("desk") != nil)
        for shop in [one, other] { try await expectFresh(shop) }
    }

    @Test func `changes of both in turn are applied in their order, none twice and none lost`() async throws {
        var generator = SeededGenerator(seed: 3)
        for number in 0..<200 {
            let shop = generator.integer(below: 2) == 0 ? one : other
            let shopper = "s\(generator.integer(below: 6))"
            switch generator.integer(below: 10) {
            case 0: _ = try? await shop.erase(shopper: shopper)
            case 1: try? await shop.deleteProducts(["p\(generator.integer(below: 5))"])
            case 2, 3:
                _ = try await shop.save([
                    Product(id: "p\(generator.integer(below: 5))", title: LocalizedText("Mug \(number)"))
                ])
            case 4: try await shop.save(Shopper(id: shopper, market: ["DE", "FR"][generator.integer(below: 2)]))
            default:
                var batch = InteractionBatch()
                let product = ["mug-01", "phone-02", "p1", "p2"][generator.integer(below: 4)]
                batch.add(
                    Interaction(
                        id: "e\(generator.integer(below: 60))", shopper: shopper, product: product,
                        kind: [.view, .like, .purchase][generator.integer(below: 3)]), line: 1)
                _ = try? await shop.save(batch)
            }
            if generator.integer(below: 8) == 0 { try await one.follow() }
        }
        for shop in [one, other] {
            try await shop.follow()
            try await expectFresh(shop)
        }
    }
}
