import FewShotTensors

/// The habits by which an invented shop writes titles.
struct InventedTitles: Sendable {
    /// The order of a title's words.
    enum Order: CaseIterable {
        case nounFirst, nounLast, any
    }

    /// The order of words.
    var order: Order
    /// The probability that a title has the noun of its category.
    var nounShare: Double
    /// The probability of each of two other words of the category.
    var categoryShare: Double
    /// The probability of a word of the department.
    var departmentShare: Double
    /// The number of words at random, at most.
    var fillers: Int
    /// The probability of a noun of another category.
    var misleadingShare: Double
    /// The probability of the colour.
    var colourShare = 0.4
    /// The probabilities of one code or measure after the other.
    var codeShares: [Double]
    /// The probability of the brand.
    var brandShare: Double
    /// The words at the end of each title: the name of the shop, a slogan.
    var slogan: [String]
    /// The marks around and between words, as on a marketplace; none in most shops.
    var hasMarks = false
    /// The habit of having no titles at all, where anything else is known.
    var areMissing: Bool

    /// Draws the habits of a shop: one in five has short and clean titles, one in five long and noisy ones.
    init(_ language: InventedLanguage, using generator: inout SeededGenerator) {
        order = generator.choice(of: Order.allCases)
        nounShare = generator.choice(of: [0.5, 0.7, 0.85, 0.95, 1])
        categoryShare = generator.uniform()
        departmentShare = 0.8 * generator.uniform()
        fillers = generator.choice(of: [0, 1, 2, 4, 7, 12])
        codeShares = [generator.uniform()]
        brandShare = generator.uniform()
        misleadingShare = generator.choice(of: [0, 0, 0.02, 0.1])
        slogan = language.words(generator.choice(of: [0, 0, 0, 2, 5]), using: &generator)
        areMissing = generator.chance(0.12)
        switch generator.integer(below: 5) {
        case 0: simplify(using: &generator)
        case 1: stuff(language, using: &generator)
        default: break
        }
    }

    /// Makes titles short and clean, always with the noun.
    private mutating func simplify(using generator: inout SeededGenerator) {
        (nounShare, codeShares, misleadingShare, slogan, areMissing) = (1, [], 0, [], false)
        fillers = generator.integer(below: 2)
        departmentShare /= 4
        order = generator.choice(of: [.nounFirst, .nounLast])
    }

    /// Makes titles long and noisy, as on a marketplace.
    private mutating func stuff(_ language: InventedLanguage, using generator: inout SeededGenerator) {
        (hasMarks, order, areMissing) = (true, .any, false)
        nounShare = generator.choice(of: [0.85, 0.95, 1])
        fillers = generator.choice(of: [8, 12, 20])
        misleadingShare = generator.choice(of: [0.02, 0.1, 0.3])
        codeShares = [0.8, 0.5, 0.3]
        slogan = language.words(generator.choice(of: [0, 2, 5]), using: &generator)
    }

    /// Returns the words of a title, without the colour.
    func words(
        for category: InventedCategory, brand: String, in plan: InventedShopPlan, using generator: inout SeededGenerator
    ) -> [String] {
        var words: [String] = []
        if generator.chance(nounShare) { words.append(generator.choice(of: category.nouns)) }
        for _ in 0..<2 where generator.chance(categoryShare) { words.append(generator.choice(of: category.words)) }
        if generator.chance(departmentShare) {
            words.append(generator.choice(of: plan.departments[category.department].words))
        }
        for _ in 0..<generator.integer(below: fillers + 1) { words.append(generator.choice(of: plan.words)) }
        if generator.chance(misleadingShare) {
            let other = generator.choice(of: plan.categories)
            words.append(generator.choice(of: other.nouns))
        }
        for share in codeShares where generator.chance(share) { words.append(code(using: &generator)) }
        if words.isEmpty { words.append(generator.choice(of: category.words)) }
        switch order {
        case .nounFirst: break
        case .nounLast: words.reverse()
        case .any: words = generator.shuffled(words)
        }
        if generator.chance(brandShare) { words.insert(brand, at: 0) }
        return (hasMarks ? words.map { marked($0, using: &generator) } : words) + slogan
    }

    /// Returns a model's number or a measure.
    private func code(using generator: inout SeededGenerator) -> String {
        let number = generator.integer(below: generator.choice(of: [10, 1000, 100_000]))
        let form = generator.choice(of: [("", ""), ("", "w"), ("x", ""), ("", " ml"), ("v", "")])
        return form.0 + "\(number)" + form.1
    }

    /// Returns a word, now and then with marks or in capital letters.
    private func marked(_ word: String, using generator: inout SeededGenerator) -> String {
        switch generator.integer(below: 12) {
        case 0: word.uppercased()
        case 1: "[\(word)]"
        case 2: "\(word) /"
        case 3: "\(word)!"
        case 4: "\(word),"
        default: word
        }
    }
}
