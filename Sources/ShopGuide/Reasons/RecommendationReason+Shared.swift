extension RecommendationReason {
    /// Returns what two products have in common, what tells most first: attributes, the brand, rare words, the category.
    ///
    /// - Parameters:
    ///   - product: One product.
    ///   - other: Another.
    ///   - rarity: How much a word tells; nothing where it is 0 or less.
    /// - Returns: The traits.
    public static func shared(_ product: Product, _ other: Product, rarity: (String) -> Double) -> [Trait] {
        let words = Set(Words.of(other.title))
        var seen = Set<String>()
        let common = Words.of(product.title).filter { words.contains($0) && seen.insert($0).inserted }
            .map { ($0, rarity($0)) }.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        var traits = common.map { Trait(name: "word", value: $0.0) }
        if let brand = product.brand, brand == other.brand { traits.append(Trait(name: "brand", value: brand)) }
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key })
        where name != Product.consumable && other.attributes[name] == value {
            traits.append(Trait(name: name, value: value.text))
        }
        if let category = product.category, category == other.category {
            traits.append(Trait(name: "category", value: category.id))
        }
        if let price = product.price, let otherPrice = other.price, price.currency == otherPrice.currency,
            min(price.amount, otherPrice.amount) * 1.25 >= max(price.amount, otherPrice.amount)
        {
            traits.append(Trait(name: "price", value: "\(price.text) \(price.currency)"))
        }
        return traits
    }
}
