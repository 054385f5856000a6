import ShopGuide
import Testing

/// Candidates among so many products that not all are compared.
@Suite struct CandidateTests {
    private static let leastRecall = 0.95
    /// So many that one of seven is looked at.
    private static let many = 40_000

    private func shoppers(_ count: Int) -> [RecommendationRequest] {
        (0..<count).map { RecommendationRequest(shopper: "s\($0 * 7)") }
    }

    @Test func `known shoppers get what looking at all products would give them`() throws {
        let shop = LargeShop(products: Self.many)
        let recall = try shop.recall(shoppers(60))
        #expect(recall >= Self.leastRecall, "\(recall)")
    }

    @Test func `visitors get what looking at all products would give them`() throws {
        let shop = LargeShop(products: Self.many)
        let visitors = (0..<60).map { number in
            RecommendationRequest(seen: [.init("p\(number * 31)"), .init("p\(number * 31 + LargeShop.categories)")])
        }
        let recall = try shop.recall(visitors)
        #expect(recall >= Self.leastRecall, "\(recall)")
    }

    @Test func `filters hold, and narrow ones leave everything that they let through`() throws {
        let shop = LargeShop()
        for shopper in shoppers(6) {
            var request = shopper
            request.market = "GB"
            #expect(
                try shop.index.recommend(request, now: LargeShop.now).items.allSatisfy {
                    $0.product.markets.contains("GB")
                })
            #expect(try shop.recall([request]) >= 0.9)
            request.category = Category(path: ["all", "kind5"])
            request.limit = 100
            #expect(try shop.ids(request) == shop.ids(request, exactly: true))
            #expect(try !shop.ids(request).isEmpty)
            #expect(
                try shop.ids(request).allSatisfy { Int($0.dropFirst()).map { $0 % LargeShop.categories == 5 } == true })
        }
    }

    @Test func `a product is found once it is there, where it is, and no longer than that`() throws {
        var shop = LargeShop()
        var request = RecommendationRequest(seen: [.init("p40"), .init("p190")])
        // What many wanted with these comes before what only looks like them.
        request.limit = 50
        let seen = try #require(shop.ids(request).first)
        let first = try #require(shop.index.product(seen))
        var fresh = first
        (fresh.id, fresh.title) = ("fresh", LocalizedText("Another thing"))
        // Where what was seen is: nothing is nearer.
        let place = shop.point(in: 40)
        shop.index.insert(LargeShop.product(40), at: place)
        shop.index.insert(LargeShop.product(190), at: place.map { 2 * $0 })
        shop.index.insert(fresh, at: place)
        #expect(try shop.ids(request).contains("fresh"))
        shop.index.insert(fresh, at: place.map { -$0 })
        #expect(try !shop.ids(request).contains("fresh"))
        shop.index.insert(fresh, at: place)
        #expect(try shop.ids(request).contains("fresh"))
        shop.index.remove(product: "fresh")
        #expect(try !shop.ids(request).contains("fresh"))
    }

    @Test func `what is wanted most follows what is done and taken back`() throws {
        var shop = LargeShop()
        var nobody = RecommendationRequest()
        nobody.market = "DE"
        let before = try shop.ids(nobody)
        #expect(before == (try shop.ids(nobody, exactly: true)))
        let events = (0..<400).map {
            Interaction(
                id: "n\($0)", shopper: "s\($0)", product: "p8800", kind: .purchase, time: LargeShop.now,
                market: "DE")
        }
        for event in events { shop.index.add(event) }
        #expect(try shop.ids(nobody).first == "p8800")
        for event in events { shop.index.remove(event) }
        #expect(try shop.ids(nobody) == before)
        // So much is taken back that the leaders have to be looked for anew.
        for shopper in 0..<990 { shop.index.erase(shopper: "s\(shopper)") }
        #expect(try shop.ids(nobody) == shop.ids(nobody, exactly: true))
    }

    @Test func `products that come unforeseen, change and go are found as well`() throws {
        var shop = LargeShop(isExpected: false)
        for round in 0..<2 {
            for number in stride(from: round, to: shop.products, by: 2) {
                // Half go and come back elsewhere in their category, the others move.
                if number % 4 < 2 { shop.index.remove(product: "p\(number)") }
                shop.index.insert(LargeShop.product(number), at: shop.point(in: number % LargeShop.categories))
            }
        }
        #expect(shop.index.count == shop.products)
        let visitors = (0..<60).map { RecommendationRequest(seen: [.init("p\($0 * 31)"), .init("p\($0 * 31 + 150)")]) }
        let recall = try shop.recall(visitors)
        #expect(recall >= Self.leastRecall, "\(recall)")
    }

    @Test func `the same changes give the same answers`() throws {
        let (one, other) = (LargeShop(), LargeShop())
        for request in shoppers(20) { #expect(try one.ids(request) == other.ids(request)) }
    }

    @Test func `most products may go`() throws {
        var shop = LargeShop(shoppers: 30)
        for number in 20..<shop.products { shop.index.remove(product: "p\(number)") }
        #expect(shop.index.count == 20)
        var nobody = RecommendationRequest()
        nobody.limit = 100
        #expect(Set(try shop.ids(nobody)) == Set((0..<20).map { "p\($0)" }))
    }
}
