/// The products that pretrained encoders haven't looked at since they changed.
struct EncodingBacklog: Sendable, Equatable {
    /// Whether every product of the store is to be looked at.
    private(set) var isWhole = true
    /// The ids of those that are, where not every one is.
    private(set) var products: Set<String> = []

    /// Products that are kept by their ids, at most; where there are more, all are looked at.
    private static let limit = 2000

    /// Whether there is nothing to do.
    var isEmpty: Bool { !isWhole && products.isEmpty }

    /// Adds a product.
    mutating func add(_ product: String) {
        guard !isWhole else { return }
        products.insert(product)
        if products.count > Self.limit { addAll() }
    }

    /// Adds every product.
    mutating func addAll() { (isWhole, products) = (true, []) }

    /// Returns what is to be done and begins anew.
    mutating func take() -> EncodingBacklog {
        defer { (isWhole, products) = (false, []) }
        return self
    }

    /// Adds what couldn't be done.
    mutating func add(_ other: EncodingBacklog) {
        if other.isWhole { addAll() }
        for product in other.products { add(product) }
    }
}
