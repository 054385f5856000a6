public import FewShotNetworks
public import FewShotTensors

/// Pooling by a learned query that attends to all rows (Lee et al., 2019), as SigLIP's picture tower has it.
public struct AttentionPooling: Layer {
    /// The learned query, shape `[1, 1, width]`.
    public var probe: Tensor
    /// The affine map of the query, `[width, width]`.
    public var query: Linear
    /// Keys and values of all heads at once, `[width, 2 · width]`.
    public var keysAndValues: Linear
    /// The heads' results, joined, `[width, width]`.
    public var output: Linear
    /// The normalisation before the affine maps.
    public var norm: LayerNorm
    /// The first affine map, `[width, hidden]`.
    public var expansion: Linear
    /// The second affine map, `[hidden, width]`.
    public var contraction: Linear
    /// The number of heads.
    public var heads: Int
    /// The function between the affine maps.
    public var activation: Activation

    /// Maps sequences `[n, length, width]` to `[n, width]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let width = input.size(2)
        let queries = query.fused(probe).expanded(to: [input.size(0), 1, width])
        let packed = keysAndValues.fused(input)
        let attended = queries.attention(
            to: packed.slice(0..<width, 2), values: packed.slice(width..<2 * width, 2), heads: heads)
        let joined = output.fused(attended).squeezed(1)
        return contraction.fused(expansion.fused(norm(joined), activation: activation), adding: joined)
    }

    /// Shows the query, affine maps and the normalisation.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("probe", &probe)
        parameters("query", &query)
        parameters("keysAndValues", &keysAndValues)
        parameters("output", &output)
        parameters("norm", &norm)
        parameters("expansion", &expansion)
        parameters("contraction", &contraction)
    }
}
