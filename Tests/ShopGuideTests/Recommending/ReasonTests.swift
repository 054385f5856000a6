import FewShotTensors
import ShopGuide
import Testing

/// Reasons of recommendations, in numbers that can be checked.
@Suite struct ReasonTests {
    private let shop = SmallShop()

    private func explained(_ seen: [RecommendationRequest.Seen]) throws -> Recommendations {
        var request = RecommendationRequest(seen: seen)
        request.explain = true
        request.market = "DE"
        return try shop.recommend(request)
    }

    /// The score of a product after some events, computed anew.
    private func score(_ product: String, after seen: [RecommendationRequest.Seen]) throws -> Double {
        var request = RecommendationRequest(seen: seen)
        request.market = "DE"
        return try shop.index.explain(product, for: request, now: SmallShop.now).reason.score
    }

    @Test func `parts add up to the score`() throws {
        let answer = try explained([
            .init("p3-0"), .init("p3-6", .like), .init("p7-1", .dismiss), .init("p5-2", .purchase),
        ])
        for item in answer.items {
            let reason = try #require(item.reason)
            let sum = reason.events.reduce(reason.base) { $0 + $1.contribution }
            #expect(abs(sum - item.score) < 1e-4)
            #expect(reason.events.count == 4)
        }
    }

    @Test func `effects are those of asking again without the event`() throws {
        let seen: [RecommendationRequest.Seen] = [.init("p3-0"), .init("p3-6", .like), .init("p5-2", .cart)]
        let items = try explained(seen).items
        #expect(!items.isEmpty)
        for item in items {
            for left in seen.indices {
                var fewer = seen
                fewer.remove(at: left)
                let event = try #require(item.reason?.events.first { $0.product == seen[left].product })
                #expect(abs(event.effect - (item.score - (try score(item.product.id, after: fewer)))) < 1e-5)
            }
        }
    }

    @Test func `removing what a reason names lowers the score more than removing something else, in 1,000 cases`()
        throws
    {
        var generator = SeededGenerator(seed: 1)
        var (right, cases) = (0, 0)
        while cases < 1000 {
            let category = generator.integer(below: SmallShop.categories)
            let seen = (0..<3 + generator.integer(below: 6)).map { place in
                let other = place % 2 == 0 ? category : generator.integer(below: SmallShop.categories)
                let kinds: [Interaction.Kind] = [.view, .cart, .purchase, .like]
                return RecommendationRequest.Seen(
                    SmallShop.id(other, generator.integer(below: 38)), kinds[generator.integer(below: 4)])
            }
            guard Set(seen.map(\.product)).count == seen.count else { continue }
            var request = RecommendationRequest(seen: seen)
            request.explain = true
            request.market = "DE"
            request.limit = 3
            let item = try #require(try shop.recommend(request).items.last)
            guard let named = item.reason?.events.first?.product else { continue }
            let others = seen.filter { $0.product != named }
            let random = others[generator.integer(below: others.count)].product
            let withoutNamed = try score(item.product.id, after: seen.filter { $0.product != named })
            let withoutRandom = try score(item.product.id, after: seen.filter { $0.product != random })
            if withoutNamed < withoutRandom { right += 1 }
            cases += 1
        }
        #expect(right >= 900, "\(right) of \(cases)")
    }

    @Test func `a shopper without events is told that it is the market`() throws {
        let answer = try explained([])
        for item in answer.items {
            let reason = try #require(item.reason)
            #expect(reason.events.isEmpty && reason.base == reason.score)
            #expect(reason.sentence(in: .english).hasPrefix("Often chosen in Germany"))
            #expect(reason.sentence(in: .chinese).hasPrefix("在德国很多人选了它"))
        }
    }

    @Test func `what was borrowed from another market is what is lacking without it`() throws {
        var lonely = SmallShop(shoppers: 0)
        lonely.index.insert(Shopper(id: "here", market: "DE"))
        for shopper in 0..<20 {
            for product in ["p3-0", "p3-4"] {
                lonely.index.add(
                    Interaction(
                        shopper: "there\(shopper)", product: product, kind: .purchase, time: SmallShop.now, market: "FR"
                    ))
            }
        }
        var request = RecommendationRequest(seen: [.init("p3-0")])
        request.market = "DE"
        request.explain = true
        let answer = try lonely.recommend(request)
        let reason = try #require(answer.items.first { $0.product.id == "p3-4" }?.reason)
        #expect(reason.markets.map(\.market) == ["FR"])
        let alone = SmallShop(shoppers: 0)
        let without = try alone.index.explain("p3-4", for: request, now: SmallShop.now).reason.score
        #expect(abs(try #require(reason.markets.first).effect - (reason.score - without)) < 1e-5)
    }

    @Test func `sentences name products, in English and Chinese`() throws {
        var index = RecommendationIndex(modelDigest: "model", dimensions: 2)
        func mug(_ id: String, _ english: String, _ chinese: String, _ brand: String) -> Product {
            Product(
                id: id, title: LocalizedText(["en": english, "zh-Hans": chinese]),
                category: Category(path: ["kitchen", "mug"]), brand: brand)
        }
        index.insert(mug("a", "Blue stoneware mug, 330 ml", "蓝色陶瓷马克杯 330毫升", "Kesselby"), at: [1, 0])
        index.insert(mug("b", "Blue enamel mug, 500 ml", "蓝色搪瓷马克杯 500毫升", "Kesselby"), at: [1, 0.1])
        var request = RecommendationRequest(seen: [.init("a", .like)])
        request.explain = true
        let reason = try #require(try index.recommend(request, now: SmallShop.now).items.first?.reason)
        #expect(
            reason.sentence(in: .english)
                == "Because you liked “Blue stoneware mug, 330 ml”: they share “blue” and the brand Kesselby.")
        #expect(reason.sentence(in: .chinese) == "因为您喜欢《蓝色陶瓷马克杯 330毫升》，都有“瓷马克杯、蓝色”，都是Kesselby的。")
    }

    @Test func `says why not another one`() throws {
        var request = RecommendationRequest(seen: [.init("p3-0"), .init("p3-4", .purchase)])
        request.market = "DE"
        func explain(_ product: String, not other: String) throws -> RecommendationExplanation {
            try shop.index.explain(product, for: request, not: other, now: SmallShop.now)
        }
        let near = try explain("p3-2", not: "p8-2")
        let comparison = try #require(near.comparison)
        let sum = comparison.differences.reduce(0) { $0 + $1.difference }
        #expect(abs(sum - (near.reason.score - comparison.score)) < 1e-4)
        #expect(near.barrier == nil && near.rank != nil)
        #expect(comparison.sentence(beside: near.reason, in: .english).contains("rather than"))
        #expect(try explain("p3-2", not: "p3-4").comparison?.barrier == .bought)
        #expect(try explain("p3-2", not: "p3-1").comparison?.barrier == .market)
        #expect(try explain("p3-39", not: "p3-2").barrier == .market)
        #expect(throws: GuideError.self) { try explain("p3-2", not: "p3-2") }
        #expect(throws: GuideError.self) { try explain("p3-2", not: "x") }
    }

    @Test func `what a product's word counts for is what its point loses`() throws {
        let twin = try #require(shop.index.product("p3-2"))
        var shop = shop
        let far = zip(shop.middles[3], shop.point()).map { 3 * $0 + 2 * $1 }
        var request = RecommendationRequest(seen: [.init("p3-0", .like)])
        request.market = "DE"
        let trait = RecommendationReason.Trait(name: "word", value: "kind3", language: "en")
        let before = try shop.index.explain("p3-2", for: request, variants: [(trait, far)], now: SmallShop.now)
        shop.index.insert(twin, at: far)
        let after = try shop.index.explain("p3-2", for: request, now: SmallShop.now)
        let part = try #require(before.parts.first)
        #expect(abs(part.effect) > 1e-3 && abs(part.effect - (before.reason.score - after.reason.score)) < 1e-5)
    }
}
