package import ShopGuide
import ShopGuideStore

extension ShopRecommender {
    /// The products that are read between two reports.
    private static let step = 4096

    /// Reads products: those with embeddings, and those that are only listed.
    static func products(
        _ embeddings: ProductEmbeddings, _ plan: ReadingPlan, _ progress: (ReadingProgress) throws -> Void
    ) throws -> (embedded: [EmbeddedProduct], listed: [Product]) {
        guard !plan.isComplete else {
            return (try embeddings.all { try progress(.embedding($0, of: $1)) }, [])
        }
        var count = 0
        let (all, missing) = try embeddings.stored {
            count += 1
            if count.isMultiple(of: step) { try progress(.reading(count)) }
        }
        guard !missing.isEmpty else { return (all, []) }
        let every = max(1, missing.count / plan.sample)
        let chosen = stride(from: 0, to: missing.count, by: every).prefix(plan.sample).map { missing[$0] }
        let isChosen = Set(chosen)
        let first = try embeddings.embedAndKeep(chosen.map { all[$0].product })
        let isMissing = Set(missing)
        let embedded = all.indices.filter { !isMissing.contains($0) }.map { all[$0] } + first
        return (embedded, missing.filter { !isChosen.contains($0) }.map { all[$0].product })
    }

    /// The products that have been embedded since the store was read, and of how many; nil once there is nothing left.
    public var embeddingProgress: (done: Int, of: Int)? {
        unembedded.withLock { $0.count == 0 ? nil : ($0.total - $0.count, $0.total) }
    }

    /// Embeds the next products that are only listed, and keeps their embeddings in the store.
    ///
    /// - Returns: They with their embeddings, to be given to ``insert(_:)``.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    package func embedNext() throws -> [EmbeddedProduct] {
        let ids = unembedded.withLock { $0.next(embeddings.together) }
        var (ready, missing) = ([EmbeddedProduct](), [Product]())
        for product in try ids.compactMap({ try store.product($0) }) {
            // Another process may have been quicker.
            if let stored = try embeddings.stored(of: product) {
                ready.append(EmbeddedProduct(product, stored, modelDigest: model.digest))
            } else {
                missing.append(product)
            }
        }
        return try ready + embeddings.embedAndKeep(missing)
    }

    /// Inserts what ``embedNext()`` returned, but for products that were changed or removed meanwhile; to be called where no change is
    /// under way.
    ///
    /// - Throws: The error of a model that failed.
    package func insert(_ embedded: [EmbeddedProduct]) throws {
        let current = index.read { index in embedded.filter { index.awaitsEmbedding($0.product) } }
        try apply(current.map { .productSaved($0) })
        unembedded.withLock { $0.remove(embeddings.together) }
    }
}
