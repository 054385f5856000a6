import ShopGuide
import ShopGuideApplication
import ShopGuideStore

extension ShopDesk {
    /// Products that are embedded in one piece of work, so that others get their turn.
    private static let together = 64

    /// Saves products.
    ///
    /// - Returns: How many of them are new.
    func save(_ products: [Product]) async throws -> Int {
        let (recommender, store) = (recommender, store)
        var embedded: [EmbeddedProduct] = []
        for start in stride(from: 0, to: products.count, by: Self.together) {
            let some = products[start..<min(start + Self.together, products.count)]
            embedded += try await work.run {
                try recommender.embed(
                    try some.map { product in
                        // Its own address stands for the picture that it has.
                        guard product.image == product.imageAddress else { return product }
                        var product = product
                        product.image = try store.product(product.id)?.image
                        return product
                    })
            }
        }
        let all = embedded
        return try await commits.commit { writer in
            try all.count { try recommender.save($0, with: writer) }
        } changing: { _ in
            all.map { .productSaved($0) }
        }
    }

    /// Deletes a product and what was done with it.
    func deleteProduct(_ id: String) async throws {
        try await commits.commit { writer in
            guard try writer.removeProduct(id) else { throw Problem.missing("product \"\(id)\"") }
        } changing: { _ in
            [.productRemoved(id)]
        }
    }
}
