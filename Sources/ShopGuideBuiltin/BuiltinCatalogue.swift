import FewShotLearning
import FewShotTensors

/// A made-up shop to try few-shot learning on: 60 categories in 8 departments, each of 40 products, in English and Chinese.
///
/// Everything in it is generated from a seed: titles, brands and prices are invented, and the pictures are drawn, each
/// with its own proportions, pose, colours and background. The same seed gives the same bits on every machine.
///
/// 38 categories are for training, 8 for validation and 14 for test, by name and whatever the seed; each department has
/// some of each. What is tested is thus new categories in known departments.
public struct BuiltinCatalogue: Sendable, Hashable {
    /// The number of products of a category.
    public static let productsPerCategory = 40
    /// Width and height of an icon in pixels.
    public static let iconSize = IconPhotograph.size

    /// The categories, department by department, in a fixed order.
    public var categories: [BuiltinCategory]
    /// The products, category by category.
    public var products: [BuiltinProduct]
    /// The seed that everything was generated from.
    public var seed: UInt64

    /// Returns the catalogue of a seed.
    public static func generate(seed: UInt64 = 0) -> BuiltinCatalogue {
        var categories: [BuiltinCategory] = []
        var products: [BuiltinProduct] = []
        for department in DepartmentRecipe.all {
            for recipe in department.categories {
                let number = categories.count
                categories.append(
                    BuiltinCategory(
                        id: recipe.id, name: recipe.name, department: department.department, split: recipe.split))
                var counter = ProductCounter(
                    recipe: recipe, brands: department.brands, seed: seed, category: number)
                products += counter.products(productsPerCategory)
            }
        }
        return BuiltinCatalogue(categories: categories, products: products, seed: seed)
    }

    /// Returns the products of a category.
    public func products(in category: BuiltinCategory) -> [BuiltinProduct] {
        products.filter { $0.category == category.id }
    }
}
