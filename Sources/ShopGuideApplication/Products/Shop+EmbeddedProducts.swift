package import ShopGuide

extension Shop {
    /// Returns every product with its embedding by the active model; those that have none yet are embedded, and kept.
    package func embeddedProducts() throws -> [EmbeddedProduct] {
        let embeddings = active.withLock { $0.embeddings }
        return try embeddings.all(progress)
    }
}
