import FewShotTensors
import Foundation
import ShopGuide

/// An invented shop, to learn from many of them what any shop's columns say about its products.
///
/// Its words are of an invented language, and so are its departments, categories and brands. Titles are short and clean, long and
/// noisy, or something between; columns are about the category, about nothing, or missing now and then. Some shops have several
/// variants of a product, or the same title twice. The same seed gives the same shop.
public struct GeneratedShop: Sendable {
    /// The products in random order, 2,500 at most; each has a category, of two levels where the shop has departments.
    public let products: [Product]

    /// The number of products of a shop, at most.
    public static let maximum = 2500

    /// Creates the shop of a seed.
    public init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed ^ 0x496E_7665_6E74)
        let plan = InventedShopPlan(using: &generator)
        let all = plan.categories.flatMap { Self.products(of: $0, in: plan, using: &generator) }
        products = generator.shuffled(all).prefix(Self.maximum).enumerated().map { number, product in
            var product = product
            product.id = "\(number + 1)"
            return product
        }
    }

    private static func products(
        of category: InventedCategory, in plan: InventedShopPlan, using generator: inout SeededGenerator
    ) -> [Product] {
        let size = Double(plan.productsPerCategory) * exp(generator.normal(deviation: 0.5))
        let count = max(2, Int(size))
        var products: [Product] = []
        while products.count < count {
            let product = InventedProduct(of: category, in: plan, using: &generator)
            let variants =
                generator.chance(plan.variantShare) ? product.variants(in: plan, using: &generator) : [product]
            for variant in variants {
                var listed = variant.listed(in: plan, using: &generator)
                if !products.isEmpty, generator.chance(plan.duplicateShare) {
                    listed.title = generator.choice(of: products).title
                }
                products.append(listed)
            }
        }
        return products
    }
}
