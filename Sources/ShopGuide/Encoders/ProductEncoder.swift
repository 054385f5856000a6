import FewShotNetworks
import FewShotTensors

/// An encoder of products, any part of which may be missing.
///
/// Each part is encoded by itself and scaled to length 1; f(x) has √(w_p / Σ w) of each part p beside each other, where the sum is
/// over the parts that this product has. Squared distances between products that have the same parts are thus averages of the parts'
/// own, weighted by w, and every product has the same length, learned as well: it decides how sure a softmax of distances is.
public struct ProductEncoder: ProductEncoding, DataInitialized {
    /// The layout of a row.
    public let parts: ProductParts
    /// log w: shape `[parts]`.
    public var shares: Tensor
    /// The logarithm of the length, a scalar.
    public var length: Tensor
    private var image: Conv4?
    private var title: HashedBag?
    private var attributes: HashedTable?
    private var vector: Linear?

    /// Creates an encoder with random weights.
    ///
    /// - Parameters:
    ///   - parts: The layout of a row.
    ///   - width: Filters of the picture's encoder.
    ///   - generator: Draws the weights.
    public init(_ parts: ProductParts, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        self.parts = parts
        shares = .zeros([parts.ranges.count], on: .cpu)
        length = Tensor(1.15, on: .cpu)  // √10: cosines of 0.1 more are odds of e to 1
        image = parts.image.map { Conv4(channels: $0[0], width: width, using: &generator) }
        title = parts.title.map { _ in HashedBag(tokens: ProductParts.tokens, dimensions: HashedBag.titleDimensions) }
        attributes = parts.attributes.map { _ in
            HashedTable(entries: ProductParts.entries, dimensions: HashedTable.dimensions, using: &generator)
        }
        vector = parts.vector.map { Linear($0, 64, using: &generator) }
    }

    /// Maps rows `[n, parts.width]` to embeddings `[n, d]`, all of the same length; a row of nothing becomes zeros.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var (embeddings, present) = ([Tensor](), [Tensor]())
        for (part, range) in parts.ranges {
            let slice = input.slice(range, 1)
            present.append((slice.absolute() .> 0).any(1, keeping: true).to(shares.elementType))
            embeddings.append(encoded(part, slice, in: &context))
        }
        let weights = Tensor.concatenated(present, 1) * shares.exp()  // [n, parts]
        let total = weights.sum(1, keeping: true).clamped(to: 1e-12...Double.infinity)
        // Where a part is missing its weight is 0, whose root has no derivative: a floor that is far below anything keeps it away.
        let scales = (weights / total).clamped(to: 1e-12...1).squareRoot() * length.exp()
        return Tensor.concatenated(
            embeddings.enumerated().map { $1 * present[$0] * scales.slice($0..<$0 + 1, 1) }, 1)
    }

    private func encoded(_ part: ProductParts.Part, _ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let output: Tensor? =
            switch part {
            case .image:
                image?(input.reshaped([input.size(0)] + (parts.image ?? [])).channelsLast(), in: &context).normalized()
            case .title: title?(input, in: &context)
            case .attributes: attributes?(input, in: &context)
            case .vector: vector?(input, in: &context).normalized()
            }
        guard let output else { preconditionFailure("\(part) is in the layout, but has no encoder") }
        return output
    }

    /// Returns the size of a part's share of an embedding; 0 for a part that isn't encoded.
    public func dimensions(of part: ProductParts.Part) -> Int {
        switch part {
        case .image: image?.dimensions(for: parts.image ?? []) ?? 0
        case .title: title?.dimensions ?? 0
        case .attributes: attributes?.table.size(1) ?? 0
        case .vector: vector?.bias.count ?? 0
        }
    }

    /// Returns the embedder of titles, with their weights as they are now; `nil` where titles aren't encoded.
    ///
    /// - Throws: The error of weights that can't be read.
    public func titleEmbedder(in profile: CatalogueProfile = .empty) throws -> TitleEmbedder? {
        guard let title, let range = embeddingRanges[.title] else { return nil }
        return try TitleEmbedder(
            title, range: range, dimensions: dimensions(for: [parts.width]), length: length.exp().scalar())
    }

    /// Makes rare tokens of titles important, as those of some products are.
    ///
    /// - Parameter examples: Rows of products, `[n, parts.width]`.
    /// - Throws: The error of rows that can't be read.
    public mutating func initialize(from examples: Tensor) throws {
        guard let range = parts.ranges.first(where: { $0.part == .title })?.range else { return }
        try title?.weigh(byRarityIn: examples.slice(range, 1))
    }

    /// Shows the parts' encoders, their shares and the length.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("shares", &shares)
        parameters("length", &length)
        show("image", &image, &parameters)
        show("title", &title, &parameters)
        show("attributes", &attributes, &parameters)
        show("vector", &vector, &parameters)
    }

    private func show(_ name: String, _ layer: inout (some Layer)?, _ parameters: inout ParameterVisitor) {
        guard var shown = layer else { return }
        parameters(name, &shown)
        layer = shown
    }
}
