extension RecommendationReason {
    /// Returns the common traits of two products, the most telling first: rare words, the brand, attributes, the category, the price.
    ///
    /// Words of one or two letters tell nothing (`in`, `ml`), nor do those of the category's own name where both are of it.
    ///
    /// - Parameters:
    ///   - product: One product.
    ///   - other: Another.
    ///   - rarity: How much a word tells; nothing where it is 0 or less.
    ///   - isWord: Whether some titles have a text as a word of its own, which finds words where nothing parts them.
    /// - Returns: The traits.
    public static func shared(
        _ product: Product, _ other: Product, rarity: (String) -> Double, isWord: (String) -> Bool = { _ in false }
    ) -> [Trait] {
        let isOfOneKind = product.category != nil && product.category == other.category
        let kind = isOfOneKind ? (product.category?.path.last ?? "").split { !$0.isLetter } : []
        let own = Set(kind.map { $0.lowercased() })
        var traits = words(product.title, other.title, isWord) { own.contains($0) ? 0 : rarity($0) }
        if let brand = product.brand, brand == other.brand { traits.append(Trait(name: "brand", value: brand)) }
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key })
        where name != Product.consumable && other.attributes[name] == value {
            traits.append(Trait(name: name, value: value.text))
        }
        if isOfOneKind, let category = product.category {
            traits.append(Trait(name: "category", value: category.id))
        }
        if let price = product.price, let otherPrice = other.price, price.currency == otherPrice.currency,
            min(price.amount, otherPrice.amount) * 1.25 >= max(price.amount, otherPrice.amount)
        {
            traits.append(Trait(name: "price", value: "\(price.text) \(price.currency)"))
        }
        return traits
    }

    private static func words(
        _ title: LocalizedText, _ other: LocalizedText, _ isWord: (String) -> Bool, _ rarity: (String) -> Double
    ) -> [Trait] {
        title.words.sorted { $0.key < $1.key }.flatMap { language, text -> [Trait] in
            guard let otherText = other.words[language] else { return [] }
            let tag = language.isEmpty ? nil : language
            if Words.isUnparted(text) {
                return Words.commonWords(text, otherText, isWord: isWord).map {
                    Trait(name: "word", value: $0, language: tag)
                }
            }
            let words = Set(Words.of(otherText))
            var seen = Set<String>()
            let common = Words.of(text).filter {
                $0.count > 2 && words.contains($0) && !Words.empty.contains($0) && seen.insert($0).inserted
            }
            return common.map { ($0, rarity($0)) }.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
                .map { Trait(name: "word", value: $0.0, language: tag) }
        }
    }
}
