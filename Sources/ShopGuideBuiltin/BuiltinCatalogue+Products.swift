import ShopGuide

extension BuiltinCatalogue {
    /// The products as the store keeps them; a picture is referred to, for it is drawn anew whenever it is needed.
    public func storedProducts() -> [Product] {
        let departments = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.department.rawValue) })
        return products.map { product in
            let path = [departments[product.category] ?? "", product.category]
            let scale = Int64(10_000 / product.market.minorUnits)
            return Product(
                id: product.id, title: LocalizedText(["en": product.title.english, "zh": product.title.chinese]),
                category: Category(path: path), brand: product.brand,
                price: Price(tenThousandths: Int64(product.price) * scale, currency: product.currency),
                attributes: product.isConsumable ? [Product.consumable: .flag(true)] : [:],
                image: ImageReference.builtin(product: product.id).text, markets: product.markets,
                availability: .inStock)
        }
    }

    /// The made-up shoppers as the store keeps them.
    public func storedShoppers() -> [Shopper] { shoppers().map { Shopper(id: $0.id, market: $0.market) } }

    /// The interactions of the made-up shoppers, as the store keeps them.
    public func interactions() -> [Interaction] {
        events().map { event in
            Interaction(
                id: event.id, shopper: event.shopper, product: event.product, kind: event.kind.stored,
                value: event.rating, time: Timestamp(milliseconds: Int64(event.seconds) * 1000), market: event.market)
        }
    }
}

extension BuiltinEvent.Kind {
    /// The kind in the store.
    public var stored: Interaction.Kind {
        switch self {
        case .view: .view
        case .cart: .cart
        case .purchase: .purchase
        case .rating: .rating
        case .like: .like
        case .dismiss: .dismiss
        }
    }
}
