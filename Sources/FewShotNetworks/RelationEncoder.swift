import FewShotTensors

/// The encoder of relation networks (Sung et al., 2018), which keeps more of the picture than ``Conv4``: two blocks that shrink,
/// their convolutions without padding, and two that don't.
public struct RelationEncoder: FeatureEncoder {
    /// 3×3 convolution, batch norm, ReLU and, in some, 2×2 max pooling.
    public struct Block: Layer {
        /// The convolution, with the bias that published weights have.
        public var convolution: Conv2d
        /// The normalisation.
        public var normalization: BatchNorm
        /// Whether it halves the image.
        public let isPooled: Bool

        init(
            _ inputs: Int, _ outputs: Int, padding: Int, isPooled: Bool,
            using generator: inout some RandomNumberGenerator
        ) {
            convolution = Conv2d(inputs, outputs, padding: padding, using: &generator)
            normalization = BatchNorm(outputs)
            self.isPooled = isPooled
        }

        /// Maps `[n, in, h, w]` to `[n, out, h', w']`.
        public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
            normalization.convolved(input, by: convolution, isPooled: isPooled, in: &context)
        }

        /// Shows convolution and normalisation.
        public mutating func visit(_ parameters: inout ParameterVisitor) {
            parameters("convolution", &convolution)
            parameters("normalization", &normalization)
        }
    }

    /// The four blocks.
    public var blocks: [Block]

    /// Creates an encoder with random weights.
    public init(channels: Int = 1, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        blocks = [
            Block(channels, width, padding: 0, isPooled: true, using: &generator),
            Block(width, width, padding: 0, isPooled: true, using: &generator),
            Block(width, width, padding: 1, isPooled: false, using: &generator),
            Block(width, width, padding: 1, isPooled: false, using: &generator),
        ]
    }

    /// The side of the feature map for a side of the image: 5 for 28.
    public static func side(of image: Int) -> Int { ((image - 2) / 2 - 2) / 2 }

    /// Returns the sizes of a feature map, `[width, side, side]`.
    public func outputShape(for input: [Int]) -> [Int] {
        [blocks[blocks.count - 1].convolution.weight.size(0)] + input.dropFirst().map(Self.side(of:))
    }

    /// Maps images `[n, channels, h, w]` to feature maps `[n, width, side, side]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for block in blocks { output = block(output, in: &context) }
        return output
    }

    /// Shows the blocks.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("blocks", &blocks) }
}
