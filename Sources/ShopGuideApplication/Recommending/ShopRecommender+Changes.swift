public import ShopGuide
public import ShopGuideStore

/// A product with where it lies, ready to be saved.
public struct PlacedProduct: Sendable {
    /// The product.
    public let product: Product
    let point: [Float]
}

/// An interaction that was saved, with the one that it took the place of.
public struct RecordedInteraction: Sendable {
    /// What happened.
    public let interaction: Interaction
    /// What had the same id.
    let earlier: Interaction?
    /// Whether nothing had.
    public var isNew: Bool { earlier == nil }
}

/// Changes in three steps, for those who bring many of them to the disk in one transaction: prepare, save with a writer, and, once that
/// is on the disk, note in memory.
extension ShopRecommender {
    /// Places products; to be done before the transaction, for it may take milliseconds each.
    ///
    /// - Throws: The error of a model that failed.
    public func place(_ products: [Product]) throws -> [PlacedProduct] {
        let points = try self.points.points(of: products)
        return zip(products, points).map { PlacedProduct(product: $0, point: $1) }
    }

    /// Returns where a product of the store lies, if the model has seen it as it is now.
    public func point(of product: Product) throws -> [Float]? { try points.kept(of: product) }

    /// Saves a product.
    ///
    /// - Returns: Whether it is new.
    public func save(_ placed: PlacedProduct, with writer: any StoreWriter) throws -> Bool {
        let isNew = try writer.save(placed.product)
        try points.save(placed.point, of: placed.product, with: writer)
        return isNew
    }

    /// Saves an interaction, which has an id.
    ///
    /// - Parameters:
    ///   - interaction: What happened.
    ///   - isNamed: Whether something of its id may be there already.
    ///   - writer: What saves it.
    /// - Returns: What is to be noted once it is on the disk.
    /// - Throws: ``RowProblem`` where there is no such product.
    public func save(_ interaction: Interaction, isNamed: Bool, with writer: any StoreWriter) throws
        -> RecordedInteraction
    {
        let earlier = try isNamed ? interaction.id.flatMap { try writer.interaction($0) } : nil
        try writer.save(interaction)
        return RecordedInteraction(interaction: interaction, earlier: earlier)
    }

    /// Notes what is on the disk now, in one go.
    public func note(_ changes: (inout RecommendationIndex) -> Void) { index.change(changes) }

    /// Returns some products that are spread over all of them, with where they lie: points of length 1.
    public func sample(_ limit: Int) -> [(product: Product, point: [Float])] {
        index.read { $0.sample(limit) }
    }

    /// Whether a shopper is known.
    public func knows(shopper: String) -> Bool { index.read { $0.knows(shopper: shopper) } }

    /// How many products there are.
    public var count: Int { index.read { $0.count } }
}

extension RecommendationIndex {
    /// Adds a product, or replaces what is known of it.
    public mutating func insert(_ placed: PlacedProduct) { insert(placed.product, at: placed.point) }

    /// Notes what a shopper did, in the place of what had the same id.
    public mutating func add(_ recorded: RecordedInteraction) {
        if let earlier = recorded.earlier { remove(earlier) }
        add(recorded.interaction)
    }
}
