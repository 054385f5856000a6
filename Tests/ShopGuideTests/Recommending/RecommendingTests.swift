import ShopGuide
import Testing

/// Recommendations for shoppers and for visitors.
@Suite struct RecommendingTests {
    private var shop = SmallShop()

    private func kinds(_ answer: Recommendations) -> [String] {
        answer.items.map { $0.product.category?.path.last ?? "" }
    }

    @Test func `what was just seen decides what comes`() throws {
        var request = RecommendationRequest(seen: [.init("p3-0"), .init("p3-1"), .init("p3-2")])
        request.limit = 8
        let answer = try shop.recommend(request)
        #expect(answer.items.count == 8)
        #expect(kinds(answer).filter { $0 == "kind3" }.count >= 6, "\(kinds(answer))")
        #expect(Set(answer.items.map(\.product.id)).isDisjoint(with: ["p3-0", "p3-1", "p3-2"]))
        #expect(zip(answer.items, answer.items.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func `a trained learner that isn't here is asked for in vain`() throws {
        var request = RecommendationRequest()
        request.learner = "relation"
        #expect(throws: GuideError.self) { try shop.recommend(request) }
    }

    @Test func `nobody in particular gets what is wanted in the market`() throws {
        var request = RecommendationRequest()
        request.market = "FR"
        let answer = try shop.recommend(request)
        #expect(answer.items.count == 10 && answer.events == 0)
        #expect(answer.items.allSatisfy { $0.product.markets.contains("FR") })
    }

    @Test func `filters hold, and what is out of stock stays away`() throws {
        var request = RecommendationRequest(seen: [.init("p3-0")])
        request.category = Category(path: ["all", "kind7"])
        request.market = "DE"
        request.lowestPrice = Price("10", currency: "EUR")
        request.highestPrice = Price("20.5", currency: "EUR")
        request.limit = 100
        let answer = try shop.recommend(request)
        #expect(Set(answer.items.map(\.product.id)) == Set([10, 12, 14, 16, 18].map { SmallShop.id(7, $0) }))
        request.lowestPrice = nil
        request.highestPrice = nil
        request.market = "FR"
        #expect(try !shop.recommend(request).items.contains { $0.product.id == "p7-39" })
        request.availability = [.outOfStock]
        #expect(try shop.recommend(request).items.map(\.product.id) == ["p7-39"])
    }

    @Test func `what was bought or dismissed doesn't come back, but for what is used up`() throws {
        var shop = shop
        var paper = try #require(shop.index.product("p3-4"))
        paper.attributes[Product.consumable] = .flag(true)
        shop.index.insert(paper, at: shop.point())
        for (product, kind) in [("p3-1", Interaction.Kind.purchase), ("p3-2", .dismiss), ("p3-4", .purchase)] {
            shop.index.add(Interaction(shopper: "new", product: product, kind: kind, time: SmallShop.now))
        }
        var request = RecommendationRequest(shopper: "new")
        request.limit = 1000
        request.category = Category(path: ["all", "kind3"])
        let found = Set(try shop.recommend(request).items.map(\.product.id))
        #expect(found.isDisjoint(with: ["p3-1", "p3-2"]))
        #expect(found.contains("p3-4"))
    }

    @Test func `everything counts in the next answer`() throws {
        var shop = shop
        shop.index.insert(Shopper(id: "new", market: "DE"))
        let before = try shop.recommend(RecommendationRequest(shopper: "new"))
        let event = Interaction(id: "e", shopper: "new", product: "p5-0", kind: .like, time: SmallShop.now)
        shop.index.add(event)
        let after = try shop.recommend(RecommendationRequest(shopper: "new"))
        #expect(kinds(after).filter { $0 == "kind5" }.count > kinds(before).filter { $0 == "kind5" }.count)
        shop.index.remove(event)
        #expect(
            try shop.recommend(RecommendationRequest(shopper: "new")).items.map(\.product.id)
                == before.items.map(\.product.id))
        shop.index.erase(shopper: "new")
        #expect(throws: GuideError.self) { try shop.recommend(RecommendationRequest(shopper: "new")) }

        let first = try #require(before.items.first?.product.id)
        shop.index.remove(product: first)
        var request = RecommendationRequest()
        request.market = "DE"
        #expect(try !shop.recommend(request).items.contains { $0.product.id == first })
    }

    @Test func `a new product has neighbours before anybody has seen it`() throws {
        var shop = shop
        let twin = try #require(shop.index.product("p9-0"))
        var fresh = twin
        fresh.id = "fresh"
        var near = Product(id: "near", title: twin.title, category: twin.category, markets: ["DE", "FR"])
        near.availability = .inStock
        let place = shop.point()
        shop.index.insert(fresh, at: place)
        shop.index.insert(near, at: place.map { $0 * 1.01 })
        let similar = try shop.index.similar(to: "fresh", RecommendationRequest(), now: SmallShop.now)
        #expect(similar.first?.product.id == "near")
        let answer = try shop.recommend(RecommendationRequest(seen: [.init("fresh")]))
        #expect(answer.items.prefix(3).contains { $0.product.id == "near" })
    }

    @Test func `diversity brings other things, and not worse than need be`() throws {
        var request = RecommendationRequest(seen: [.init("p3-0"), .init("p3-1"), .init("p6-2")])
        let plain = try shop.recommend(request)
        request.diversity = 0.7
        let diverse = try shop.recommend(request)
        #expect(diverse.items.first?.product.id == plain.items.first?.product.id)
        #expect(Set(kinds(diverse)).count > Set(kinds(plain)).count)
    }

    @Test func `of a like and a dismissal the newest counts, and the answer says so`() throws {
        func time(_ hours: Int64) -> Timestamp {
            Timestamp(milliseconds: SmallShop.now.milliseconds - hours * 3_600_000)
        }
        let seen = RecommendationRequest(seen: [
            .init("p3-0", .dismiss, at: time(9)), .init("p3-0", .like, at: time(2)),
        ])
        let answer = try shop.recommend(seen)
        #expect(answer.events == 1)
        #expect(answer.notes == ["p3-0 was both liked and dismissed; the newest counts: like"])
        #expect(kinds(answer).filter { $0 == "kind3" }.count >= 5)
    }

    @Test func `what lies in the future doesn't count yet`() throws {
        let later = Timestamp(milliseconds: SmallShop.now.milliseconds + SmallShop.day)
        let answer = try shop.recommend(RecommendationRequest(seen: [.init("p3-0", .like, at: later)]))
        #expect(answer.events == 0)
        #expect(answer.notes.first?.contains("lie in the future (up to 2026-06-02") == true, "\(answer.notes)")
    }

    @Test func `bad requests are named`() {
        func refuses(_ words: String, _ change: (inout RecommendationRequest) -> Void) {
            var request = RecommendationRequest()
            change(&request)
            do {
                _ = try shop.recommend(request)
                Issue.record("\(words): taken")
            } catch { #expect("\(error)".contains(words), "\(error)") }
        }
        refuses("there is no shopper \"x\"") { $0.shopper = "x" }
        refuses("there is no product \"x\"") { $0.seen = [.init("x")] }
        refuses("there is no market \"XX\"; there are DE, FR") { $0.market = "XX" }
        refuses("there is no category \"x\"") { $0.category = Category(path: ["x"]) }
        refuses("no product has a price in JPY") { $0.lowestPrice = Price("1", currency: "JPY") }
        refuses("prices from 2 to 1 EUR: nothing costs both") {
            $0.lowestPrice = Price("2", currency: "EUR")
            $0.highestPrice = Price("1", currency: "EUR")
        }
        refuses("name one currency") {
            $0.lowestPrice = Price("2", currency: "EUR")
            $0.highestPrice = Price("3", currency: "USD")
        }
        refuses("limit must be between 1 and 1000 (got 0)") { $0.limit = 0 }
        refuses("diversity must be between 0 and 1 (got 2.0)") { $0.diversity = 2 }
        refuses("there is no learner \"x\"") { $0.learner = "x" }
    }
}
