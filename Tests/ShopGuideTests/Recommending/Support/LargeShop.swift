import FewShotTensors
import ShopGuide

/// A shop of so many products that not all are looked at, and shoppers who stay with one category mostly.
struct LargeShop {
    static let categories = 150
    static let dimensions = 32
    static let now = SmallShop.now

    var index: RecommendationIndex
    let products: Int
    private let middles: [[Float]]
    private var generator: SeededGenerator

    /// Makes a shop; where it `isExpected`, the index is told which points will come.
    init(products: Int = 9_000, shoppers: Int = 1_000, isExpected: Bool = true) {
        var generator = SeededGenerator(seed: 3)
        func point() -> [Float] { (0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }
        let middles = (0..<Self.categories).map { _ in point() }
        let points = (0..<products).map { number in
            zip(middles[number % Self.categories], point()).map { $0 + 0.7 * $1 }
        }
        index = RecommendationIndex(
            modelDigest: "model", dimensions: Self.dimensions, sample: isExpected ? points : [])
        for (number, point) in points.enumerated() { index.insert(Self.product(number), at: point) }
        for shopper in 0..<shoppers {
            index.insert(Shopper(id: "s\(shopper)", market: ["DE", "FR", "GB"][shopper % 3]))
            for event in 0..<8 {
                let chance = generator.uniform()
                let rank = Int(chance * chance * Double(products / Self.categories))
                let category =
                    event % 4 < 3 ? shopper % Self.categories : generator.integer(below: Self.categories)
                index.add(
                    Interaction(
                        id: "\(shopper)-\(event)", shopper: "s\(shopper)",
                        product: "p\(rank * Self.categories + category)",
                        kind: [.view, .cart, .purchase, .like][event % 4],
                        time: Timestamp(milliseconds: Self.now.milliseconds - Int64(event + 1) * SmallShop.day)))
            }
        }
        (self.products, self.middles, self.generator) = (products, middles, generator)
    }

    static func product(_ number: Int) -> Product {
        Product(
            id: "p\(number)", title: LocalizedText(["en": "Thing \(number % 77), \(number)"]),
            category: Category(path: ["all", "kind\(number % categories)"]), brand: "Brand \(number % 50)",
            price: Price(tenThousandths: Int64(10_000 * (1 + number % 90)), currency: "EUR"),
            markets: [["DE", "FR"], ["DE"], ["FR", "GB"]][number % 3], availability: .inStock)
    }

    /// A point somewhere around the middle of a category.
    mutating func point(in category: Int) -> [Float] {
        middles[category].map { $0 + 0.7 * Float(generator.uniform(in: -1...1)) }
    }

    func ids(_ request: RecommendationRequest, exactly isExact: Bool = false) throws -> [String] {
        try index.recommend(request, exactly: isExact, now: Self.now).items.map(\.product.id)
    }

    /// The share of the first ten products of looking at all that come without.
    func recall(_ requests: [RecommendationRequest]) throws -> Double {
        var (found, all) = (0, 0)
        for request in requests {
            let exact = Set(try ids(request, exactly: true))
            found += exact.intersection(try ids(request)).count
            all += exact.count
        }
        return Double(found) / Double(max(1, all))
    }
}
