import FewShotTensors
public import ShopGuide

/// A product's place on the map of the shop.
public struct MapPlace: Encodable, Sendable {
    /// The product's id.
    public var product: String
    /// Its title.
    public var title: LocalizedText
    /// The first of its category's names, or nothing.
    public var group: String
    /// Its first principal component.
    public var x: Double
    /// Its second principal component.
    public var y: Double
}

extension Shop {
    /// Returns products that are spread over the shop, at the first two principal components of their embeddings; none where fewer than
    /// three are known.
    ///
    /// - Throws: The error of a model that failed.
    public func map(_ limit: Int) async throws -> [MapPlace] {
        let recommender = try await recommender()
        return try await executor.run {
            let sample = recommender.sample(limit)
            guard sample.count >= 3, let dimensions = sample.first?.embedding.count, dimensions >= 2 else { return [] }
            let points = Tensor(sample.flatMap(\.embedding), shape: [sample.count, dimensions], on: .cpu)
            let values = try PrincipalComponents(of: points).project(points).values(as: Double.self)
            return sample.enumerated().map { index, entry in
                MapPlace(
                    product: entry.product.id, title: entry.product.title,
                    group: entry.product.category?.path.first ?? "", x: values[2 * index], y: values[2 * index + 1])
            }
        }
    }
}
