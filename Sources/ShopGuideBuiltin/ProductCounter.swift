import FewShotData
import FewShotTensors

/// Makes up the products of one category.
struct ProductCounter {
    private let recipe: CategoryRecipe
    private let brands: [String]
    private let seed: UInt64
    private let category: Int
    private var generator: SeededGenerator

    /// Creates the counter of a category with its number in the catalogue.
    init(recipe: CategoryRecipe, brands: [String], seed: UInt64, category: Int) {
        self.recipe = recipe
        self.brands = brands
        self.seed = seed
        self.category = category
        generator = SeededGenerator(seed: seed, position: -1 - category)
    }

    /// Returns a number of products; no two have the same title.
    mutating func products(_ count: Int) -> [BuiltinProduct] {
        let colours = recipe.palette.colours
        let materials = recipe.materials.map { BilingualText(english: $0.key, chinese: $0.value) }
        let details = recipe.details.map { BilingualText(english: $0.key, chinese: $0.value) }
        let choices = generator.sample(count, below: colours.count * materials.count * details.count)
        return choices.enumerated().map { number, choice in
            let colour = colours[choice % colours.count]
            let material = materials[choice / colours.count % materials.count]
            let detail = details[choice / colours.count / materials.count]
            let market = BuiltinMarket.allCases[generator.integer(below: BuiltinMarket.allCases.count)]
            return BuiltinProduct(
                id: "\(recipe.id)-\(number < 9 ? "0" : "")\(number + 1)",
                category: recipe.id,
                title: title(colour: colour.name, material: material, detail: detail),
                brand: brands[generator.integer(below: brands.count)],
                price: market.price(forCents: cents()),
                market: market,
                icon: icon(number: category * count + number, colour: colour.grey))
        }
    }

    /// The icon of a product with its number in the catalogue; drawn from a generator of its own.
    private func icon(number: Int, colour: UInt8) -> [UInt8] {
        var photograph = photograph(number: number, colour: colour)
        return photograph.taken(of: sketch(number: number))
    }

    private func photograph(number: Int, colour: UInt8) -> IconPhotograph {
        IconPhotograph(colour: colour, using: SeededGenerator(seed: seed, position: 2 * number + 1))
    }

    private func sketch(number: Int) -> IconSketch {
        var sketch = IconSketch(using: SeededGenerator(seed: seed, position: 2 * number))
        recipe.draw(&sketch)
        return sketch
    }

    /// Returns the drawing of one of `count` products in colour.
    mutating func drawing(_ index: Int, of count: Int, size: Int) -> DecodedImage {
        let colours = recipe.palette.colours
        let choices = generator.sample(
            count, below: colours.count * recipe.materials.count * recipe.details.count)
        let colour = colours[choices[index] % colours.count]
        let number = category * count + index
        var photograph = photograph(number: number, colour: colour.grey)
        let canvas = photograph.painted(sketch(number: number), size: size)
        return IconPaint(colour: colour, levels: photograph.levels).picture(of: canvas)
    }

    private mutating func title(colour: BilingualText, material: BilingualText, detail: BilingualText) -> BilingualText
    {
        let (english, chinese) = (recipe.name.english, recipe.name.chinese)
        let title =
            switch generator.integer(below: 3) {
            case 0:
                BilingualText(
                    english: "\(colour.english) \(material.english) \(english), \(detail.english)",
                    chinese: "\(colour.chinese)\(material.chinese)\(chinese) \(detail.chinese)")
            case 1:
                BilingualText(
                    english: "\(material.english) \(english) in \(colour.english), \(detail.english)",
                    chinese: "\(material.chinese)\(chinese) \(colour.chinese) \(detail.chinese)")
            default:
                BilingualText(
                    english: "\(material.english) \(english), \(detail.english), \(colour.english)",
                    chinese: "\(material.chinese)\(chinese) \(detail.chinese) \(colour.chinese)")
            }
        let capitalised = title.english.prefix(1).uppercased() + title.english.dropFirst()
        return BilingualText(english: capitalised, chinese: title.chinese)
    }

    /// A usual price; low ones are more common than high ones.
    private mutating func cents() -> Int {
        let part = generator.uniform()
        let (low, high) = (Double(recipe.cents.lowerBound), Double(recipe.cents.upperBound))
        return Int(low + (high - low) * part * part)
    }
}
