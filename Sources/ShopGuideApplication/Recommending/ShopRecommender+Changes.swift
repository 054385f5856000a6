public import ShopGuide
public import ShopGuideStore

/// An interaction that was saved, with the one that it took the place of.
public struct RecordedInteraction: Sendable {
    /// The interaction.
    public let interaction: Interaction
    /// The interaction that had the same id.
    let earlier: Interaction?
    /// Whether nothing had the same id.
    public var isNew: Bool { earlier == nil }
    /// The change that is to be applied once the interaction is on disk.
    public var change: RecommendationIndex.Change { .interactionSaved(interaction, replacing: earlier) }

    /// Saves an interaction, which has an id.
    ///
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - isNamed: Whether one of the same id may be there already.
    ///   - writer: The writer of the transaction.
    /// - Throws: ``RowProblem`` where there is no such product.
    public init(_ interaction: Interaction, isNamed: Bool, with writer: any StoreWriter) throws {
        earlier = try isNamed ? interaction.id.flatMap { try writer.interaction($0) } : nil
        try writer.save(interaction)
        self.interaction = interaction
    }
}

extension ShopRecommender {
    /// Embeds products; to be done before the transaction, for it may take milliseconds each.
    ///
    /// - Throws: The error of a model that failed.
    public func embed(_ products: [Product]) throws -> [EmbeddedProduct] { try embeddings.embed(products) }

    /// Returns the embedding of a product of the store, if the model has seen it as it is now.
    public func embedding(of product: Product) throws -> [Float]? { try embeddings.stored(of: product) }

    /// Applies changes that are on disk, in their order; they count in the next answer.
    ///
    /// Products that another model embedded, one that was active while they were being saved say, are embedded again.
    ///
    /// - Throws: The error of a model that failed; nothing is changed then.
    public func apply(_ changes: [RecommendationIndex.Change]) throws {
        var (fresh, stale, places) = (changes, [Product](), [Int]())
        for (place, change) in changes.enumerated() {
            guard case .productSaved(let product) = change, !index.read({ $0.accepts(product) }) else { continue }
            stale.append(product.product)
            places.append(place)
        }
        for (place, product) in zip(places, try embed(stale)) { fresh[place] = .productSaved(product) }
        try index.change { index in
            for change in fresh { try index.apply(change) }
        }
    }

    /// Applies changes of the store's feed, in their order.
    ///
    /// - Throws: ``StoreError``, or the error of a model that failed; nothing is changed then.
    func apply(_ changes: [StoreChange]) throws { try apply(try changes.flatMap(indexChanges)) }

    private func indexChanges(of change: StoreChange) throws -> [RecommendationIndex.Change] {
        switch change {
        case .product(let product):
            if let stored = try embedding(of: product) {
                return [.productSaved(EmbeddedProduct(product, stored, modelDigest: model.digest))]
            }
            return try embed([product]).map { .productSaved($0) }
        case .productRemoved(let id): return [.productRemoved(id)]
        case .shopper(let shopper): return [.shopperSaved(shopper)]
        case .shopperErased(let erasure):
            return try store.erasedShoppers(of: erasure, among: shopperIDs).map { .shopperErased($0) }
        case .interaction(let interaction): return [.interactionSaved(interaction)]
        case .historyReset(let shopper): return [.historyReset(shopper)]
        case .market(let market): return [.marketSaved(market)]
        case .category, .setting, .experiment, .importProgressed: return []
        }
    }

    /// Returns some products that are spread evenly over all of them, with embeddings scaled to length 1.
    public func sample(_ limit: Int) -> [EmbeddedProduct] { index.read { $0.sample(limit) } }

    /// The ids of the known shoppers.
    package var shopperIDs: [String] { index.read { $0.shopperIDs } }

    /// Whether a shopper is known.
    public func knows(shopper: String) -> Bool { index.read { $0.knows(shopper: shopper) } }

    /// The number of products.
    public var count: Int { index.read { $0.count } }
}
