import FewShotTensors
import ShopGuide

/// Latencies of recommendations in a shop of 100,000 products with 64 dimensions, and 400,000 interactions of 40,000 shoppers.
struct ShopLatencies {
    private static let products = 100_000
    private static let shoppers = 40_000
    private static let dimensions = 64
    private static let now = Timestamp(milliseconds: 1_780_272_000_000)
    private var index = RecommendationIndex(modelDigest: "", dimensions: dimensions)
    private var generator = SeededGenerator(seed: 1)

    init() throws {
        let middles = (0..<300).map { _ in point() }
        for number in 0..<Self.products {
            let category = number % middles.count
            let product = Product(
                id: "p\(number)",
                title: LocalizedText([
                    "en": "Stoneware mug \(number % 977) of kind \(category)", "zh": "陶瓷马克杯 \(number % 977)",
                ]),
                category: Category(path: ["department \(category % 20)", "kind \(category)"]),
                brand: "Brand \(number % 500)",
                price: Price(tenThousandths: Int64(10_000 + 100 * (number % 5000)), currency: "EUR"),
                markets: number % 3 == 0 ? ["DE", "FR"] : number % 3 == 1 ? ["DE"] : ["FR", "GB"],
                availability: .inStock)
            let embedding = zip(middles[category], point()).map { $0 + 0.7 * $1 }
            try index.apply(.productSaved(EmbeddedProduct(product, embedding, modelDigest: "")))
        }
        for shopper in 0..<Self.shoppers {
            try index.apply(.shopperSaved(Shopper(id: "s\(shopper)", market: ["DE", "FR", "GB"][shopper % 3])))
            for number in 0..<10 { try index.apply(.interactionSaved(event(number, of: shopper))) }
        }
    }

    private mutating func point() -> [Float] { (0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }

    /// Returns an interaction; three of four are with a kind that the shopper prefers, and popularity is skewed.
    private mutating func event(_ number: Int, of shopper: Int) -> Interaction {
        let chance = generator.uniform()
        let rank = Int(chance * chance * Double(Self.products / 300))
        let category = number % 4 < 3 ? shopper % 300 : generator.integer(below: 300)
        return Interaction(
            id: "\(shopper)-\(number)", shopper: "s\(shopper)", product: "p\(rank * 300 + category)",
            kind: [.view, .cart, .purchase, .like][number % 4],
            time: Timestamp(milliseconds: Self.now.milliseconds - Int64(number) * 86_400_000))
    }

    /// Measures recommendations from 10 interactions without and with reasons, and adding one more interaction.
    mutating func measured() throws -> [Latencies.Result] {
        func recommend(_ turn: Int, _ explain: Bool) throws {
            var request = RecommendationRequest(shopper: "s\(turn * 97 % Self.shoppers)")
            request.explain = explain
            _ = try index.recommend(request, now: Self.now)
        }
        let plain = try Latencies.timed("recommend_100k", 1000) { try recommend($0, false) }
        let explained = try Latencies.timed("recommend_why_100k", 1000) { try recommend($0, true) }
        let events = (0..<2100).map { event(10, of: $0) }
        let adapted = try Latencies.timed("event_100k", 2000) {
            try index.apply(.interactionSaved(events[$0]))
        }
        return [plain, explained, adapted]
    }
}
