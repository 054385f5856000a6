import FewShotTensors

/// A linear map of a frozen encoder's features, which begins as their projection on their first principal components.
///
/// f(x) = ((x − m) / s) · W, where m is the mean of each feature over the training examples, s the deviation of them all, and W has
/// orthonormal columns at first: distances are then nearly those of the centred features, in fewer numbers.
public struct FeatureHead: DataInitialized {
    /// m: shape `[features]`.
    public var mean: Tensor
    /// 1 / s: a scalar.
    public var scale: Tensor
    /// W: shape `[features, outputs]`.
    public var weight: Tensor

    /// Creates a map with random weights.
    ///
    /// - Parameters:
    ///   - inputs: The number of features.
    ///   - outputs: The size of an embedding; at most as many as there are features.
    ///   - generator: Draws the weights.
    public init(_ inputs: Int, _ outputs: Int, using generator: inout some RandomNumberGenerator) {
        precondition((1...inputs).contains(outputs), "\(outputs) numbers of \(inputs) features")
        mean = .zeros([inputs], on: .cpu)
        scale = Tensor(1, on: .cpu)
        weight = Initializer.glorotNormal([inputs, outputs], fanIn: inputs, fanOut: outputs, using: &generator)
    }

    /// Maps features `[n, features]` to `[n, outputs]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        ((input - mean) * scale).matmul(weight)
    }

    /// Takes mean, deviation and principal components from features `[n, features]` of one example or more.
    ///
    /// - Throws: The error of features that can't be read.
    public mutating func initialize(from examples: Tensor) throws {
        let features = examples.to(.float64)
        let mean = features.mean(0)
        let centred = features - mean
        let deviation = try centred.squared().mean().squareRoot().scalar()
        let factor = deviation > 0 ? 1 / deviation : 1  // features that never vary say nothing
        let covariance = centred.transposed().matmul(centred) * (factor * factor / Double(examples.size(0)))
        let inputs = weight.size(0)
        let vectors = covariance.symmetricEigen().vectors  // in ascending order
        let components = vectors.slice(inputs - weight.size(1)..<inputs, 1).flipped(1)
        self.mean = try mean.to(self.mean.elementType).checked()
        scale = Tensor(factor, type: scale.elementType, on: scale.device)
        weight = try components.to(weight.elementType).contiguous().checked()
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] { [weight.size(1)] }

    /// Shows the weight, and mean and scale as buffers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters.buffer("mean", &mean)
        parameters.buffer("scale", &scale)
        parameters("weight", &weight)
    }
}
