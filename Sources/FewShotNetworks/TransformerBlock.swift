import FewShotTensors

/// One block of a transformer (Vaswani et al., 2017): self-attention and two affine maps, each with a residual and a normalisation.
public struct TransformerBlock: Layer {
    /// The place of the normalisations.
    public enum NormPlace: Sendable {
        /// Before attention and affine maps, as ViT and CLIP have it.
        case before
        /// After the residuals are added, as BERT has it.
        case after
    }

    /// Queries, keys and values of all heads at once, `[width, 3 · width]`.
    public var attention: Linear
    /// The heads' results, joined, `[width, width]`.
    public var output: Linear
    /// The normalisation of attention.
    public var attentionNorm: LayerNorm
    /// The first affine map, `[width, hidden]`.
    public var expansion: Linear
    /// The second affine map, `[hidden, width]`.
    public var contraction: Linear
    /// The normalisation of the affine maps.
    public var expansionNorm: LayerNorm
    /// The number of heads.
    public var heads: Int
    /// The function between the affine maps.
    public var activation: Activation
    /// The place of the normalisations.
    public var normPlace: NormPlace
    /// Whether no row attends to a later one.
    public var isCausal: Bool

    /// Creates a block from its parts.
    public init(
        attention: Linear, output: Linear, attentionNorm: LayerNorm, expansion: Linear, contraction: Linear,
        expansionNorm: LayerNorm, heads: Int, activation: Activation, normPlace: NormPlace, isCausal: Bool
    ) {
        (self.attention, self.output, self.attentionNorm) = (attention, output, attentionNorm)
        (self.expansion, self.contraction, self.expansionNorm) = (expansion, contraction, expansionNorm)
        (self.heads, self.activation, self.normPlace, self.isCausal) = (heads, activation, normPlace, isCausal)
    }

    /// Creates a block with random weights.
    public init(
        width: Int, hidden: Int, heads: Int, activation: Activation = .relu, normPlace: NormPlace = .before,
        isCausal: Bool = false, using generator: inout some RandomNumberGenerator
    ) {
        self.init(
            attention: Linear(width, 3 * width, using: &generator), output: Linear(width, width, using: &generator),
            attentionNorm: LayerNorm(width), expansion: Linear(width, hidden, using: &generator),
            contraction: Linear(hidden, width, using: &generator), expansionNorm: LayerNorm(width), heads: heads,
            activation: activation, normPlace: normPlace, isCausal: isCausal)
    }

    /// Maps sequences `[n, length, width]` to sequences of the same shape.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let shape = input.shape
        guard shape.count == 3 else {
            let message = "expected [n, length, width]"
            return input.failure != nil
                ? input
                : Tensor(failure: TensorError(.operation, operation: "block", shapes: [shape], message: message))
        }
        let rows = input.reshaped([-1, shape[2]])
        return self(rows, lengths: Array(repeating: shape[1], count: shape[0])).reshaped(shape)
    }

    /// Maps the rows of sequences that lie one after another, `[rows, width]`.
    ///
    /// - Parameters:
    ///   - rows: Shape `[rows, width]`.
    ///   - lengths: The rows of each sequence; equal ones are fastest side by side.
    ///   - kept: Numbers of the rows that matter afterwards, as the last block's do that are pooled; all by default.
    /// - Returns: The rows, or those kept, `[kept, width]`.
    public func callAsFunction(_ rows: Tensor, lengths: [Int], keeping kept: Tensor? = nil) -> Tensor {
        let queries = attention.fused(normPlace == .before ? attentionNorm(rows) : rows)
        var attended = queries.selfAttention(lengths: lengths, heads: heads, isCausal: isCausal)
        var residual = rows
        if let kept {
            attended = attended.rows(kept)
            residual = residual.rows(kept)
        }
        let joined = output.fused(attended, adding: residual)
        switch normPlace {
        case .before:
            return contraction.fused(expansion.fused(expansionNorm(joined), activation: activation), adding: joined)
        case .after:
            let middle = attentionNorm(joined)
            return expansionNorm(
                contraction.fused(expansion.fused(middle, activation: activation), adding: middle))
        }
    }

    /// Shows the affine maps and normalisations.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("attention", &attention)
        parameters("output", &output)
        parameters("attentionNorm", &attentionNorm)
        parameters("expansion", &expansion)
        parameters("contraction", &contraction)
        parameters("expansionNorm", &expansionNorm)
    }
}
