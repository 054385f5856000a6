import FewShotTensors
import Foundation
import ShopGuide

/// A part of an invented shop.
struct InventedDepartment: Sendable {
    /// Its name: the first of its words, with a number where another has the same.
    var name: String
    /// Words that its products share.
    var words: [String]
    /// Its brands.
    var brands: [String]
}

/// A category of an invented shop.
struct InventedCategory: Sendable {
    /// The number of its department.
    var department: Int
    /// Its path.
    var category: Category?
    /// The names of what it has.
    var nouns: [String]
    /// Its other words.
    var words: [String]
    /// The materials of its products.
    var materials: [String]
    /// The mean of its prices' logarithms.
    var price: Double
    /// Their standard deviation.
    var priceSpread: Double
}

/// The words and habits of an invented shop, from which its products are drawn.
struct InventedShopPlan: Sendable {
    /// The language of all its words.
    let language: InventedLanguage
    /// Words that any product may have.
    let words: [String]
    /// Colours.
    let colours: [String]
    /// Sizes.
    let sizes: [String]
    /// Its departments, at least one.
    let departments: [InventedDepartment]
    /// Its categories.
    let categories: [InventedCategory]
    /// Its titles.
    let titles: InventedTitles
    /// Its columns.
    let columns: InventedColumns
    /// Its prices.
    let currency: InventedCurrency
    /// The median of the numbers of products of its categories.
    let productsPerCategory: Int
    /// The probability that a product comes in several colours or sizes.
    let variantShare: Double
    /// The habit of writing a variant's colour into its title.
    let titlesTellVariants: Bool
    /// The probability that a product has the title of another of its category.
    let duplicateShare: Double

    /// Draws the plan of a shop.
    init(using generator: inout SeededGenerator) {
        language = generator.choice(of: InventedLanguage.all)
        let categoryCount = generator.choice(of: [6, 10, 20, 40, 80])
        let departmentCount = max(1, categoryCount / generator.choice(of: [3, 5, 10, 40]))
        words = language.words(generator.choice(of: [20, 60, 200]), using: &generator)
        colours = language.words(12, using: &generator)
        sizes = generator.chance(0.5) ? ["S", "M", "L", "XL"] : (36..<46).map(String.init)
        departments = Self.departments(departmentCount, language, using: &generator)
        categories = Self.categories(categoryCount, in: departments, language, using: &generator)
        titles = InventedTitles(language, using: &generator)
        columns = InventedColumns(language, using: &generator)
        currency = generator.choice(of: InventedCurrency.all)
        productsPerCategory = generator.choice(of: [3, 6, 15, 40, 80, 200])
        variantShare = generator.chance(0.3) ? generator.uniform(in: 0.2...1) : 0
        titlesTellVariants = generator.chance(0.5)
        duplicateShare = generator.chance(0.15) ? generator.uniform(in: 0.02...0.2) : 0
    }

    private static func departments(
        _ count: Int, _ language: InventedLanguage, using generator: inout SeededGenerator
    ) -> [InventedDepartment] {
        var names = DistinctNames()
        var departments = (0..<count).map { _ in
            let words = language.words(generator.choice(of: [5, 20, 50]), using: &generator)
            let brands = (0..<generator.choice(of: [3, 10, 30])).map { _ in
                let more = generator.chance(0.2) ? " " + language.word(using: &generator) : ""
                return language.word(using: &generator).capitalized + more
            }
            return InventedDepartment(name: names.name(words[0]), words: words, brands: brands)
        }
        if generator.chance(0.3) {
            for number in departments.indices { departments[number].brands = departments[0].brands }
        }
        return departments
    }

    private static func categories(
        _ count: Int, in departments: [InventedDepartment], _ language: InventedLanguage,
        using generator: inout SeededGenerator
    ) -> [InventedCategory] {
        var names = DistinctNames()
        let compoundShare = 0.6 * generator.uniform()
        let materials = language.words(10, using: &generator)
        return (0..<count).map { _ in
            let number = generator.integer(below: departments.count)
            let department = departments[number]
            var nouns = language.words(generator.choice(of: [1, 1, 2, 3, 5]), using: &generator)
            if generator.chance(compoundShare) {
                let base = generator.choice(of: department.words)
                nouns = nouns.map { $0 + (generator.chance(0.5) ? language.separator : "") + base }
            }
            let name = names.name(nouns[0])
            return InventedCategory(
                department: number, category: Category(path: departments.count > 1 ? [department.name, name] : [name]),
                nouns: nouns,
                words: language.words(generator.choice(of: [2, 5, 15, 30]), using: &generator),
                materials: generator.sample(generator.choice(of: [1, 2, 4]), below: 10).map { materials[$0] },
                price: generator.normal(mean: 3, deviation: 1.2), priceSpread: generator.uniform(in: 0.1...0.9))
        }
    }
}

/// Names of which no two are the same.
private struct DistinctNames {
    private var taken: Set<String> = []

    /// Returns a name, with a number where it is taken.
    mutating func name(_ wanted: String) -> String {
        var (name, number) = (wanted, 1)
        while !taken.insert(name).inserted {
            number += 1
            name = "\(wanted) \(number)"
        }
        return name
    }
}
