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
            return collect(batch, count: input.count / max(mean.count, 1), in: &context)
        }
    }

    /// Convolves images with a 3×3 window, normalises, halves by max pooling where `isPooled`, and cuts off what is negative where
    /// `isRectified`.
    public func convolved(
        _ input: Tensor, by convolution: Conv2d, isPooled: Bool, isRectified: Bool = true,
        in context: inout ForwardContext
    ) -> Tensor {
        let (weight, padding) = (convolution.weight, convolution.padding)
        guard convolution.stride == 1, weight.size(2) == 3 else {
            let output = self(convolution(input, in: &context), in: &context)
            // The maximum of ReLUs is the ReLU of the maximum, at a quarter of the work.
            let halved = isPooled ? output.maxPooled(2) : output
            return isRectified ? halved.relu() : halved
        }
        let options = Tensor.BlockOptions(
            epsilon: epsilon, padding: padding, isPooled: isPooled, isRectified: isRectified)
        guard context.normalization == .batch else {
            return input.convolutionBlock(
                weight, bias: convolution.bias, scale: scale, shift: shift, mean: mean, variance: variance,
                options: options)
        }
        let batch = input.convolutionBlock(
            weight, bias: convolution.bias, scale: scale, shift: shift, options: options)
        guard input.rank == 4 else { return batch.output }  // it carries the error
        let values = input.size(0) * (input.size(2) + 2 * padding - 2) * (input.size(3) + 2 * padding - 2)
        return collect(batch, count: values, in: &context)
    }

    /// Notes the running statistics after a batch of `count` values of each channel, and returns what it became.
    private func collect(_ batch: Tensor.BatchNormalized, count: Int, in context: inout ForwardContext) -> Tensor {
        let unbiased = batch.variance * (Double(count) / Double(max(count - 1, 1)))
        context.move(mean, towards: batch.mean, by: momentum)
        context.move(variance, towards: unbiased, by: momentum)
        return batch.output
    }

    /// Shows scale and shift, and the running statistics as buffers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("scale", &scale)
        parameters("shift", &shift)
        parameters.buffer("mean", &mean)
        parameters.buffer("variance", &variance)
    }
}
