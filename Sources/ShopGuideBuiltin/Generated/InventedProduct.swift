import FewShotTensors
import Foundation
import ShopGuide

/// A product of an invented shop, in one of its colours and sizes, with all that could be known of it.
struct InventedProduct: Sendable {
    /// Its category.
    var category: InventedCategory
    /// Its maker.
    var brand: String
    /// The words of its title, but for the colour.
    var words: [String]
    /// Its price in dollars.
    var dollars: Double
    /// Its material.
    var material: String
    /// Its colour.
    var colour: String
    /// Its size.
    var size: String
    /// Its title.
    var title: String

    /// Draws a product of a category.
    init(of category: InventedCategory, in plan: InventedShopPlan, using generator: inout SeededGenerator) {
        self.category = category
        brand = generator.choice(of: plan.departments[category.department].brands)
        words = plan.titles.words(for: category, brand: brand, in: plan, using: &generator)
        dollars = exp(generator.normal(mean: category.price, deviation: category.priceSpread))
        material = generator.choice(of: category.materials)
        colour = generator.choice(of: plan.colours)
        size = generator.choice(of: plan.sizes)
        title = plan.language.text(generator.chance(plan.titles.colourShare) ? words + [colour] : words)
    }

    /// Returns the product in several colours or sizes, two to five.
    func variants(in plan: InventedShopPlan, using generator: inout SeededGenerator) -> [InventedProduct] {
        let count = 2 + generator.integer(below: 4)
        let differInColour = generator.chance(0.5) || count > plan.sizes.count
        let choices = generator.sample(count, below: differInColour ? plan.colours.count : plan.sizes.count)
        return choices.map { choice in
            var variant = self
            if differInColour { variant.colour = plan.colours[choice] } else { variant.size = plan.sizes[choice] }
            let difference = differInColour ? variant.colour : variant.size
            variant.title = plan.language.text(plan.titlesTellVariants ? words + [difference] : words)
            return variant
        }
    }

    /// Returns the product as the shop lists it, without an id.
    func listed(in plan: InventedShopPlan, using generator: inout SeededGenerator) -> Product {
        var product = Product(id: "", category: category.category)
        for column in InventedColumns.Column.allCases where plan.columns.has(column, using: &generator) {
            switch column {
            case .brand: product.brand = brand
            case .price: product.price = plan.currency.price(ofDollars: dollars)
            default:
                product.attributes[column.rawValue] = plan.columns.value(
                    of: column, for: self, in: plan, using: &generator)
            }
        }
        let isOtherwiseKnown = product.brand != nil || product.price != nil || !product.attributes.isEmpty
        if !(plan.titles.areMissing && isOtherwiseKnown) { product.title = LocalizedText(title) }
        return product
    }
}
