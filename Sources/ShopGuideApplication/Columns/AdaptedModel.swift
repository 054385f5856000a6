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
    ///   - sources: The encoders' views that make columns of vectors.
    ///   - vectors: The products' vectors by these columns, in their order; none where empty.
    ///   - progress: Called with the number of products that are embedded.
    /// - Throws: ``DataError`` for a picture that can't be read, the error of a model that failed, or that of `progress`.
    public init(
        _ model: CategoryModel, to products: [Product], sources: [VectorSource] = [],
        vectors: [[String: [Float]]] = [], progress: (Int) throws -> Void = { _ in }
    ) throws {
        precondition(
            vectors.isEmpty || vectors.count == products.count, "\(vectors.count) vectors of \(products.count)")
        let places = model.parts.isProfiled ? StoredColumns.compared(among: products) : []
        var adapted = model
        if model.parts.isProfiled {
            let columns = try StoredColumns(
                Self.profile(of: products, places, sources: sources, vectors))
            adapted = try model.seeing(columns.profile, digest: columns.digest)
        }
        let rows = ProductRows(adapted.parts, adapted.profile)
        var embeddings: [[Float]] = []
        for start in stride(from: 0, to: products.count, by: Self.batch) {
            let batch = products[start..<min(start + Self.batch, products.count)]
            embeddings += try adapted.embeddings(
                of: batch.indices.map { place in
                    try rows.row(of: batch[place], vectors: vectors.isEmpty ? [:] : vectors[place])
                })
            try progress(embeddings.count)
        }
        if model.parts.isProfiled {
            let step = max(1, places.count / EmbeddingStatistics.sampleSize)
            adapted.compared = ComparedProducts(
                stride(from: 0, to: places.count, by: step).map { embeddings[places[$0]] }, products: products.count)
        }
        (self.model, self.embeddings) = (adapted, embeddings)
    }

    /// Returns the embeddings of products that aren't among those that it is adapted to, or of texts.
    ///
    /// - Parameters:
    ///   - products: What is known of them.
    ///   - vectors: Their vectors by columns, in their order.
    /// - Returns: The embeddings, in the same order.
    /// - Throws: ``DataError`` for a picture that can't be read, or the error of a model that failed.
    public func embeddings(of products: [Product], vectors: [[String: [Float]]]) throws -> [[Float]] {
        let rows = ProductRows(model.parts, model.profile)
        return try model.embeddings(of: zip(products, vectors).map { try rows.row(of: $0, vectors: $1) })
    }

    private static func profile(
        of products: [Product], _ places: [Int], sources: [VectorSource], _ vectors: [[String: [Float]]]
    ) -> CatalogueProfile {
        let shown = places.map { products[$0] }
        guard !vectors.isEmpty else { return CatalogueProfile(of: shown, total: products.count) }
        let known = Dictionary(
            places.map { (ExactID(products[$0].id), vectors[$0]) }, uniquingKeysWith: { first, _ in first })
        return CatalogueProfile(of: shown, total: products.count, sources: sources) { known[ExactID($0.id)] ?? [:] }
    }
}
