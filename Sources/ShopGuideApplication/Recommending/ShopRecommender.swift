public import ShopGuide
public import ShopGuideStore
import Synchronization

/// Recommends a store's products to its shoppers, and learns from every change at once.
///
/// Many threads may use it at once. Whoever changes the store applies the same changes here, and they count in the next answer; nothing
/// is built anew.
public final class ShopRecommender: Sendable {
    /// The store.
    public let store: any Store
    /// The model that embeds products.
    public let model: CategoryModel
    let index: ReadWriteLocked<RecommendationIndex>

    package let embeddings: ProductEmbeddings
    /// The trained learners, and the one of them that ranks where a request names none.
    private let trained: Mutex<(shoppers: [ShopperModel], defaultLearner: ShopperLearnerKind?)>
    /// The demand and the number of products when trained learners were fitted last, if they were.
    let fittedState = Mutex<(demand: Float, products: Int)?>(nil)
    /// The rarity of words, once it is counted.
    let words = Mutex<WordStatistics?>(nil)
    /// Held by the thread that counts words.
    let counting = Mutex(())
    /// Held by the thread that fits trained learners.
    let fitting = Mutex(())
    /// The products that are listed without their embeddings.
    let unembedded: Exclusive<EmbeddingBacklog>

    /// Reads a store: its products, their embeddings (which are kept in the store, so that only new products are embedded), and its
    /// interactions.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - model: The model that embeds products.
    ///   - shoppers: Trained learners of shoppers.
    ///   - defaultLearner: The one of them that ranks where a request names none; without, products' content alone counts.
    ///   - position: The position in the store's feed up to which interactions are read; all where it is nil.
    ///   - plan: The work that is done at once, and on how many threads.
    ///   - progress: Receives the number of products that have been read or embedded; throws to end it.
    /// - Throws: ``StoreError``, or the error of a picture that can't be read.
    public convenience init(
        _ store: any Store, _ model: CategoryModel, shoppers: [ShopperModel] = [],
        default defaultLearner: ShopperLearnerKind? = nil,
        upTo position: ChangePosition? = nil, plan: ReadingPlan = ReadingPlan(),
        progress: (ReadingProgress) throws -> Void = { _ in }
    ) throws {
        let embeddings = ProductEmbeddings(store, model, lanes: plan.lanes)
        let (catalogue, unembedded) = try Self.catalogue(embeddings, model, plan, progress)
        var index = RecommendationIndex(catalogue)
        try Self.readShoppers(of: store, upTo: position, into: &index)
        self.init(store, model, embeddings, index, unembedded, shoppers, default: defaultLearner)
    }

    init(
        _ store: any Store, _ model: CategoryModel, _ embeddings: ProductEmbeddings, _ index: RecommendationIndex,
        _ unembedded: [String], _ shoppers: [ShopperModel], default defaultLearner: ShopperLearnerKind?
    ) {
        (self.store, self.model, self.embeddings) = (store, model, embeddings)
        self.index = ReadWriteLocked(index)
        self.unembedded = Exclusive(EmbeddingBacklog(unembedded))
        trained = Mutex((shoppers, defaultLearner))
    }

    /// The trained learners.
    var shoppers: [ShopperModel] { trained.withLock { $0.shoppers } }
    /// The trained learner that ranks where a request names none.
    var defaultLearner: ShopperLearnerKind? { trained.withLock { $0.defaultLearner } }

    /// Names other trained learners; to be called while the index is changed to theirs.
    func name(_ shoppers: [ShopperModel], default learner: ShopperLearnerKind?) {
        trained.withLock { $0 = (shoppers, learner) }
    }

    /// Recommends products.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func recommend(_ request: RecommendationRequest) throws -> Recommendations {
        try read(for: request) { try $0.recommend(request, now: .now) }
    }

    /// Scores products for a shopper, whether they may be recommended or not.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func scores(of products: [String], for request: RecommendationRequest, now: Timestamp) throws -> [Float] {
        try read(for: request) { try $0.scores(of: products, for: request, now: now) }
    }

    /// Returns products that are similar to one, for its page.
    ///
    /// - Throws: ``GuideError`` where there is no such product, or for a request that contradicts itself.
    public func similar(
        to product: String, _ request: RecommendationRequest = RecommendationRequest()
    ) throws -> [Recommendations.Item] {
        try index.read { try $0.similar(to: product, request, now: .now) }
    }

    /// Explains why a product is recommended or isn't, with the effect of each of its words and attributes, and why not another one.
    ///
    /// - Parameters:
    ///   - product: The product.
    ///   - request: The shopper and the conditions.
    ///   - other: Another product to compare it with.
    /// - Returns: The explanation.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func explain(
        _ product: String, for request: RecommendationRequest, not other: String? = nil
    ) throws -> RecommendationExplanation {
        let known = index.read { $0.product(product) }
        let variants = known.map { ProductVariants(of: $0).variants } ?? []
        let embedded = try embeddings.embed(variants.map(\.product), completing: true)
        return try read(for: request) {
            try $0.explain(
                product, for: request, not: other,
                variants: zip(variants, embedded).map { ($0.trait, $1.embedding) }, now: .now)
        }
    }

    /// Measures the certainty of the recommendations that a request asks for.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func certainty(of request: RecommendationRequest) throws -> Certainty {
        try read(for: request) { try $0.certainty(of: request, now: .now) }
    }

    /// Returns a product, if there is one of that id.
    public func product(_ id: String) -> Product? { index.read { $0.product(id) } }

    /// The codes of the markets, in order.
    public var markets: [String] { index.read { $0.markets } }
}
