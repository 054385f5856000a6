import FewShotTensors
import ShopGuide
import Testing

/// Sizes and colours of one thing among recommendations.
@Suite struct VariantTests {
    private var shop = SmallShop()
    private let sizes = ["XS", "S", "M", "L", "XL", "XXL"]

    init() {
        // A jumper in all sizes beside the first product of a category, so that they are the nearest to it.
        let place = shop.middles[3]
        insert("seen", "Something else of wool", at: place)
        for (number, size) in sizes.enumerated() {
            for (other, name) in ["Alma", "Berta"].enumerated() {
                insert(
                    "\(name)-\(size)", "\(name) wool jumper, \(size)",
                    at: place.map { $0 + 0.01 * Float(number + other) })
            }
        }
    }

    private mutating func insert(_ id: String, _ title: String, at place: [Float], markets: [String] = []) {
        shop.index.insert(
            Product(
                id: id, title: LocalizedText(title), category: Category(path: ["all", "kind3"]), brand: "Nordwolle",
                markets: markets, availability: .inStock), at: place)
    }

    private func names(_ items: [Recommendations.Item]) -> [String] {
        items.map { String($0.product.id.prefix { $0 != "-" }) }.filter { ["Alma", "Berta"].contains($0) }
    }

    @Test func `of a family the best is recommended, and how many others there are`() throws {
        var request = RecommendationRequest(seen: [.init("seen")])
        request.limit = 60
        let answer = try shop.recommend(request)
        #expect(answer.items.count == 60 && names(answer.items).sorted() == ["Alma", "Berta"])
        #expect(answer.items.compactMap(\.variants) == [5, 5])
        request.includesVariants = true
        let all = try shop.recommend(request)
        #expect(all.items.count == 60 && names(all.items).count == 12 && all.items.allSatisfy { $0.variants == nil })
        let best = try #require(all.items.first { $0.product.id.hasPrefix("Alma") })
        #expect(answer.items.contains { $0.product.id == best.product.id })
    }

    @Test func `similar products are of other families`() throws {
        var request = RecommendationRequest()
        let found = try shop.index.similar(to: "Alma-M", request, now: SmallShop.now)
        #expect(found.count == 10 && names(found) == ["Berta"] && found.first?.variants == 5)
        (request.includesVariants, request.limit) = (true, 12)
        let all = try shop.index.similar(to: "Alma-M", request, now: SmallShop.now)
        #expect(names(all).count == 11 && all.allSatisfy { $0.variants == nil })
    }

    @Test func `the answer is full however many variants there are`() throws {
        var shop = self
        let place = shop.shop.middles[3]
        for name in 0..<12 {
            for colour in 0..<80 {
                shop.insert(
                    "x\(name)-\(colour)", "Chair \(name), \(1 + colour) ml",
                    at: place.map { $0 + 0.0001 * Float(colour) })
            }
        }
        var request = RecommendationRequest(seen: [.init("seen")])
        request.limit = 40
        for diversity in [0, 0.4] {
            request.diversity = diversity
            let items = try shop.shop.recommend(request).items
            #expect(items.count == 40)
            #expect(Set(items.compactMap { ProductFamily(of: $0.product) }).count == 40)
        }
        let similar = try shop.shop.index.similar(to: "x1-1", request, now: SmallShop.now)
        #expect(similar.count == 40 && !similar.contains { $0.product.id.hasPrefix("x1-") })
    }

    @Test func `the answer is full in a shop where not all products are looked at`() throws {
        var shop = LargeShop()
        let point = shop.point(in: 7)
        for number in 0..<3000 {
            shop.index.insert(
                Product(
                    id: "v\(number)", title: LocalizedText("Chair model \(number / 300), \(1 + number % 300) ml"),
                    category: Category(path: ["all", "kind7"]), brand: "Nordwolle", availability: .inStock),
                at: point.map { $0 + 0.00001 * Float(number) })
        }
        var request = RecommendationRequest(seen: [.init("v5")])
        request.limit = 30
        let items = try shop.index.recommend(request, now: LargeShop.now).items
        #expect(items.count == 30 && Set(items.compactMap { ProductFamily(of: $0.product) }).count == 30)
        let similar = try shop.index.similar(to: "v5", request, now: LargeShop.now)
        #expect(similar.count == 30 && similar.count { $0.product.id.hasPrefix("v") } == 9)
    }

    @Test func `nothing takes the place of a variant that was bought, dismissed or left out`() throws {
        var shop = shop
        shop.index.add(Interaction(shopper: "new", product: "Alma-M", kind: .dismiss, time: SmallShop.now))
        var request = RecommendationRequest(shopper: "new")
        request.excluded = ["Berta-S"]
        request.limit = 500
        request.category = Category(path: ["all", "kind3"])
        #expect(try names(shop.recommend(request).items).isEmpty)
        request.includesVariants = true
        #expect(try names(shop.recommend(request).items).count == 2 * sizes.count - 2)
    }

    @Test func `variants count that meet the conditions`() throws {
        var shop = self
        for (size, market) in [("S", "FR"), ("M", "DE"), ("L", "DE")] {
            shop.insert("Carla-\(size)", "Carla wool jumper, \(size)", at: shop.shop.middles[3], markets: [market])
        }
        var request = RecommendationRequest(seen: [.init("seen")])
        (request.market, request.limit) = ("DE", 60)
        let carla = try shop.shop.recommend(request).items.filter { $0.product.id.hasPrefix("Carla") }
        #expect(carla.count == 1 && carla.first?.variants == 1)
        request.market = "FR"
        let french = try shop.shop.recommend(request).items.filter { $0.product.id.hasPrefix("Carla") }
        #expect(french.map(\.product.id) == ["Carla-S"] && french.first?.variants == nil)
    }

    @Test func `a variant that isn't shown is explained by the one that is`() throws {
        var request = RecommendationRequest(seen: [.init("seen")])
        request.limit = 60
        let shown = try #require(try shop.recommend(request).items.first { $0.product.id.hasPrefix("Alma") })
        let hidden = try #require(sizes.map { "Alma-\($0)" }.first { $0 != shown.product.id })
        let explanation = try shop.index.explain(hidden, for: request, now: SmallShop.now)
        #expect(explanation.barrier == .variant && !explanation.isRecommended && explanation.rank == nil)
        let best = try shop.index.explain(shown.product.id, for: request, not: hidden, now: SmallShop.now)
        #expect(best.isRecommended && best.barrier == nil && best.comparison?.barrier == .variant)
        request.includesVariants = true
        #expect(try shop.index.explain(hidden, for: request, now: SmallShop.now).barrier == nil)
    }

    @Test func `a draft of two lists has one of each family`() {
        var generator = SeededGenerator(seed: 1)
        let draft = TeamDraft(
            ["a-1", "b-1", "c-1"], ["b-2", "a-2", "c-2"], count: 6, family: { String($0.prefix(1)) }, using: &generator)
        #expect(Set(draft.picks.map { $0.product.prefix(1) }).count == 3 && draft.picks.count == 3)
    }
}
