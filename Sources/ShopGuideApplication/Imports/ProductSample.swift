import ShopGuide

/// A sample of the products that are imported, evenly from all of them.
struct ProductSample {
    /// Up to twice as many products as a profile is made of.
    private(set) var products: [Product] = []
    private var (stride, count) = (1, 0)

    /// The products that a statement about columns needs.
    private static let least = 10

    /// Adds the next product.
    mutating func add(_ product: Product) {
        if count.isMultiple(of: stride) { products.append(product) }
        count += 1
        guard products.count >= 2 * CatalogueProfile.sampleSize else { return }
        products = products.indices.filter { $0.isMultiple(of: 2) }.map { products[$0] }
        stride *= 2
    }

    /// A line that tells which columns became what; `nil` for a few products.
    var summary: String? {
        guard products.count >= Self.least else { return nil }
        let size = CatalogueProfile.sampleSize
        let even = products.count <= size ? products : (0..<size).map { products[$0 * products.count / size] }
        let profile = CatalogueProfile(of: even, total: count) { _ in nil }
        return profile.summary
    }
}
