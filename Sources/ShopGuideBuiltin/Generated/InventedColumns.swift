import FewShotTensors
import ShopGuide

/// The columns of an invented shop: those it has, and the share of products that have a value.
struct InventedColumns: Sendable {
    /// A column beside the title.
    enum Column: String, CaseIterable {
        case brand, price, colour, size, material, department, type, description, review
        case gtin, link, user, rating, stock, condition, warehouse, gift, added, seller

        /// The probability that a shop has it.
        var share: Double {
            switch self {
            case .brand, .price: 0.6
            case .colour, .description: 0.4
            case .size, .gtin, .link, .rating, .stock, .condition, .material: 0.3
            case .review, .warehouse, .added, .seller: 0.25
            case .user, .gift: 0.2
            case .department, .type: 0.15
            }
        }
    }

    /// The share of products with a value, for each column that the shop has.
    let filled: [Column: Double]
    /// Words of which reviews are made, whatever they are about.
    let phrases: [[String]]
    /// Sellers.
    let sellers: [String]

    /// Draws the columns of a shop.
    init(_ language: InventedLanguage, using generator: inout SeededGenerator) {
        var filled: [Column: Double] = [:]
        for column in Column.allCases where generator.chance(column.share) {
            filled[column] = generator.choice(of: [1, 1, 0.9, 0.5, 0.2])
        }
        self.filled = filled
        phrases = (0..<generator.choice(of: [10, 30])).map { _ in
            language.words(generator.choice(of: [3, 6]), using: &generator)
        }
        sellers = language.words(generator.choice(of: [5, 40, 200]), using: &generator)
    }

    /// Returns whether a product has a value in a column.
    func has(_ column: Column, using generator: inout SeededGenerator) -> Bool {
        filled[column].map { generator.chance($0) } ?? false
    }

    /// Returns the value of a product in a column; `nil` for brand and price, which aren't attributes.
    func value(
        of column: Column, for product: InventedProduct, in plan: InventedShopPlan,
        using generator: inout SeededGenerator
    ) -> AttributeValue? {
        let category = product.category
        switch column {
        case .brand, .price: return nil
        case .colour: return .text(product.colour)
        case .size: return .text(product.size)
        case .material: return .text(product.material)
        case .department: return .text(plan.departments[category.department].name)
        case .type: return .text(generator.choice(of: category.nouns))
        case .description: return .text(description(of: category, in: plan, using: &generator))
        case .review:
            var words = generator.choice(of: phrases) + generator.choice(of: phrases)
            if generator.chance(0.1) { words.append(generator.choice(of: category.nouns)) }
            return .text(plan.language.text(words) + " \(generator.integer(below: 50))")
        case .seller: return .text(generator.choice(of: sellers))
        case .condition: return .text(generator.chance(0.97) ? "new" : "used")
        case .gtin: return NuisanceColumn.gtin.value(using: &generator)
        case .link: return NuisanceColumn.link.value(using: &generator)
        case .user: return NuisanceColumn.user.value(using: &generator)
        case .rating: return NuisanceColumn.rating.value(using: &generator)
        case .stock: return NuisanceColumn.number.value(using: &generator)
        case .warehouse: return NuisanceColumn.warehouse.value(using: &generator)
        case .gift: return NuisanceColumn.flag.value(using: &generator)
        case .added: return NuisanceColumn.date.value(using: &generator)
        }
    }

    private func description(
        of category: InventedCategory, in plan: InventedShopPlan, using generator: inout SeededGenerator
    ) -> String {
        var words = generator.chance(0.8) ? [generator.choice(of: category.nouns)] : []
        for _ in 0..<6 { words.append(generator.choice(of: category.words)) }
        for _ in 0..<generator.integer(below: 20) { words.append(generator.choice(of: plan.words)) }
        return plan.language.text(words)
    }
}
