/// The variants of a product without one of its words or attributes each, to measure their effects.
public struct ProductVariants: Sendable {
    /// A product without one of its words or attributes.
    public struct Variant: Sendable {
        /// The word or attribute that is left out.
        public var trait: RecommendationReason.Trait
        /// The product without it.
        public var product: Product
    }

    /// One for each word, the brand, the price and each attribute; the category isn't seen by encoders.
    public let variants: [Variant]

    /// Creates the variants of a product.
    public init(of product: Product) {
        var variants: [Variant] = []
        for (language, text) in product.title.words.sorted(by: { $0.key < $1.key }) {
            for word in Self.words(of: text) {
                var other = product
                other.title.words[language] = Self.text(text, without: word)
                variants.append(
                    Variant(
                        trait: .init(name: "word", value: word, language: language.isEmpty ? nil : language),
                        product: other))
            }
        }
        if let brand = product.brand {
            var other = product
            other.brand = nil
            variants.append(Variant(trait: .init(name: "brand", value: brand), product: other))
        }
        if let price = product.price {
            var other = product
            other.price = nil
            variants.append(
                Variant(trait: .init(name: "price", value: "\(price.text) \(price.currency)"), product: other))
        }
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) where name != Product.consumable {
            var other = product
            other.attributes[name] = nil
            variants.append(Variant(trait: .init(name: name, value: value.text), product: other))
        }
        self.variants = variants
    }

    /// The different words of a text, as they are written.
    private static func words(of text: String) -> [String] {
        var known = Set<String>()
        return parts(of: text).map(String.init).filter { known.insert($0).inserted }
    }

    private static func parts(of text: String) -> [Substring] {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
    }

    private static func text(_ text: String, without word: String) -> String {
        parts(of: text).filter { $0 != word }.joined(separator: " ")
    }
}
