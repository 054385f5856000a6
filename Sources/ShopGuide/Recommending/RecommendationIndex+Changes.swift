extension RecommendationIndex {
    /// A change of a shop that recommendations depend on.
    public enum Change: Sendable {
        /// A product was added or replaced.
        case productSaved(EmbeddedProduct)
        /// A product was removed, with what was done with it.
        case productRemoved(String)
        /// An interaction was added, in the place of an earlier one of the same id if there was one.
        case interactionSaved(Interaction, replacing: Interaction? = nil)
        /// An interaction was removed.
        case interactionRemoved(Interaction)
        /// A shopper was added or replaced.
        case shopperSaved(Shopper)
        /// A shopper was erased, with everything that they did.
        case shopperErased(String)
        /// A market was added or replaced.
        case marketSaved(Market)
    }

    /// Applies a change, which counts in the next answer.
    ///
    /// Interactions with products that aren't there are passed over.
    ///
    /// - Throws: ``StaleEmbedding`` for a product that another model embedded; nothing is changed then.
    public mutating func apply(_ change: Change) throws(StaleEmbedding) {
        switch change {
        case .productSaved(let product): try insert(product)
        case .productRemoved(let id): remove(product: id)
        case .interactionSaved(let interaction, let earlier):
            if let earlier { remove(earlier) }
            add(interaction)
        case .interactionRemoved(let interaction): remove(interaction)
        case .shopperSaved(let shopper): insert(shopper)
        case .shopperErased(let id): erase(shopper: id)
        case .marketSaved(let market): enter(market)
        }
    }

    /// Whether a product's embedding can be compared with those of this index.
    public func fits(_ product: EmbeddedProduct) -> Bool {
        product.modelDigest == modelDigest && product.embedding.count == dimensions
    }
}
