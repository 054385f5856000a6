public import ShopGuide
public import ShopGuideStore
import Synchronization

/// Recommends a store's products to its shoppers, and learns of everything that happens at once.
///
/// Many threads may use it at once. What is changed through it is on the disk when the call returns, and counts in the next answer;
/// nothing is built anew.
public final class ShopRecommender: Sendable {
    /// Where everything is kept.
    public let store: any Store
    /// What sees products.
    public let model: CategoryModel
    let index: Guarded<RecommendationIndex>

    /// Changes are made one after the other, so that they come into memory in the order in which they came to the disk.
    private let turn = Mutex(())
    let points: ProductPoints
    let shoppers: [ShopperModel]
    let usual: ShopperLearnerKind?
    /// How much had happened when signals were gathered last, if they were.
    let gathered = Mutex<Float?>(nil)
    /// Signals are gathered by one thread at a time.
    let gathering = Mutex(())

    /// Reads a store: its products, their points (which are kept in the store, so that only new products are encoded), and what
    /// shoppers did.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - model: What sees products.
    ///   - shoppers: Trained learners of shoppers.
    ///   - usual: The one of them that is taken where a request names none; without, products' content alone counts.
    ///   - progress: Told how many products have been encoded, of how many.
    /// - Throws: ``StoreError``, or the error of a picture that can't be read.
    public init(
        _ store: any Store, _ model: CategoryModel, shoppers: [ShopperModel] = [], usual: ShopperLearnerKind? = nil,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        self.store = store
        self.model = model
        points = ProductPoints(store, model)
        let products = try points.all(progress)
        var index = RecommendationIndex(dimensions: model.dimensions, sample: products.map(\.point))
        for (product, point) in products { index.insert(product, at: point) }
        for market in try store.markets() { index.enter(market) }
        try store.forEachShopper { index.insert($0) }
        try store.forEachInteraction { index.add($0) }
        self.index = Guarded(index)
        (self.shoppers, self.usual) = (shoppers, usual)
    }

    /// Recommends products.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func recommend(_ request: RecommendationRequest) throws -> Recommendations {
        try read(for: request) { try $0.recommend(request, now: .now) }
    }

    /// Scores products for somebody, whether they may be recommended or not.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func scores(of products: [String], for request: RecommendationRequest, now: Timestamp) throws -> [Float] {
        try read(for: request) { try $0.scores(of: products, for: request, now: now) }
    }

    /// Returns products that are like one, for its page.
    ///
    /// - Throws: ``GuideError`` where there is no such product, or for a request that contradicts itself.
    public func similar(
        to product: String, _ request: RecommendationRequest = RecommendationRequest()
    ) throws -> [Recommendations.Item] {
        try index.read { try $0.similar(to: product, request, now: .now) }
    }

    /// Says why a product is recommended or isn't, with what each of its words and attributes counts for, and why not another one.
    ///
    /// - Parameters:
    ///   - product: The product.
    ///   - request: To whom it might be recommended, and from what.
    ///   - other: Another product to compare it with.
    /// - Returns: The explanation.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func explain(
        _ product: String, for request: RecommendationRequest, not other: String? = nil
    ) throws -> RecommendationExplanation {
        let known = index.read { $0.product(product) }
        let variants = known.map { ProductVariants(of: $0).variants } ?? []
        let places = try points.points(of: variants.map(\.product))
        return try read(for: request) {
            try $0.explain(
                product, for: request, not: other, variants: zip(variants, places).map { ($0.trait, $1) }, now: .now)
        }
    }

    /// Measures how sure the recommendations are that a request asks for.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func certainty(of request: RecommendationRequest) throws -> Certainty {
        try read(for: request) { try $0.certainty(of: request, now: .now) }
    }

    /// Returns a product, if there is one of that id.
    public func product(_ id: String) -> Product? { index.read { $0.product(id) } }

    /// The codes of the markets, in order.
    public var markets: [String] { index.read { $0.markets } }

    /// Notes what shoppers did; a shopper who isn't known is made known.
    ///
    /// - Parameter interactions: What happened, each with an id; one that was there already is replaced.
    /// - Returns: How many of them are new.
    /// - Throws: ``GuideError`` for an interaction without an id, with an unknown product or a time in the future; nothing is noted
    ///   then.
    @discardableResult
    public func record(_ interactions: [Interaction]) throws -> Int {
        let latest = Timestamp.now.milliseconds + Self.clockTolerance
        for interaction in interactions {
            guard interaction.id != nil else { throw GuideError(.badRequest, "an interaction without an id") }
            if let time = interaction.time, time.milliseconds > latest {
                throw GuideError(.badRequest, "\(interaction.id ?? ""): \(time.text) lies in the future")
            }
            guard index.read({ $0.product(interaction.product) != nil }) else {
                throw GuideError(.missing, "there is no product \"\(interaction.product)\"")
            }
        }
        return try turn.withLock { _ in
            let earlier = try interactions.map { try $0.id.flatMap { try store.interaction($0) } }
            let added: Int
            do {
                added = try store.write { writer in try interactions.count { try writer.save($0) } }
            } catch let problem as RowProblem { throw GuideError(.badRequest, problem.reason) }
            note { index in
                for (interaction, earlier) in zip(interactions, earlier) {
                    if let earlier { index.remove(earlier) }
                    index.add(interaction)
                }
            }
            return added
        }
    }

    /// So many milliseconds another clock may be ahead of ours.
    private static let clockTolerance: Int64 = 300_000

    /// Saves a product: it can be recommended at once, before anybody has seen it.
    ///
    /// - Returns: Whether it is new.
    /// - Throws: ``DataError`` where it has a picture on this machine that can't be read; nothing is saved then.
    @discardableResult
    public func upsert(_ product: Product) throws -> Bool {
        let placed = try place([product])[0]
        return try turn.withLock { _ in
            let isNew = try store.write { try save(placed, with: $0) }
            note { $0.insert(placed) }
            return isNew
        }
    }

    /// Removes a product and what was done with it.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func remove(product id: String) throws -> Bool {
        try turn.withLock { _ in
            let existed = try store.write { try $0.removeProduct(id) }
            note { _ = $0.remove(product: id) }
            return existed
        }
    }

    /// Saves a shopper.
    ///
    /// - Returns: Whether they are new.
    @discardableResult
    public func upsert(_ shopper: Shopper) throws -> Bool {
        try turn.withLock { _ in
            let isNew = try store.write { try $0.save(shopper) }
            note { $0.insert(shopper) }
            return isNew
        }
    }

    /// Forgets a shopper and everything that they did.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func erase(shopper id: String) throws -> Bool {
        try turn.withLock { _ in
            let existed = try store.write { try $0.removeShopper(id) } != nil
            note { $0.erase(shopper: id) }
            return existed
        }
    }
}
