import FewShotTensors

/// One block of the field's standard encoder: 3×3 convolution, batch norm, ReLU, halved.
public struct ConvBlock: Layer {
    /// The convolution; without a bias, which the normalisation would take away again.
    public var convolution: Conv2d
    /// The normalisation.
    public var normalization: BatchNorm
    /// The way in which the image is halved.
    public let halving: Conv4.Halving

    /// Creates a block with random weights.
    public init(
        _ inputs: Int, _ outputs: Int, halving: Conv4.Halving = .pool, using generator: inout some RandomNumberGenerator
    ) {
        let stride = halving == .stride ? 2 : 1
        convolution = Conv2d(inputs, outputs, stride: stride, bias: false, using: &generator)
        normalization = BatchNorm(outputs)
        self.halving = halving
    }

    /// Maps `[n, in, h, w]` to `[n, out, h / 2, w / 2]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        normalization.convolved(input, by: convolution, isPooled: halving == .pool, in: &context)
    }

    /// Shows convolution and normalisation.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("convolution", &convolution)
        parameters("normalization", &normalization)
    }
}

/// The encoder of few-shot learning's experiments: four blocks of 3×3 convolution, batch norm, ReLU and 2×2 max pooling
/// (Vinyals et al., 2016; Snell et al., 2017), or with strides (Finn et al., 2017), for images of any size and number of channels.
public struct Conv4: FeatureEncoder {
    /// The way in which a block halves an image.
    public enum Halving: String, Sendable, Codable, CaseIterable {
        /// The convolution goes in steps of two pixels, and the features are averaged over the image (Finn et al., 2017).
        case stride
        /// 2×2 max pooling after the normalisation; the features are flattened.
        case pool
    }

    /// The blocks in order.
    public var blocks: [ConvBlock]
    /// The way in which blocks halve.
    public let halving: Halving

    /// Creates an encoder with random weights.
    public init(
        channels: Int = 1, width: Int = 64, halving: Halving = .pool, using generator: inout some RandomNumberGenerator
    ) {
        blocks = []
        for inputs in [channels, width, width, width] {
            blocks.append(ConvBlock(inputs, width, halving: halving, using: &generator))
        }
        self.halving = halving
    }

    /// Maps images `[n, channels, h, w]` to embeddings: pooled, 64 numbers for 28×28 and 1,600 for 84×84; with strides, one of each
    /// filter.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for block in blocks { output = block(output, in: &context) }
        return halving == .pool ? output.flattened(from: 1) : output.mean(2, 3)
    }

    /// Returns `[width · (h / 16) · (w / 16)]`, or `[width]` with strides.
    public func outputShape(for input: [Int]) -> [Int] {
        let width = blocks[blocks.count - 1].convolution.weight.size(0)
        return [halving == .pool ? input.dropFirst().reduce(width) { $0 * ($1 / 16) } : width]
    }

    /// Shows the blocks.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("blocks", &blocks) }
}
