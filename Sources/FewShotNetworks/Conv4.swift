import FewShotTensors

/// One block of the field's standard encoder: 3×3 convolution, batch norm, ReLU, 2×2 max pooling.
public struct ConvBlock: Layer {
    /// The convolution; without a bias, which the normalisation would take away again.
    public var convolution: Conv2d
    /// The normalisation.
    public var normalization: BatchNorm

    /// Creates a block with random weights.
    public init(_ inputs: Int, _ outputs: Int, using generator: inout some RandomNumberGenerator) {
        convolution = Conv2d(inputs, outputs, bias: false, using: &generator)
        normalization = BatchNorm(outputs)
    }

    /// Maps `[n, in, h, w]` to `[n, out, h / 2, w / 2]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        // The maximum of ReLUs is the ReLU of the maximum, at a quarter of the work.
        normalization(convolution(input, in: &context), in: &context).maxPooled(2).relu()
    }

    /// Shows convolution and normalisation.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("convolution", &convolution)
        parameters("normalization", &normalization)
    }
}

/// The encoder of few-shot learning's experiments: four blocks of 3×3 convolution, batch norm, ReLU and 2×2 max pooling
/// (Vinyals et al., 2016; Snell et al., 2017), for images of any size and number of channels.
public struct Conv4: Layer {
    /// The blocks in order.
    public var blocks: [ConvBlock]

    /// Creates an encoder with random weights.
    public init(channels: Int = 1, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        blocks = []
        for inputs in [channels, width, width, width] {
            blocks.append(ConvBlock(inputs, width, using: &generator))
        }
    }

    /// Maps images `[n, channels, h, w]` to `[n, width · (h / 16) · (w / 16)]`: 64 numbers for 28×28, 1,600 for 84×84.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for block in blocks { output = block(output, in: &context) }
        return output.flattened(from: 1)
    }

    /// Shows the blocks.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("blocks", &blocks) }
}
