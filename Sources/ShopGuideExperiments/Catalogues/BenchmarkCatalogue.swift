import FewShotData
import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideBuiltin
import ShopGuideFeeds

/// A catalogue that a model is asked about: products with their categories.
struct BenchmarkCatalogue: Sendable {
    /// Its name in the table.
    var name: String
    /// Its products.
    var products: [Product]
    /// The categories that are asked about; all where `nil`.
    var categories: Set<String>?

    /// Products that are taken of a large catalogue, by lot.
    private static let limit = 3000
    /// Products of PriceRunner that are categories, and the offers that each needs.
    private static let (offered, leastOffers) = (100, 8)
    /// Seeds of invented shops that no model was trained on.
    private static let inventedSeeds = 100_000..<100_020

    /// The built-in catalogue, of whose categories only those of the test split are asked about.
    static func builtin() -> BenchmarkCatalogue {
        let catalogue = BuiltinCatalogue.generate()
        let test = Set(catalogue.categories.filter { $0.split == .test }.map(\.id))
        let products = catalogue.storedProducts()
        let names = Set(products.compactMap(\.category).filter { test.contains($0.path.last ?? "") }.map(\.id))
        return BenchmarkCatalogue(name: "built-in", products: products, categories: names)
    }

    /// Invented shops, some of them with columns that say nothing.
    static func invented() -> [BenchmarkCatalogue] {
        inventedSeeds.map { seed in
            let shop = GeneratedShop(seed: UInt64(seed))
            return BenchmarkCatalogue(name: "invented \(seed - inventedSeeds.lowerBound + 1)", products: shop.products)
        }
    }

    /// PriceRunner's offers: their categories, and some of their products as categories.
    ///
    /// - Throws: ``FeedError`` where the table isn't one of offers.
    static func priceRunner(_ path: String, seed: UInt64) throws -> [BenchmarkCatalogue] {
        var (offers, clusters) = ([Product](), [String: [Product]]())
        let columns = ["product_id", "title", "vendor_id", "cluster_id", "category"]
        try TableScan.forEachRow(of: URL(filePath: path), columns: columns) { texts, _ in
            let attributes = ["shop": AttributeValue.text("shop \(texts[2])")]
            offers.append(
                Product(
                    id: texts[0], title: LocalizedText(texts[1]), category: Category(texts[4]), attributes: attributes))
            clusters[texts[3], default: []].append(
                Product(
                    id: texts[0], title: LocalizedText(texts[1]), category: Category("product \(texts[3])"),
                    attributes: attributes))
        }
        var generator = SeededGenerator(seed: seed)
        let large = clusters.filter { $0.value.count >= leastOffers }.keys.sorted()
        return [
            BenchmarkCatalogue(
                name: "PriceRunner, categories", products: Array(generator.shuffled(offers).prefix(limit))),
            BenchmarkCatalogue(
                name: "PriceRunner, products",
                products: generator.shuffled(large).prefix(offered).flatMap { clusters[$0] ?? [] }),
        ]
    }

    /// Complete Journey's products, which have no titles.
    ///
    /// - Throws: ``FeedError`` where the table isn't one of its products.
    static func journey(_ path: String, seed: UInt64) throws -> BenchmarkCatalogue {
        var products: [Product] = []
        let columns = [
            "product_id", "manufacturer_id", "department", "brand", "product_category", "product_type", "package_size",
        ]
        try TableScan.forEachRow(of: URL(filePath: path), columns: columns) { texts, _ in
            guard !texts[4].isEmpty, let category = Category(texts[4]) else { return }
            var attributes: [String: AttributeValue] = [:]
            for (name, text) in zip(["manufacturer", "department", "", "", "type", "size"], texts.dropFirst())
            where !name.isEmpty && !text.isEmpty {
                attributes[name] = .text(name == "manufacturer" ? "m\(text)" : text)
            }
            products.append(
                Product(
                    id: texts[0], category: category, brand: texts[3].isEmpty ? nil : texts[3], attributes: attributes))
        }
        var generator = SeededGenerator(seed: seed)
        return BenchmarkCatalogue(
            name: "Complete Journey", products: Array(generator.shuffled(products).prefix(limit)))
    }
}
