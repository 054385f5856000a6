import FewShotTensors

/// Three 3×3 convolutions with batch norm beside a 1×1 convolution, added up, rectified and halved by 2×2 max pooling.
public struct ResidualBlock: Layer {
    /// The three convolutions.
    public var convolutions: [Conv2d]
    /// Their normalisations.
    public var normalizations: [BatchNorm]
    /// The 1×1 convolution that gives the input as many channels as the output has.
    public var shortcut: Conv2d
    /// Its normalisation.
    public var shortcutNormalization: BatchNorm

    /// Creates a block with random weights.
    public init(_ inputs: Int, _ outputs: Int, using generator: inout some RandomNumberGenerator) {
        convolutions = []
        for channels in [inputs, outputs, outputs] {
            convolutions.append(Conv2d(channels, outputs, bias: false, using: &generator))
        }
        normalizations = convolutions.map { _ in BatchNorm(outputs) }
        shortcut = Conv2d(inputs, outputs, size: 1, padding: 0, bias: false, using: &generator)
        shortcutNormalization = BatchNorm(outputs)
    }

    /// Maps `[n, in, h, w]` to `[n, out, h / 2, w / 2]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for (number, convolution) in convolutions.enumerated() {
            output = normalizations[number].convolved(
                output, by: convolution, isPooled: false, isRectified: number < convolutions.count - 1, in: &context)
        }
        let beside = shortcutNormalization(shortcut(input, in: &context), in: &context)
        // The maximum of ReLUs is the ReLU of the maximum, at a quarter of the work.
        return (output + beside).maxPooled(2).relu()
    }

    /// Shows convolutions, normalisations and the shortcut.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("convolutions", &convolutions)
        parameters("normalizations", &normalizations)
        parameters("shortcut", &shortcut)
        parameters("shortcutNormalization", &shortcutNormalization)
    }
}

/// The residual encoder of few-shot learning's experiments with photos: four residual blocks, the features averaged over the image
/// (Oreshkin et al., 2018). Filters double from block to block.
public struct ResNet12: FeatureEncoder {
    /// The blocks in order.
    public var blocks: [ResidualBlock]

    /// Creates an encoder with random weights, whose first block has `width` filters.
    public init(channels: Int = 3, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        blocks = []
        var inputs = channels
        for outputs in [width, 2 * width, 4 * width, 8 * width] {
            blocks.append(ResidualBlock(inputs, outputs, using: &generator))
            inputs = outputs
        }
    }

    /// Maps images `[n, channels, h, w]` to embeddings `[n, 8 · width]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for block in blocks { output = block(output, in: &context) }
        return output.mean(2, 3)
    }

    /// Returns `[8 · width]`.
    public func outputShape(for input: [Int]) -> [Int] { [blocks[blocks.count - 1].shortcut.weight.size(0)] }

    /// Shows the blocks.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("blocks", &blocks) }
}
