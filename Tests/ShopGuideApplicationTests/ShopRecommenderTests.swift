import FewShotData
import FewShotLearning
import FewShotNetworks
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Recommendations of a store's products, by learners that were trained beforehand, while the store changes.
@Suite struct ShopRecommenderTests {
    @Test(arguments: ShopperLearnerKind.allCases.filter { ![.sequence, .marketRelation, .blend].contains($0) })
    func `parts of a trained learner add up too, and its effects are those of asking again`(
        _ kind: ShopperLearnerKind
    ) throws {
        let shop = try TrainedShop()
        var request = RecommendationRequest()
        request.seen = ["mug-01", "teapot-02", "kettle-03"].map { .init($0) }
        (request.learner, request.explain, request.limit) = (kind.rawValue, true, 5)
        let items = try shop.recommender.recommend(request).items
        #expect(items.count == 5)
        for item in items {
            let reason = try #require(item.reason)
            #expect(abs(reason.events.reduce(reason.base) { $0 + $1.contribution } - item.score) < 1e-4)
            for (left, seen) in request.seen.enumerated() {
                var fewer = request
                fewer.seen.remove(at: left)
                let score = try shop.recommender.scores(of: [item.product.id], for: fewer, now: .now)[0]
                let event = try #require(reason.events.first { $0.product == seen.product })
                #expect(abs(event.effect - (item.score - Double(score))) < 1e-3)
            }
        }
    }

    @Test func `a trained learner counts what has come since its signals were gathered`() throws {
        let shop = try TrainedShop()
        let recommender = shop.recommender
        #expect(recommender.learners == ["content", "popular", "prototype", "relation", "maml"])
        #expect(!recommender.needsFitting)
        try recommender.fit()
        var product = try #require(recommender.product("mug-01"))
        (product.id, product.markets) = ("mug-new", ["XX"])
        try shop.save(product)
        var request = RecommendationRequest(seen: [.init("mug-new"), .init("mug-02")])
        (request.learner, request.market) = ("relation", "XX")
        #expect(try recommender.recommend(request).learner == "relation")
        request.seen = [.init("mug-02"), .init("mug-03")]
        let first = try recommender.recommend(request).items.map(\.product.id)
        #expect(first == ["mug-new"])
        #expect(!recommender.needsFitting)
        try shop.record(
            (0..<200).map { Interaction(id: "n\($0)", shopper: "n\($0 % 9)", product: "mug-04", kind: .purchase) })
        #expect(recommender.needsFitting)
        try recommender.fit()
        #expect(!recommender.needsFitting)
    }

    @Test func `a learner of the shop itself ranks as it was measured, others by contents too`()
        throws
    {
        let shipped = try #require(try TrainedShop.shipped().first { $0.name == "relation" })
        let folder = FileManager.default.temporaryDirectory.appending(path: "learned-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var description = shipped.description
        description.provenance?.data.name = "store:shop"
        let ranker = try #require(shipped.ranker as? RelationRanker)
        try ModelFolder(folder, registry: .shop).save(ranker, description)
        let own = try ShopperModel(contentsOf: folder)
        #expect(own.isOfShop && !shipped.isOfShop)
        for (model, isAlone) in [(own, true), (shipped, false)] {
            let shop = try TrainedShop(shoppers: [model])
            // Nobody has wanted either: only their contents tell them apart.
            for (id, other) in [("mug-new", "mug-01"), ("kettle-new", "kettle-03")] {
                var product = try #require(shop.recommender.product(other))
                product.id = id
                try shop.save(product)
            }
            var request = RecommendationRequest(seen: [.init("mug-02")])
            request.learner = "relation"
            let scores = try shop.recommender.scores(of: ["mug-new", "kettle-new"], for: request, now: .now)
            #expect(isAlone ? scores[0] == scores[1] : scores[0] > scores[1], "\(scores)")
        }
    }

    @Test func `a trained learner knows nothing of who was erased`() throws {
        let shop = try TrainedShop()
        let recommender = shop.recommender
        // Only these shoppers ever had both.
        for shopper in ["e1", "e2", "e3"] {
            try shop.record(
                ["kettle-01", "mug-06"].map {
                    Interaction(id: "\(shopper)-\($0)", shopper: shopper, product: $0, kind: .purchase)
                })
        }
        var request = RecommendationRequest(seen: [.init("kettle-01")])
        request.learner = "relation"
        let now = Timestamp.now
        func score() throws -> Float { try recommender.scores(of: ["mug-06"], for: request, now: now)[0] }
        let before = try score()
        for shopper in ["e1", "e2", "e3"] { try shop.erase(shopper) }
        let after = try score()
        #expect(after < before)
        // As if they had never been there.
        try recommender.fit()
        #expect(try score() == after)
        let other = try TrainedShop().recommender
        #expect(try other.scores(of: ["mug-06"], for: request, now: now)[0] == after)
    }

    @Test func `a product that another model embedded is embedded again`() throws {
        let shop = try TrainedShop()
        let product = try #require(shop.recommender.product("mug-01"))
        var twin = product
        twin.id = "twin"
        // As if another model, of other numbers or of as many, had been active when the product was saved.
        for embedding in [[1, 2, 3], [Float](repeating: 1, count: shop.recommender.model.dimensions)] {
            let stale = EmbeddedProduct(twin, embedding, modelDigest: "another")
            try shop.recommender.apply([.productSaved(stale)])
            let sample = shop.recommender.sample(10_000)
            let own = try #require(sample.first { $0.product.id == "mug-01" }?.embedding)
            let other = try #require(sample.first { $0.product.id == "twin" }?.embedding)
            #expect(own.count == other.count && zip(own, other).allSatisfy { abs($0 - $1) < 1e-3 })
        }
    }
}
