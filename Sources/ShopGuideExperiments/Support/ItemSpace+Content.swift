import ShopGuide

extension ItemSpace {
    /// Unit vectors of products' embeddings; nil where these tell nothing apart.
    init?(of products: [EmbeddedProduct]) {
        guard let first = products.first, !first.embedding.isEmpty else { return nil }
        guard products.contains(where: { $0.embedding != first.embedding }) else { return nil }
        var places: [Float] = []
        places.reserveCapacity(products.count * first.embedding.count)
        for product in products {
            let length = product.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
            places += product.embedding.map { length > 0 && length.isFinite ? $0 / length : 0 }
        }
        self.init(places: places, dimensions: first.embedding.count)
    }
}
