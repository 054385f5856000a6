public import FewShotData
public import ShopGuide

extension BuiltinCatalogue {
    /// The products as the store keeps them; a picture is referred to, for it is drawn anew whenever it is needed.
    public func products() -> [Product] {
        let departments = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.department.rawValue) })
        return products.map { product in
            let path = [departments[product.category] ?? "", product.category]
            let scale = Int64(10_000 / product.market.minorUnits)
            return Product(
                id: product.id, title: LocalizedText(["en": product.title.english, "zh": product.title.chinese]),
                category: Category(path: path), brand: product.brand,
                price: Price(tenThousandths: Int64(product.price) * scale, currency: product.currency),
                image: ImageReference.builtin(product: product.id).text, markets: [product.market.rawValue],
                availability: .inStock)
        }
    }
}
