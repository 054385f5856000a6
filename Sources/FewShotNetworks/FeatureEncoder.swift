import FewShotTensors

/// A layer that maps each example of a batch to an embedding, or to a feature map.
public protocol FeatureEncoder: Layer {
    /// Returns the shape of one example's output: `[64]` for an embedding, `[64, 5, 5]` for a feature map.
    ///
    /// - Parameter input: The shape of one example, `[channels, height, width]` of an image.
    /// - Returns: The sizes of its output, without the batch's.
    func outputShape(for input: [Int]) -> [Int]
}

extension FeatureEncoder {
    /// Returns the size of one example's output, all its dimensions taken together.
    public func dimensions(for input: [Int]) -> Int { outputShape(for: input).reduce(1, *) }
}

/// An encoder that takes something from the training examples before the first step: the frequencies of words, say.
public protocol DataInitialized: FeatureEncoder {
    /// Takes from examples what training begins with.
    ///
    /// - Parameter examples: Shape `[n, …]`.
    /// - Throws: The error of examples that can't be read.
    mutating func initialize(from examples: Tensor) throws
}

/// An encoder of feature maps whose output is flattened to embeddings; its tensors keep their names.
public struct Flattened<Base: FeatureEncoder>: FeatureEncoder {
    /// The encoder of feature maps.
    public var base: Base

    /// Wraps an encoder.
    public init(_ base: Base) { self.base = base }

    /// Maps `[n, …]` to embeddings `[n, d]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        base(input, in: &context).flattened(from: 1)
    }

    /// Returns the one size that the map's sizes make.
    public func outputShape(for input: [Int]) -> [Int] { [base.dimensions(for: input)] }

    /// Shows what the encoder shows.
    public mutating func visit(_ parameters: inout ParameterVisitor) { base.visit(&parameters) }
}

extension Flatten: FeatureEncoder {
    /// Returns the size of an example.
    public func outputShape(for input: [Int]) -> [Int] { [input.reduce(1, *)] }
}
