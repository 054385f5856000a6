import FewShotTensors

/// Batch normalisation per channel (Ioffe and Szegedy, 2015): scale · (x − mean) / √(variance + ε) + shift.
///
/// With ``Normalization/batch`` the statistics are the batch's own, and the context collects new running ones, as PyTorch
/// computes them: an exponential average, the variance divided by the count less one.
public struct BatchNorm: Layer {
    /// Shape `[channels]`.
    public var scale: Tensor
    /// Shape `[channels]`.
    public var shift: Tensor
    /// The running mean, shape `[channels]`.
    public var mean: Tensor
    /// The running variance, shape `[channels]`.
    public var variance: Tensor
    /// The weight of a new batch in the running statistics, 0…1.
    public var momentum = 0.1
    /// Added to the variance.
    public var epsilon = 1e-5

    /// Creates a layer that leaves its input as it is until it has learned otherwise.
    public init(_ channels: Int) {
        scale = .ones([channels], on: .cpu)
        shift = .zeros([channels], on: .cpu)
        mean = .zeros([channels], on: .cpu)
        variance = .ones([channels], on: .cpu)
    }

    /// Normalises `[n, channels, …]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        switch context.normalization {
        case .running:
            return input.batchNormalized(scale: scale, shift: shift, mean: mean, variance: variance, epsilon: epsilon)
        case .batch:
            let batch = input.batchNormalized(scale: scale, shift: shift, epsilon: epsilon)
            let count = Double(input.count / max(mean.count, 1))
            let unbiased = batch.variance * (count / max(count - 1, 1))
            context.update(mean, to: context.value(of: mean) * (1 - momentum) + batch.mean * momentum)
            context.update(variance, to: context.value(of: variance) * (1 - momentum) + unbiased * momentum)
            return batch.output
        }
    }

    /// Shows scale and shift, and the running statistics as buffers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("scale", &scale)
        parameters("shift", &shift)
        parameters.buffer("mean", &mean)
        parameters.buffer("variance", &variance)
    }
}
