public import ShopGuide

/// A model adapted to products that lie in memory, with their embeddings.
public struct AdaptedModel: Sendable {
    /// The model.
    public let model: CategoryModel
    /// The embeddings of the products, in their order.
    public let embeddings: [[Float]]

    /// Products that are embedded together.
    private static let batch = 256

    /// Adapts a model to the columns of products and embeds them.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - products: The products.
    ///   - progress: Called with the number of products that are embedded.
    /// - Throws: ``DataError`` for a picture that can't be read, the error of a model that failed, or that of `progress`.
    public init(
        _ model: CategoryModel, to products: [Product], progress: (Int) throws -> Void = { _ in }
    ) throws {
        let places = model.parts.isProfiled ? StoredColumns.compared(among: products) : []
        var adapted = model
        if model.parts.isProfiled {
            let columns = try StoredColumns(
                CatalogueProfile(of: places.map { products[$0] }, total: products.count))
            adapted = try model.seeing(columns.profile, digest: columns.digest)
        }
        let rows = ProductRows(adapted.parts, adapted.profile)
        var embeddings: [[Float]] = []
        for start in stride(from: 0, to: products.count, by: Self.batch) {
            let batch = products[start..<min(start + Self.batch, products.count)]
            embeddings += try adapted.embeddings(of: batch.map { try rows.row(of: $0) })
            try progress(embeddings.count)
        }
        if model.parts.isProfiled {
            let step = max(1, places.count / EmbeddingStatistics.sampleSize)
            adapted.compared = ComparedProducts(
                stride(from: 0, to: places.count, by: step).map { embeddings[places[$0]] }, products: products.count)
        }
        (self.model, self.embeddings) = (adapted, embeddings)
    }
}
