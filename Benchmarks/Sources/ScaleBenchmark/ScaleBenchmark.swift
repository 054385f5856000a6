import FewShotTensors
import Foundation
import ShopGuide

/// Fills an index with made products in clusters and the events of made shoppers, and recommends to them one at a time: `PRODUCTS EVENTS THREADS
/// REQUESTS`.
@main
struct ScaleBenchmark {
    private static let dimensions = 64
    private static let kinds = 10_000
    private static let shoppers = 200_000
    private static let now = Timestamp(milliseconds: 1_780_272_000_000)
    private static let clock = ContinuousClock()

    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 4 else {
            print("usage: ScaleBenchmark PRODUCTS EVENTS THREADS REQUESTS")
            return
        }
        let (products, events, lanes, requests) = (numbers[0], numbers[1], numbers[2], numbers[3])
        try TensorRuntime.setThreads(1)
        let start = try residentBytes()
        var index = try index(products, lanes: lanes)
        let withProducts = try residentBytes()
        var generator = SeededGenerator(seed: 2)
        for event in 0..<events { try index.apply(.interactionSaved(interaction(event, products, &generator))) }
        let all = try residentBytes()
        print("\(products) products of \(dimensions) dimensions in \(kinds) kinds, \(events) events of \(shoppers) shoppers")
        print("memory: \((withProducts - start) / products) B a product, \((all - start) / products) B with events, \(all >> 20) MiB in all")
        try measure(index, requests)
        try measureRecall(index, min(requests, 100))
    }

    /// Fills an index with products.
    private static func index(_ products: Int, lanes: Int) throws -> RecommendationIndex {
        var generator = SeededGenerator(seed: 1)
        let middles = (0..<kinds).map { _ in point(&generator) }
        var catalogue = ProductCatalogue(modelDigest: "", dimensions: dimensions)
        let filling = try clock.measure {
            for number in 0..<products {
                let kind = kind(of: number)
                let noise = point(&generator)
                try catalogue.add(product(number), (0..<dimensions).map { middles[kind][$0] + 0.8 * noise[$0] })
            }
        }
        let preparing = clock.measure { catalogue.prepareSearches(lanes: lanes) }
        print("filled in \(seconds(filling)) s, searches prepared in \(seconds(preparing)) s on \(lanes) threads")
        return RecommendationIndex(catalogue)
    }

    private static func measure(_ index: RecommendationIndex, _ requests: Int) throws {
        for explains in [false, true] {
            var times: [Double] = []
            for turn in 0..<requests + 50 {
                var request = RecommendationRequest(shopper: "shopper-\(turn * 97 % shoppers)")
                request.explain = explains
                let elapsed = try clock.measure { _ = try index.recommend(request, now: now) }
                if turn >= 50 { times.append(elapsed / .milliseconds(1)) }
            }
            times.sort()
            let (median, late) = (times[requests / 2], times[requests * 99 / 100])
            print("recommendations\(explains ? " with reasons" : ""): \(rounded(median)) ms median, \(rounded(late)) ms at the 99th percentile")
        }
    }

    /// The share of the first ten of comparing all products that come without.
    private static func measureRecall(_ index: RecommendationIndex, _ requests: Int) throws {
        var (found, all) = (0, 0)
        for turn in 0..<requests {
            let request = RecommendationRequest(shopper: "shopper-\(turn * 1_201 % shoppers)")
            let exact = Set(try index.recommend(request, exactly: true, now: now).items.map(\.product.id))
            found += exact.intersection(try index.recommend(request, now: now).items.map(\.product.id)).count
            all += exact.count
        }
        print("recall of the first ten: \(rounded(Double(found) / Double(max(1, all))))")
    }

    private static func kind(of product: Int) -> Int { product % kinds }

    private static func product(_ number: Int) -> Product {
        let kind = kind(of: number)
        return Product(
            id: "product-\(number)",
            title: LocalizedText(["en": "Stoneware mug \(number % 977) of kind \(kind), \(number % 7919) ml", "zh": "陶瓷马克杯 \(number % 977)"]),
            category: Category(path: ["department \(kind % 20)", "kind \(kind)"]), brand: "Brand \(number % 5000)",
            price: Price(tenThousandths: Int64(10_000 + 100 * (number % 5000)), currency: "EUR"),
            attributes: ["colour": .text(["red", "blue", "green"][number % 3]), "size": .number(Double(number % 60))],
            image: "https://shop.example/pictures/\(number).jpg",
            markets: number % 3 == 0 ? ["DE", "FR"] : number % 3 == 1 ? ["DE"] : ["FR", "GB"], availability: .inStock)
    }

    private static func point(_ generator: inout SeededGenerator) -> [Float] {
        (0..<dimensions).map { _ in Float(generator.uniform(in: -1...1)) }
    }

    /// An event of a shopper: every other one with a product of three kinds that they keep to, the others with popular ones.
    private static func interaction(_ number: Int, _ products: Int, _ generator: inout SeededGenerator) -> Interaction {
        let shopper = number % shoppers
        let chance = generator.uniform()
        let own = (shopper * 7919 + generator.integer(below: 3) * 3_301) % kinds
        let product =
            number / shoppers % 2 == 0
            ? Int(chance * chance * Double(products - 1))
            : (own + kinds * generator.integer(below: max(1, products / kinds))) % products
        return Interaction(
            id: nil, shopper: "shopper-\(shopper)", product: "product-\(product)", kind: [.view, .cart, .purchase, .like][number % 4],
            time: Timestamp(milliseconds: now.milliseconds - Int64(number % 400) * 86_400_000), market: ["DE", "FR", "GB"][shopper % 3])
    }

    private static func seconds(_ duration: Duration) -> Double { rounded(duration / .seconds(1)) }

    private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }

    private static func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { $0.split(separator: " ").dropLast().last }.flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
