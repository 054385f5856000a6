import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin

/// Products of many shops with different columns, languages and noise, to meta-train on: a class is a category, a group a shop.
///
/// A task is drawn from one shop, whose statistics its rows carry, so that what is learned is how to see a catalogue that nobody has
/// seen before. The built-in catalogue is among them, in several forms: one language or both, with and without pictures, brands
/// and prices, and with columns that say nothing.
enum ShopsData {
    /// A shop's products with the categories that tasks are drawn from.
    struct Shop: Sendable {
        /// Its name.
        var name: String
        /// Its products.
        var products: [Product]
        /// The split that all of its categories are in.
        var split: Split
        /// The categories that may be drawn; all where `nil`.
        var categories: Set<String>?
        /// The invented ready vectors of its products.
        var vectors: [String: [Float]] = [:]

        /// Returns the vector of a product by its column.
        func vector(of product: Product) -> [String: [Float]] {
            vectors[product.id].map { [Product.vectorColumn: $0] } ?? [:]
        }
    }

    /// The largest number of invented shops.
    static let maximum = 2000
    /// Products of a category, and categories of a shop, that are taken at most.
    private static let (productsPerCategory, categoriesPerShop) = (8, 24)
    /// Products of a shop by which it is told what near and far is there.
    private static let sampleSize = 150
    /// Products of categories of one or two that are taken at most.
    private static let strangersPerShop = 24
    /// Products that a category needs to be learned from.
    private static let leastProducts = 5
    /// One in so many invented shops is for validation.
    private static let validationShare = 8
    /// Forms of the built-in catalogue for so many invented shops.
    private static let invented = 10

    /// Loads so many invented shops, and the built-in one in several forms.
    ///
    /// - Parameters:
    ///   - count: The number of invented shops.
    ///   - hasBuiltin: Whether the built-in catalogue is among them.
    ///   - device: The device of the examples.
    /// - Returns: The products, divided by shop.
    /// - Throws: ``DataError`` for a picture that can't be drawn.
    static func load(_ count: Int, withBuiltin hasBuiltin: Bool, on device: Device) throws -> LoadedData {
        let catalogue = hasBuiltin ? BuiltinCatalogue.generate() : nil
        let forms = hasBuiltin ? max(2, count / invented) : 0
        let side = BuiltinCatalogue.iconSize
        let parts = ProductParts.profiled(image: hasBuiltin ? [1, side, side] : nil)
        let made = try Parallel.map(count + forms, width: 2) { number in
            let shop = number < count ? inventedShop(number) : builtinShop(number - count, catalogue)
            return try rows(of: shop, parts, seed: UInt64(number))
        }
        var (numbers, examples) = ([Float](), 0)
        var classes: [Split: [Dataset.Class]] = [:]
        var sources: [String: SampledSource] = [:]
        for shop in made {
            for category in shop.categories {
                classes[shop.split, default: []].append(
                    Dataset.Class(
                        name: "\(shop.name)/\(category.name)", examples: Array(examples..<examples + category.count),
                        group: shop.name))
                examples += category.count
            }
            let strangers = examples + shop.sample
            sources[shop.name] = SampledSource(
                size: shop.products, sample: Array(examples..<strangers),
                strangers: Array(strangers..<strangers + shop.strangers))
            examples = strangers + shop.strangers
            numbers += shop.numbers
        }
        let features = Tensor(numbers, shape: [examples, parts.width], on: device)
        var data = LoadedData(
            splits: classes.mapValues { Dataset(features: features, classes: $0) },
            name: hasBuiltin ? "shops:\(count)" : "invented:\(count)",
            digest: numbers.withUnsafeBytes { SHA256.hexadecimal(of: $0) }, scheme: "by shop",
            imageShape: [parts.width])
        data.parts = parts
        data.encoder = EncoderKind.columns.name
        data.sources = sources
        data.notes = ["the shops are invented: their products, words and columns are generated"]
        return data
    }

    private struct Rows: Sendable {
        var name: String
        var split: Split
        var products: Int
        var categories: [(name: String, count: Int)] = []
        /// Products of any category after those of the categories.
        var sample = 0
        /// Products of categories of one or two, at the end of the rows.
        var strangers = 0
        var numbers: [Float] = []
    }

    private static func rows(of shop: Shop, _ parts: ProductParts, seed: UInt64) throws -> Rows {
        var generator = SeededGenerator(seed: seed ^ 0x526F_7773)
        let products = generator.shuffled(shop.products)
        let compared = StoredColumns.compared(among: products).map { products[$0] }
        let profile = CatalogueProfile(of: compared, total: products.count) { shop.vectors[$0.id] }
        let reader = ProductRows(parts, profile)
        var result = Rows(name: shop.name, split: shop.split, products: products.count)
        let grouped = Dictionary(grouping: products) { $0.category?.id ?? "" }
        let usable = grouped.filter {
            $0.value.count >= leastProducts && (shop.categories?.contains($0.key) ?? true)
        }.keys.sorted()
        for category in generator.shuffled(usable).prefix(categoriesPerShop) {
            let chosen = (grouped[category] ?? []).prefix(productsPerCategory)
            // A product without anything that is compared can't be told apart.
            let rows = try chosen.map { try reader.row(of: $0, vectors: shop.vector(of: $0)) }.filter {
                $0.contains { $0 != 0 }
            }
            guard rows.count >= leastProducts else { continue }
            result.categories.append((category, rows.count))
            result.numbers += rows.flatMap(\.self)
        }
        for product in compared.prefix(sampleSize) {
            result.numbers += try reader.row(of: product, vectors: shop.vector(of: product))
            result.sample += 1
        }
        for product in grouped.filter({ $0.value.count <= 2 }).sorted(by: { $0.key < $1.key }).flatMap(\.value)
            .prefix(strangersPerShop)
        {
            let row = try reader.row(of: product, vectors: shop.vector(of: product))
            guard row.contains(where: { $0 != 0 }) else { continue }
            result.numbers += row
            result.strangers += 1
        }
        return result
    }

    /// An invented shop; one in four has a few products only, one in five is asked about its departments, and one in three has invented
    /// vectors that tell more or less.
    private static func inventedShop(_ number: Int) -> Shop {
        let seed = UInt64(number)
        var products = GeneratedShop.disturbed(GeneratedShop(seed: seed).products, seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0x5368_6F70)
        if number % 5 == 3 { products = products.map(broad) }
        if number % 4 == 1 { products = few(products, using: &generator) }
        var shop = Shop(
            name: "invented-\(number)", products: products,
            split: number % validationShare == validationShare - 1 ? .validation : .train)
        if number % 3 == 2 { shop.vectors = vectors(of: products, using: &generator) }
        return shop
    }

    /// Products of a few categories, as a shop has them on its first day: two to five of five to seven products, or more; and up to six that
    /// are the only ones of their kind.
    private static func few(
        _ products: [Product], more: Bool = false, using generator: inout SeededGenerator
    ) -> [Product] {
        let grouped = Dictionary(grouping: products) { $0.category?.id ?? "" }
        let ready = grouped.filter { $0.value.count >= leastProducts }.keys.sorted()
        let chosen = generator.shuffled(ready).prefix(
            more ? 4 + generator.integer(below: 9) : 2 + generator.integer(below: 4))
        let most = more ? leastProducts + generator.integer(below: 40) : leastProducts + 2
        let listed = chosen.flatMap { category in
            let all = grouped[category] ?? []
            return all.prefix(
                leastProducts + generator.integer(below: max(1, min(all.count, most) - leastProducts + 1)))
        }
        let others = generator.shuffled(Set(grouped.keys).subtracting(chosen).sorted())
        return listed + others.prefix(generator.integer(below: 7)).compactMap { grouped[$0]?.first }
    }

    /// Returns a product whose category is the department, a broad one of many kinds of things.
    private static func broad(_ product: Product) -> Product {
        var product = product
        product.category = product.category.flatMap { Category(path: Array($0.path.prefix(1))) }
        return product
    }

    private static func vectors(of products: [Product], using generator: inout SeededGenerator) -> [String: [Float]] {
        let width = 48
        let noise = [0.3, 1, 2, 4, 1e3][generator.integer(below: 5)]
        var centres: [String: [Double]] = [:]
        var vectors: [String: [Float]] = [:]
        for product in products {
            let category = product.category?.id ?? ""
            let centre = centres[category] ?? (0..<width).map { _ in generator.uniform(in: -1...1) }
            centres[category] = centre
            vectors[product.id] = centre.map { Float($0 + noise * generator.uniform(in: -1...1)) }
        }
        return vectors
    }

    /// The built-in catalogue in one of its forms; validation is on categories that aren't trained on.
    private static func builtinShop(_ number: Int, _ catalogue: BuiltinCatalogue?) -> Shop {
        guard let catalogue else { return Shop(name: "builtin", products: [], split: .train) }
        let split: Split = number == 0 ? .validation : .train
        let categories = Set(catalogue.categories.filter { $0.split == split }.map(\.id))
        var generator = SeededGenerator(seed: UInt64(number) ^ 0x4275_696C_7469_6E)
        let language = [nil, "en", "zh", "en"][number % 4]
        let (hasPictures, hasBrands, hasPrices) = (
            number % 2 == 0, generator.uniform() < 0.7, generator.uniform() < 0.7
        )
        var products = catalogue.storedProducts()
        for index in products.indices {
            if let language, let words = products[index].title.words[language] {
                products[index].title = LocalizedText([language: words])
            }
            if !hasPictures { products[index].image = nil }
            if !hasBrands { products[index].brand = nil }
            if !hasPrices { products[index].price = nil }
        }
        let isOfSplit = { (product: Product) in categories.contains(product.category?.path.last ?? "") }
        if number % 6 == 3 { products = products.filter(isOfSplit).map(broad) }
        if number % 3 == 1 { products = few(products.filter(isOfSplit), more: true, using: &generator) }
        products = number < 2 ? products : GeneratedShop.disturbed(products, seed: UInt64(number))
        let names = number % 6 == 3 ? nil : Set(products.filter(isOfSplit).compactMap { $0.category?.id })
        return Shop(name: "builtin-\(number)", products: products, split: split, categories: names)
    }
}
