import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideBuiltin
import ShopGuideFeeds

/// Titles with their categories, of which those are apart that are of one thing.
struct TitleBenchmark: Sendable {
    /// Its name in the table.
    var name: String
    /// Products of which the title and the category are known alone.
    var products: [Product]
    /// The thing that each is of: a product of several offers.
    var things: [String]
    /// The positions of the products that are asked about, by category.
    var categories: [(name: String, products: [Int])]

    /// Titles of a category that are taken at most.
    private static let limit = 300

    private init(_ name: String, _ entries: [(product: Product, thing: String)], asking: (Category) -> Bool) {
        self.name = name
        products = entries.map(\.product)
        things = entries.map(\.thing)
        let grouped = Dictionary(grouping: entries.indices) { entries[$0].product.category }
        categories = grouped.compactMap { category, places in
            category.flatMap { asking($0) ? ($0.path.last ?? "", places) : nil }
        }.sorted { $0.name < $1.name }
    }

    /// PriceRunner's offers in its ten categories: those of all products, two in five of which have one offer, and those of products of
    /// five offers or more.
    ///
    /// - Throws: ``FeedError`` where the table isn't one of offers.
    static func priceRunner(_ path: String, seed: UInt64) throws -> [TitleBenchmark] {
        var offers: [(product: Product, thing: String)] = []
        let columns = ["product_id", "title", "cluster_id", "category"]
        try TableScan.forEachRow(of: URL(filePath: path), columns: columns) { texts, _ in
            let product = Product(id: texts[0], title: LocalizedText(texts[1]), category: Category(texts[3]))
            offers.append((product, texts[2]))
        }
        let counts = offers.reduce(into: [String: Int]()) { $0[$1.thing, default: 0] += 1 }
        return [(name: "PriceRunner", least: 1), (name: "PriceRunner, 5 offers", least: 5)].map { name, least in
            let chosen = some(of: offers.filter { counts[$0.thing, default: 0] >= least }, seed: seed)
            return TitleBenchmark(name, chosen) { _ in true }
        }
    }

    /// Some offers of each category, drawn by a seed.
    private static func some(
        of offers: [(product: Product, thing: String)], seed: UInt64
    ) -> [(product: Product, thing: String)] {
        var generator = SeededGenerator(seed: seed)
        var counts: [Category: Int] = [:]
        return generator.shuffled(offers).filter { offer in
            guard let category = offer.product.category else { return false }
            counts[category, default: 0] += 1
            return counts[category, default: 0] <= limit
        }
    }

    /// Complete Journey's types of products, which are titles here, in their categories: those of most types are asked about.
    ///
    /// - Throws: ``FeedError`` where the table isn't one of its products.
    static func journey(_ path: String) throws -> TitleBenchmark {
        var (types, seen, counts) = ([(product: Product, thing: String)](), Set<String>(), [Category: Int]())
        let columns = ["product_category", "product_type"]
        try TableScan.forEachRow(of: URL(filePath: path), columns: columns) { texts, _ in
            guard !texts[1].isEmpty, let category = Category(path: [texts[0]]),
                seen.insert("\(texts[0])\n\(texts[1])").inserted
            else { return }
            let id = "\(types.count)"
            types.append((Product(id: id, title: LocalizedText(texts[1]), category: category), id))
            counts[category, default: 0] += 1
        }
        let largest = counts.sorted { ($1.value, $0.key.id) < ($0.value, $1.key.id) }
        let asked = Set(largest.prefix(TextShareFit.mostCategories).map(\.key))
        return TitleBenchmark("Complete Journey", types, asking: asked.contains)
    }

    /// The built-in catalogue's English titles: the categories of one split are asked about.
    static func builtin(_ split: Split) -> TitleBenchmark {
        let catalogue = BuiltinCatalogue.generate()
        let asked = Set(catalogue.categories.filter { $0.split == split }.map(\.id))
        let entries = catalogue.storedProducts().map { product in
            let title = LocalizedText(product.title.text(in: "en") ?? "")
            return (product: Product(id: product.id, title: title, category: product.category), thing: product.id)
        }
        return TitleBenchmark("built-in", entries) { asked.contains($0.path.last ?? "") }
    }
}

/// A task of a benchmark: categories that are taught, and titles that are asked about.
struct TitleTask {
    /// The positions of the categories that are taught.
    var categories: [Int]
    /// Examples of each, of things apart.
    var support: [[Int]]
    /// Titles of other things than the examples: as many of each taught category, then of each that isn't.
    var queries: [(row: Int, label: Int?)]

    /// Draws a task; `nil` where a category has too few things.
    ///
    /// - Parameters:
    ///   - benchmark: The titles.
    ///   - ways: Categories that are taught.
    ///   - strangers: Categories that aren't, and are asked about as well.
    ///   - shots: Examples of each.
    ///   - count: Titles of each that are asked about.
    ///   - generator: Draws.
    init?(
        _ benchmark: TitleBenchmark, ways: Int, strangers: Int, shots: Int, queries count: Int,
        using generator: inout SeededGenerator
    ) {
        let drawn = generator.shuffled(Array(benchmark.categories.indices)).prefix(ways + strangers)
        guard drawn.count == ways + strangers else { return nil }
        (categories, support, queries) = (Array(drawn.prefix(ways)), [], [])
        for (place, category) in drawn.enumerated() {
            let shuffled = generator.shuffled(benchmark.categories[category].products)
            var (own, known) = ([Int](), Set<String>())
            if place < ways {
                for row in shuffled where own.count < shots && known.insert(benchmark.things[row]).inserted {
                    own.append(row)
                }
                guard own.count == shots else { return nil }
                support.append(own)
            }
            let others = shuffled.filter { !known.contains(benchmark.things[$0]) }.prefix(count)
            guard others.count == count else { return nil }
            queries += others.map { ($0, place < ways ? place : nil) }
        }
    }
}
