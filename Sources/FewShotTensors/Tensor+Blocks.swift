// Blocks of convolutional encoders as one operation. On the processor, in float32, they run in loops of our own where those apply; on
// other devices, and in other shapes and types, in LibTorch's.

extension Tensor {
    /// The settings of a block.
    public struct BlockOptions: Sendable {
        /// Added to the variance.
        public var epsilon: Double
        /// Zeros around the image.
        public var padding: Int
        /// Whether the largest of every 2×2 values stays, and the others go.
        public var isPooled: Bool
        /// Whether what is negative then becomes 0.
        public var isRectified: Bool

        /// Creates settings.
        public init(epsilon: Double = 1e-5, padding: Int = 1, isPooled: Bool = true, isRectified: Bool = true) {
            self.epsilon = epsilon
            self.padding = padding
            self.isPooled = isPooled
            self.isRectified = isRectified
        }
    }

    /// 3×3 convolution of images `[n, in, h, w]` with a weight `[out, in, 3, 3]`, batch normalisation by the batch's own statistics, 2×2
    /// max pooling and ReLU if the options say so.
    ///
    /// A bias `[out]` is taken away again by the normalisation: it is part of the mean alone, and has no gradient.
    public func convolutionBlock(
        _ weight: Tensor, bias: Tensor? = nil, scale: Tensor, shift: Tensor, options: BlockOptions
    ) -> BatchNormalized {
        Native.convolutionBlock(self, weight, bias, scale, shift, options)
    }

    /// The same with given statistics, `[out]` each, from which a bias is taken.
    public func convolutionBlock(
        _ weight: Tensor, bias: Tensor? = nil, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor,
        options: BlockOptions
    ) -> Tensor {
        Native.convolutionBlock(self, weight, bias, scale, shift, mean, variance, options)
    }

    /// A weight `[out, in, 3, 3]` as ``convolutionAnswer(_:ready:bias:padding:isPooled:)`` reads it fastest.
    public func preparedForAnswers() -> Tensor { Native.preparedWeight(self) }

    /// 3×3 convolution of images `[n, in, h, w]`, max pooling where `isPooled`, and ReLU; `ready` is the weight prepared.
    public func convolutionAnswer(
        _ weight: Tensor, ready: Tensor, bias: Tensor, padding: Int = 1, isPooled: Bool = true
    ) -> Tensor {
        Native.convolutionAnswer(self, weight, ready, bias, padding, isPooled)
    }
}
