/// All that recommending needs, in memory: products with their embeddings, interactions, and the demand in each market.
///
/// It changes by ``apply(_:)``, in microseconds; every change counts in the next answer.
public struct RecommendationIndex: Sendable {
    /// The digest of the model that made the embeddings.
    public let modelDigest: String
    /// The products by slot.
    private(set) var products: ProductTable
    /// The embeddings by slot.
    private(set) var embeddings: EmbeddingTable
    /// The search for similar embeddings.
    private(set) var vectors: any VectorIndex
    /// The interactions of shoppers.
    private(set) var interactions = InteractionLog()
    /// The demand for products, by market.
    private(set) var demand = DemandTable()
    /// The trained learners in use.
    package private(set) var rankers = TrainedRankers()

    /// Creates an index without products.
    ///
    /// - Parameters:
    ///   - modelDigest: The digest of the model that makes the embeddings.
    ///   - dimensions: The width of the embeddings.
    ///   - sample: Embeddings like those of the products, to fit the search to; more than a thousand don't help.
    public init(modelDigest: String, dimensions: Int, sample: [[Float]] = []) {
        self.init(modelDigest: modelDigest, vectors: InvertedFileIndex(dimensions: dimensions, sample: sample))
    }

    /// Creates an index without products that searches by an empty vector index.
    public init(modelDigest: String, vectors: some VectorIndex) {
        self.init(
            modelDigest: modelDigest, ProductTable(), EmbeddingTable(dimensions: vectors.dimensions), vectors: vectors)
    }

    init(modelDigest: String, _ products: ProductTable, _ embeddings: EmbeddingTable, vectors: some VectorIndex) {
        self.modelDigest = modelDigest
        (self.products, self.embeddings, self.vectors) = (products, embeddings, vectors)
    }

    /// The width of the embeddings.
    public var dimensions: Int { embeddings.dimensions }

    /// The number of products.
    public var count: Int { products.count }

    /// The demand for all products in all markets together, in weights of events.
    package var totalDemand: Float { demand.pooled.total }

    /// The codes of the markets that products are sold in or shoppers did something in, in order.
    public var markets: [String] { products.markets }

    /// Returns a product.
    public func product(_ id: String) -> Product? { products[id] }

    /// The ids of the known shoppers.
    package var shopperIDs: [String] { interactions.numbers.keys.map(\.text) }

    /// Whether a shopper is known.
    public func knows(shopper: String) -> Bool { interactions.knownNumber(of: shopper) != nil }

    /// Whether a product is there as it is given, without an embedding yet.
    package func awaitsEmbedding(_ product: Product) -> Bool {
        guard let slot = products.slot(of: product.id) else { return false }
        return embeddings.isEmpty(slot) && products[slot] == product
    }

    /// Returns some products that are spread evenly over all of them; one without an embedding isn't among them.
    ///
    /// - Parameter limit: The number of products at most.
    /// - Returns: The products with their embeddings, scaled to length 1.
    package func sample(_ limit: Int) -> [EmbeddedProduct] {
        let every = max(1, (count + limit - 1) / limit)
        var (found, place) = ([EmbeddedProduct](), 0)
        for slot in 0..<products.slotCount {
            guard products.facts[slot].isPresent, !embeddings.isEmpty(slot) else { continue }
            if place % every == 0, let product = products[slot] {
                found.append(EmbeddedProduct(product, embeddings[slot], modelDigest: modelDigest))
            }
            place += 1
        }
        return found
    }
}

extension RecommendationIndex {
    /// A change of a shop that recommendations depend on.
    public enum Change: Sendable {
        /// A product was added or replaced.
        case productSaved(EmbeddedProduct)
        /// A product was added whose embedding comes later; it is similar to nothing until then.
        case productListed(Product)
        /// A product that was listed got its embedding.
        case productEmbedded(EmbeddedProduct)
        /// A product was removed, with the interactions with it.
        case productRemoved(String)
        /// An interaction was added, in the place of an earlier one of the same id if there was one.
        case interactionSaved(Interaction, replacing: Interaction? = nil)
        /// An interaction was removed.
        case interactionRemoved(Interaction)
        /// A shopper was added or replaced.
        case shopperSaved(Shopper)
        /// A shopper was erased, with everything that they did.
        case shopperErased(String)
        /// The history of a shopper was reset; interactions that follow make it up.
        case historyReset(String)
        /// A market was added or replaced.
        case marketSaved(Market)
    }

    /// Whether a product's embedding can be compared with those of this index.
    public func accepts(_ product: EmbeddedProduct) -> Bool {
        product.modelDigest == modelDigest && product.embedding.count == dimensions
    }

    /// Applies a change, which counts in the next answer.
    ///
    /// Interactions with products that aren't there are passed over.
    ///
    /// - Throws: ``StaleEmbedding`` for a product that another model embedded; nothing is changed then.
    public mutating func apply(_ change: Change) throws(StaleEmbedding) {
        switch change {
        case .productSaved(let product): try save(product)
        case .productListed(let product): list(product)
        case .productEmbedded(let product): try embed(product)
        case .productRemoved(let id): remove(product: id)
        case .interactionSaved(let interaction, let earlier):
            if let earlier { remove(earlier) }
            add(interaction)
        case .interactionRemoved(let interaction): remove(interaction)
        case .shopperSaved(let shopper): save(shopper)
        case .shopperErased(let id): erase(shopper: id)
        case .historyReset(let id): resetHistory(of: id)
        case .marketSaved(let market): _ = products.marketNumber(of: market.id)
        }
    }

    /// Lets trained learners rank from now on, unless they know somebody who has been erased meanwhile.
    ///
    /// - Parameters:
    ///   - fitted: The learners.
    ///   - preferred: The one that ranks where a request names none.
    /// - Returns: Whether they do.
    package mutating func use(_ fitted: FittedRankers, default preferred: ShopperLearnerKind?) -> Bool {
        rankers.use(fitted, default: preferred)
    }

    private mutating func save(_ embedded: EmbeddedProduct) throws(StaleEmbedding) {
        try check(embedded)
        try set(embedded, at: products.insert(embedded.product))
    }

    private mutating func embed(_ embedded: EmbeddedProduct) throws(StaleEmbedding) {
        try check(embedded)
        if let slot = products.slot(of: embedded.product.id) { try set(embedded, at: slot) }
    }

    private func check(_ embedded: EmbeddedProduct) throws(StaleEmbedding) {
        guard accepts(embedded) else {
            throw StaleEmbedding(embedded, modelDigest: modelDigest, dimensions: dimensions)
        }
    }

    /// Sets the embedding of a slot.
    private mutating func set(_ embedded: EmbeddedProduct, at slot: Int) throws(StaleEmbedding) {
        // A product that the model could not embed is there too, and similar to nothing.
        let isFinite = embedded.embedding.allSatisfy(\.isFinite)
        let embedding = isFinite ? embedded.embedding : [Float](repeating: 0, count: dimensions)
        if slot == embeddings.count { embeddings.append(embedding) } else { embeddings.replace(slot, with: embedding) }
        do { try vectors.insert(embedding, at: slot) } catch {
            throw StaleEmbedding(embedded, modelDigest: modelDigest, dimensions: vectors.dimensions)
        }
    }

    private mutating func list(_ product: Product) {
        let slot = products.insert(product)
        guard slot < embeddings.count else { return embeddings.append([Float](repeating: 0, count: dimensions)) }
        embeddings.replace(slot, with: [Float](repeating: 0, count: dimensions))
        vectors.remove(slot)
    }

    private mutating func remove(product id: String) {
        guard let slot = products.remove(id) else { return }
        for event in interactions.remove(product: slot) { demand.remove(event) }
        vectors.remove(slot)
    }

    private mutating func save(_ shopper: Shopper) {
        let market = shopper.market.map { products.marketNumber(of: $0) } ?? InteractionLog.unknownMarket
        interactions.setHomeMarket(market, of: interactions.number(of: shopper.id))
    }

    private mutating func resetHistory(of id: String) {
        guard let number = interactions.knownNumber(of: id) else { return }
        let home = interactions.homeMarkets[number]
        for event in interactions.erase(id) { demand.remove(event) }
        interactions.setHomeMarket(home, of: interactions.number(of: id))
    }

    private mutating func erase(shopper id: String) {
        for event in interactions.erase(id) { demand.remove(event) }
        rankers.invalidate()
    }

    private mutating func add(_ interaction: Interaction) {
        let shopper = interactions.number(of: interaction.shopper)
        guard let event = event(interaction, of: shopper) else { return }
        add(event, of: shopper)
    }

    private mutating func add(_ event: InteractionLog.Event, of shopper: Int) {
        interactions.add(event, of: shopper)
        demand.add(event)
    }

    /// Returns the number of a market, a new one where it has none.
    package mutating func marketNumber(of id: String) -> Int16 { products.marketNumber(of: id) }

    /// Adds an interaction by numbers, as a change does by ids.
    package mutating func addEvent(
        product slot: Int, of shopper: Int, market: Int16?, _ kind: Interaction.Kind, value: Double?, time: Timestamp?
    ) {
        add(
            InteractionLog.Event(
                product: Int32(slot), market: market ?? interactions.homeMarkets[shopper], kind: kind,
                value: value.map(Float.init), time: time), of: shopper)
    }

    private mutating func remove(_ interaction: Interaction) {
        guard let shopper = interactions.knownNumber(of: interaction.shopper),
            let event = event(interaction, of: shopper)
        else { return }
        if interactions.remove(event, of: shopper) { demand.remove(event) }
    }

    private mutating func event(_ interaction: Interaction, of shopper: Int) -> InteractionLog.Event? {
        guard let slot = products.slot(of: interaction.product) else { return nil }
        let market = interaction.market.map { products.marketNumber(of: $0) } ?? interactions.homeMarkets[shopper]
        return InteractionLog.Event(
            product: Int32(slot), market: market, kind: interaction.kind, value: interaction.value.map(Float.init),
            time: interaction.time)
    }
}
