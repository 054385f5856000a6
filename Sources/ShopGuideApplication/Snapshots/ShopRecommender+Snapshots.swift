import ShopGuide
import ShopGuideStore

extension ShopRecommender {
    /// The changes that are applied at a time.
    private static let changesTogether = 1024

    /// Makes a recommender of a snapshot's products, and of what has happened in the store since.
    ///
    /// - Parameters:
    ///   - catalogue: The products.
    ///   - position: The position in the feed up to which changes are in them.
    ///   - store: The store.
    ///   - model: The model that embedded the products.
    ///   - shoppers: The trained learners.
    ///   - lanes: The threads.
    ///   - check: Throws to end it.
    /// - Returns: The recommender, the position up to which everything is in it, and the number of products that have changed.
    /// - Throws: ``SnapshotError`` where the feed doesn't reach back to the snapshot, ``StoreError``, or the error of a model that failed.
    static func restored(
        _ catalogue: ProductCatalogue, at position: ChangePosition, _ store: any Store, _ model: CategoryModel,
        _ shoppers: ShopperModels, lanes: Int, _ check: () throws -> Void
    ) throws -> (recommender: ShopRecommender, position: ChangePosition, changed: Int) {
        let embeddings = ProductEmbeddings(store, model, lanes: lanes)
        var (index, position, changed) = (RecommendationIndex(catalogue), position, 0)
        var isLast = false
        while !isLast {
            try check()
            guard
                case .changes(let changes, let next, let last) = try store.changes(
                    after: position, limit: changesTogether)
            else { throw SnapshotError("the store doesn't know all that has changed since") }
            let fresh = try productChanges(among: changes.map(\.change), embeddings)
            for change in fresh { try index.apply(change) }
            (position, isLast) = (next, last)
            changed += fresh.count
        }
        try readShoppers(of: store, upTo: position, into: &index)
        let recommender = ShopRecommender(
            store, model, embeddings, index, [], shoppers.models, default: shoppers.defaultLearner)
        return (recommender, position, changed)
    }

    /// Returns the changes of products among those of a feed, in their order; products that the model hasn't seen as they are now are
    /// embedded.
    private static func productChanges(
        among changes: [StoreChange], _ embeddings: ProductEmbeddings
    ) throws -> [RecommendationIndex.Change] {
        var (fresh, missing, places) = ([RecommendationIndex.Change](), [Product](), [Int]())
        for change in changes {
            switch change {
            case .product(let product):
                if let stored = try embeddings.stored(of: product) {
                    fresh.append(.productSaved(embeddings.embedded(product, stored)))
                } else {
                    places.append(fresh.count)
                    missing.append(product)
                    fresh.append(.productListed(product))
                }
            case .productRemoved(let id): fresh.append(.productRemoved(id))
            default: break
            }
        }
        if !missing.isEmpty {
            for (place, product) in zip(places, try embeddings.embedAndKeep(missing)) {
                fresh[place] = .productSaved(product)
            }
        }
        return fresh
    }

    /// The products as they are now, for a snapshot; nil where some aren't embedded yet.
    var catalogue: ProductCatalogue? { embeddingProgress == nil ? index.read { $0.catalogue } : nil }
}
