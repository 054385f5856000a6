package import ShopGuide
import ShopGuideStore

extension ShopRecommender {
    /// The products that are read between two reports.
    private static let step = 4096

    /// Reads products into a catalogue.
    ///
    /// - Returns: The catalogue, ready for searches, and the ids of the products in it that have no embeddings yet.
    static func catalogue(
        _ embeddings: ProductEmbeddings, _ model: CategoryModel, _ plan: ReadingPlan,
        _ progress: (ReadingProgress) throws -> Void
    ) throws -> (catalogue: ProductCatalogue, unembedded: [String]) {
        var catalogue = ProductCatalogue(modelDigest: model.digest, dimensions: model.dimensions)
        var (count, missing) = (0, [String]())
        if plan.isComplete {
            for product in try embeddings.all({ try progress(.embedding($0, of: $1)) }) {
                try catalogue.add(product.product, product.embedding)
            }
        } else {
            try embeddings.forEach { product, embedding in
                count += 1
                if count.isMultiple(of: step) { try progress(.reading(count)) }
                if embedding.isEmpty { missing.append(product.id) }
                try catalogue.add(product, embedding)
            }
        }
        if !missing.isEmpty {
            let every = max(1, missing.count / plan.sample)
            let chosen = stride(from: 0, to: missing.count, by: every).prefix(plan.sample)
            for product in try embeddings.embedAndKeep(chosen.compactMap { catalogue.product(missing[$0]) }) {
                try catalogue.add(product.product, product.embedding)
            }
            let isChosen = Set(chosen)
            missing = missing.indices.filter { !isChosen.contains($0) }.map { missing[$0] }
        }
        catalogue.prepareSearches(lanes: plan.lanes)
        return (catalogue, missing)
    }

    /// Reads what shoppers did into an index.
    static func readShoppers(
        of store: any Store, upTo position: ChangePosition?, into index: inout RecommendationIndex
    ) throws {
        var signals = SignalReading()
        try store.forEachSignal(upTo: position) { try signals.read($0, into: &index) }
    }

    /// The products that have been embedded since the store was read, and of how many; nil once there is nothing left.
    public var embeddingProgress: (done: Int, of: Int)? {
        unembedded.withLock { $0.count == 0 ? nil : ($0.total - $0.count, $0.total) }
    }

    /// Embeds the next products that are only listed.
    ///
    /// - Parameter isAhead: Whether those that come first are on their way.
    /// - Returns: They with their embeddings, to be given to ``insert(_:)``.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    package func embedNext(ahead isAhead: Bool = false) throws -> [EmbeddedProduct] {
        let together = embeddings.together
        let ids = unembedded.withLock { $0.next(together, after: isAhead ? together : 0) }
        let products = index.read { index in ids.compactMap { index.product($0) } }
        // Another process may have been quicker; it goes in the same order.
        guard let first = products.first, try embeddings.stored(of: first) != nil else {
            return try embeddings.embedTogether(products)
        }
        let stored = try products.map { (product: $0, values: try embeddings.stored(of: $0)) }
        let ready = stored.compactMap { entry in entry.values.map { embeddings.embedded(entry.product, $0) } }
        return try ready + embeddings.embedTogether(stored.filter { $0.values == nil }.map(\.product))
    }

    /// Keeps what ``embedNext(ahead:)`` returned in the store and inserts it, but for products that were changed or removed meanwhile; to be
    /// called where no change is under way.
    ///
    /// - Throws: ``StoreError``.
    package func insert(_ embedded: [EmbeddedProduct]) throws {
        let current = index.read { index in embedded.filter { index.awaitsEmbedding($0.product) } }
        try embeddings.keep(current)
        try index.change { index in
            for product in current { try index.apply(.productEmbedded(product)) }
        }
        unembedded.withLock { $0.remove(embeddings.together) }
    }
}
