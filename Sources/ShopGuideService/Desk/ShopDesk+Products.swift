import ShopGuide
import ShopGuideStore

extension ShopDesk {
    /// Saves products.
    ///
    /// - Returns: How many of them are new.
    func save(_ products: [Product]) async throws -> Int {
        try await commits.commit { writer in
            try products.count { product in
                var product = product
                // Its own address stands for the picture that it has.
                if product.image == product.imageAddress { product.image = try writer.image(of: product.id) }
                return try writer.save(product)
            }
        }
    }

    /// Deletes a product and what was done with it.
    func deleteProduct(_ id: String) async throws {
        let isThere = try await commits.commit { try $0.removeProduct(id) }
        guard isThere else { throw Problem.missing("product \"\(id)\"") }
    }
}
