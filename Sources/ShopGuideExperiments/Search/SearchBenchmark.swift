import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideBuiltin
import ShopGuideFeeds

/// Products, and texts that each stand for one of them.
struct SearchBenchmark: Sendable {
    /// A text with the product that is to be found by it.
    struct Query: Sendable {
        var text: String
        var product: Int
        /// Whether it is of the part that constants are chosen on, not of the part that counts.
        var isValidation: Bool
    }

    /// Its name in the table.
    var name: String
    var products: [Product]
    var queries: [Query]

    /// PriceRunner: a product has the first of its titles; it is to be found by one of another shop.
    ///
    /// Products with one offer are there too, and aren't asked for. A product whose id is even is for validation.
    ///
    /// - Throws: ``FeedError`` where the table isn't one of offers.
    static func priceRunner(_ path: String, seed: UInt64) throws -> SearchBenchmark {
        var (order, titles) = ([String](), [String: [String]]())
        try TableScan.forEachRow(of: URL(filePath: path), columns: ["title", "cluster_id"]) { texts, _ in
            if titles[texts[1]] == nil { order.append(texts[1]) }
            titles[texts[1], default: []].append(texts[0])
        }
        var benchmark = SearchBenchmark(name: "PriceRunner", products: [], queries: [])
        for (place, id) in order.enumerated() {
            guard let own = titles[id], let first = own.first else { continue }
            // The id says nothing, as a shop's own would not in another shop's title.
            benchmark.products.append(Product(id: "p\(place)", title: LocalizedText(first)))
            guard own.count > 1 else { continue }
            var generator = SeededGenerator(seed: seed, position: place)
            let other = own[Int.random(in: 1..<own.count, using: &generator)]
            let isEven = (Int(id) ?? place).isMultiple(of: 2)
            benchmark.queries.append(Query(text: other, product: place, isValidation: isEven))
        }
        return benchmark
    }

    /// The built-in catalogue: a product is to be found by its title, by it with a letter missing in each long word, and in Chinese.
    static func builtin(seed: UInt64) -> [SearchBenchmark] {
        let products = BuiltinCatalogue.generate().storedProducts()
        func benchmark(_ name: String, _ text: (Int, Product) -> String?) -> SearchBenchmark {
            let queries = products.enumerated().compactMap { place, product in
                text(place, product).map { Query(text: $0, product: place, isValidation: place.isMultiple(of: 2)) }
            }
            return SearchBenchmark(name: "built-in, \(name)", products: products, queries: queries)
        }
        return [
            benchmark("titles") { $1.title.text(in: "en") },
            benchmark("misspelled") { place, product in
                var generator = SeededGenerator(seed: seed, position: place)
                return product.title.text(in: "en").map { misspelled($0, using: &generator) }
            },
            benchmark("Chinese") { $1.title.words.first { $0.key.hasPrefix("zh") }?.value },
        ]
    }

    /// Returns a text without one of the inner letters of each of its words that have six or more.
    private static func misspelled(_ text: String, using generator: inout some RandomNumberGenerator) -> String {
        text.split(separator: " ").map { word in
            var letters = Array(word)
            guard letters.count >= 6, letters.allSatisfy({ $0.isASCII && $0.isLetter }) else { return String(word) }
            letters.remove(at: Int.random(in: 1..<letters.count - 1, using: &generator))
            return String(letters)
        }.joined(separator: " ")
    }
}
