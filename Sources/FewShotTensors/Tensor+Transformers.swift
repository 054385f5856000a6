/// A function of each element that follows an affine map.
public enum Activation: String, Sendable, Codable, CaseIterable {
    /// The element itself.
    case none
    /// The element, or 0 where it is negative.
    case relu
    /// x · Φ(x), Φ the normal distribution's (Hendrycks and Gimpel, 2016).
    case gelu
    /// The approximation of ``gelu`` by tanh.
    case geluTanh
    /// x · sigmoid(1.702 x), as CLIP has it.
    case quickGELU
    /// The hyperbolic tangent.
    case tanh
}

extension Tensor {
    /// `activation(self · weight + bias) + residual` in one call: `[…, inputs]` by a weight `[inputs, outputs]` gives
    /// `[…, outputs]`.
    ///
    /// - Parameters:
    ///   - weight: Shape `[inputs, outputs]`.
    ///   - bias: Shape `[outputs]`.
    ///   - activation: Applied to the affine map.
    ///   - residual: Added at the end; of the result's shape.
    /// - Returns: Shape `[…, outputs]`.
    public func affine(
        _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .none, adding residual: Tensor? = nil
    ) -> Tensor {
        Native.affine(self, weight, bias, activation, residual)
    }

    /// An activation of each element.
    public func activated(by activation: Activation) -> Tensor { Native.activate(self, activation) }

    /// Layer normalisation over the last dimension (Ba et al., 2016); scale and shift have shape `[d]`.
    public func layerNormalized(scale: Tensor, shift: Tensor, epsilon: Double) -> Tensor {
        Native.layerNorm(self, scale, shift, epsilon)
    }

    /// Self-attention within sequences (Vaswani et al., 2017), whose rows lie one after another: queries, keys and values side by
    /// side, `[rows, 3 · width]`, give `[rows, width]`.
    ///
    /// - Parameters:
    ///   - lengths: The rows of each sequence; equal ones are fastest side by side.
    ///   - heads: A divisor of the width.
    ///   - isCausal: Whether no row attends to a later one.
    /// - Returns: Shape `[rows, width]`.
    public func selfAttention(lengths: [Int], heads: Int, isCausal: Bool = false) -> Tensor {
        Native.selfAttention(self, lengths, heads, isCausal)
    }

    /// Attention of queries `[n, m, width]` to keys and values `[n, length, width]`; gives `[n, m, width]`.
    public func attention(to keys: Tensor, values: Tensor, heads: Int) -> Tensor {
        Native.attention(self, keys, values, heads)
    }

    /// The mean of each sequence's rows, which lie one after another: `[rows, width]` gives `[sequences, width]`.
    public func sequenceMeans(lengths: [Int]) -> Tensor { Native.sequenceMeans(self, lengths) }

    /// Floating-point images `[n, c, h, w]` at another size by cubic interpolation; antialiased when shrinking, if asked for.
    public func resizedBicubic(height: Int, width: Int, isAntialiased: Bool) -> Tensor {
        Native.resizeBicubic(self, height, width, isAntialiased)
    }

    /// Rows of this table `[rows, width]` by number: ids of shape `[…]`, int64, give `[…, width]`.
    public func embeddings(of ids: Tensor) -> Tensor { Native.embedding(self, ids) }
}
