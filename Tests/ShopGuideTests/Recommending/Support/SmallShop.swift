import FewShotTensors
import ShopGuide

/// A shop of points drawn around the middle of their categories, and shoppers who stay with one category mostly.
struct SmallShop {
    static let categories = 12
    static let perCategory = 40
    static let dimensions = 16
    static let day: Int64 = 86_400_000
    /// 2026-06-01.
    static let now = Timestamp(milliseconds: 1_780_272_000_000)

    var index = RecommendationIndex(modelDigest: "model", dimensions: dimensions)
    /// The middles of the categories.
    private(set) var middles: [[Float]] = []
    private var generator: SeededGenerator

    init(seed: UInt64 = 0, shoppers: Int = 120) {
        generator = SeededGenerator(seed: seed)
        for category in 0..<Self.categories {
            let middle = point()
            middles.append(middle)
            for number in 0..<Self.perCategory {
                let product = Product(
                    id: Self.id(category, number),
                    title: LocalizedText(["en": "Thing of kind\(category), number\(number)"]),
                    category: Category(path: ["all", "kind\(category)"]), brand: "Brand \(number % 5)",
                    price: Price(tenThousandths: Int64(10_000 * (1 + number)), currency: "EUR"),
                    markets: number % 4 == 0 ? ["DE", "FR"] : number % 2 == 0 ? ["DE"] : ["FR"],
                    availability: number == 39 ? .outOfStock : .inStock)
                index.insert(product, at: zip(middle, point()).map { $0 + 0.4 * $1 })
            }
        }
        for shopper in 0..<shoppers {
            index.insert(Shopper(id: "s\(shopper)", market: shopper % 3 == 0 ? "FR" : "DE"))
            for event in 0..<8 {
                let category = event < 6 ? shopper % Self.categories : generator.integer(below: Self.categories)
                index.add(
                    Interaction(
                        id: "\(shopper)-\(event)", shopper: "s\(shopper)",
                        product: Self.id(category, generator.integer(below: Self.perCategory)),
                        kind: [.view, .view, .cart, .purchase, .like][generator.integer(below: 5)],
                        time: Timestamp(milliseconds: Self.now.milliseconds - Int64(1 + 9 * event) * Self.day)))
            }
        }
    }

    static func id(_ category: Int, _ number: Int) -> String { "p\(category)-\(number)" }

    /// A point somewhere.
    mutating func point() -> [Float] { (0..<Self.dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }

    func recommend(_ request: RecommendationRequest) throws -> Recommendations {
        try index.recommend(request, now: Self.now)
    }
}
