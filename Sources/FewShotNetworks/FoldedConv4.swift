import FewShotTensors

/// A trained ``Conv4`` for answering: each normalisation by running statistics is folded into its convolution.
///
/// Gives the same embeddings up to rounding, in a quarter fewer operations, which is most of the time of a single image. Not for
/// training: it has no statistics of a batch.
public struct FoldedConv4: FeatureEncoder {
    private struct Block: Layer {
        var weight: Tensor
        var bias: Tensor
        private var ready: Tensor

        init(_ block: ConvBlock) {
            let normalization = block.normalization
            let factor = normalization.scale / (normalization.variance + normalization.epsilon).squareRoot()
            weight = (block.convolution.weight * factor.reshaped([-1, 1, 1, 1])).channelsLast()
            bias = normalization.shift - normalization.mean * factor
            ready = weight.preparedForAnswers()
        }

        func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
            input.convolutionAnswer(weight, ready: ready, bias: bias)
        }

        mutating func visit(_ parameters: inout ParameterVisitor) {
            parameters.buffer("weight", &weight)
            parameters.buffer("bias", &bias)
            parameters.constant("ready", &ready)
        }
    }

    private var blocks: [Block]

    /// Folds a trained encoder.
    ///
    /// - Precondition: its blocks pool.
    public init(_ encoder: Conv4) {
        precondition(encoder.halving == .pool, "an encoder with strides can't be folded")
        blocks = encoder.blocks.map(Block.init)
    }

    /// Maps images `[n, channels, h, w]` to `[n, width · (h / 16) · (w / 16)]`, each on its own.
    ///
    /// - Precondition: The context asks for running statistics.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        precondition(context.normalization == .running, "a folded encoder knows no statistics but the running ones")
        var output = input
        for block in blocks { output = block(output, in: &context) }
        return output.flattened(from: 1)
    }

    /// Returns `[width · (h / 16) · (w / 16)]`.
    public func outputShape(for input: [Int]) -> [Int] {
        [input.dropFirst().reduce(blocks[blocks.count - 1].bias.count) { $0 * ($1 / 16) }]
    }

    /// Shows the folded weights, as buffers: they are not to be trained.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("blocks", &blocks) }
}
