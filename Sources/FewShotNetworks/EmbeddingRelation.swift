import FewShotTensors

/// g of relation networks for embeddings: how much those of a pair have to do with each other, 0…1.
///
/// A perceptron of one hidden layer over both embeddings and their squared difference, the support's first. The first layer's share of
/// each embedding is computed once, however many pairs it is in.
public struct EmbeddingRelation: PairRelation {
    /// From `3 · width` numbers to the hidden layer.
    public var hidden: Linear
    /// To the score before its sigmoid.
    public var output: Linear

    /// Creates a module with random weights for embeddings of `width` numbers.
    public init(width: Int, hidden: Int = 64, using generator: inout some RandomNumberGenerator) {
        self.hidden = Linear(3 * width, hidden, initializer: .heNormal, using: &generator)
        output = Linear(hidden, 1, using: &generator)
    }

    /// Relates every query's embedding to every one of the support.
    ///
    /// - Parameters:
    ///   - support: Shape `[supports, width]`.
    ///   - query: Shape `[queries, width]`.
    ///   - context: Not used.
    /// - Returns: Relations, 0…1, shape `[queries, supports]`.
    public func callAsFunction(support: Tensor, query: Tensor, in context: inout ForwardContext) -> Tensor {
        let width = support.size(1)
        func part(_ place: Int) -> Tensor { hidden.weight.slice(place * width..<(place + 1) * width, 0) }
        let differences = (query.unsqueezed(1) - support.unsqueezed(0)).squared()  // [queries, supports, width]
        let own = support.matmul(part(0)) + hidden.bias
        let units = differences.matmul(part(2)) + query.matmul(part(1)).unsqueezed(1) + own.unsqueezed(0)
        return output(units.relu(), in: &context).sigmoid().squeezed(2)
    }

    /// Shows the layers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("hidden", &hidden)
        parameters("output", &output)
    }
}
