import FewShotNetworks
import FewShotTensors

/// Named values (colour: blue, weight: 330) as a point on a sphere: an embedding of each, as long as the value is large.
///
/// f(x) = Σ_i v_i · E[i], scaled to length 1; words have a number of their own and the value 1, numbers share their name's.
public struct HashedTable: Layer {
    /// E: shape `[entries, dimensions]`; entry 0 stands for nothing.
    public var table: Tensor

    /// The size of the embedding of a product's attributes.
    static let dimensions = 32

    /// Creates a layer with random embeddings.
    ///
    /// - Parameters:
    ///   - entries: The number of different entries, with 0 for none.
    ///   - dimensions: The size of an embedding.
    ///   - generator: Draws the embeddings.
    public init(
        entries: Int, dimensions: Int, using generator: inout some RandomNumberGenerator
    ) {
        table = Initializer.glorotUniform([entries, dimensions], fanIn: 1, fanOut: dimensions, using: &generator)
    }

    /// Maps pairs of entry and value `[n, 2 · length]`, the entries first, filled up with 0, to `[n, dimensions]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let (count, length) = (input.size(0), input.size(1) / 2)
        let entries = input.slice(0..<length, 1)
        let values = input.slice(length..<2 * length, 1).to(table.elementType)
        let embeddings = table.rows(entries.to(.int64).flattened()).reshaped([count, length, -1])
        let weights = (values * (entries .> 0).to(table.elementType)).unsqueezed(2)
        return (embeddings * weights).sum(1).normalized()
    }

    /// Shows the embeddings.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("table", &table) }
}
