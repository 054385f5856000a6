import FewShotTensors

/// An affine map, `input · weight + bias`.
public struct Linear: Layer {
    /// Shape `[inputs, outputs]`.
    public var weight: Tensor
    /// Shape `[outputs]`.
    public var bias: Tensor

    /// Creates a layer with random weights and no bias to begin with.
    public init(
        _ inputs: Int, _ outputs: Int, initializer: Initializer = .glorotUniform,
        using generator: inout some RandomNumberGenerator
    ) {
        weight = initializer([inputs, outputs], fanIn: inputs, fanOut: outputs, using: &generator)
        bias = .zeros([outputs], on: .cpu)
    }

    /// Creates a layer from its weight, shape `[inputs, outputs]`, and its bias, shape `[outputs]`.
    public init(weight: Tensor, bias: Tensor) {
        self.weight = weight
        self.bias = bias
    }

    /// Maps `[…, inputs]` to `[…, outputs]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        input.matmul(weight) + bias
    }

    /// Shows weight and bias.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("weight", &weight)
        parameters("bias", &bias)
    }
}

/// A 2-D convolution of images, `[n, in, h, w]` to `[n, out, h', w']`.
public struct Conv2d: Layer {
    /// Shape `[out, in, size, size]`, stored as convolutions want it, with the channels innermost.
    public var weight: Tensor
    /// Shape `[out]`; `nil` where a normalisation that follows makes it useless.
    public var bias: Tensor?
    /// Pixels between windows.
    public var stride: Int
    /// Zeros around the image.
    public var padding: Int

    /// Creates a layer with random weights.
    public init(
        _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1, padding: Int = 1, bias: Bool = true,
        initializer: Initializer = .heNormal, using generator: inout some RandomNumberGenerator
    ) {
        let shape = [outputs, inputs, size, size]
        weight = initializer(shape, fanIn: inputs * size * size, fanOut: outputs * size * size, using: &generator)
            .channelsLast()
        self.bias = bias ? .zeros([outputs], on: .cpu) : nil
        self.stride = stride
        self.padding = padding
    }

    /// Convolves a batch of images.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        input.convolved(weight, bias: bias, stride: stride, padding: padding)
    }

    /// Shows the weight and, if there is one, the bias.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("weight", &weight)
        if var shown = bias {
            parameters("bias", &shown)
            bias = shown
        }
    }
}

/// Negative numbers become 0.
public struct ReLU: Layer {
    /// Creates the layer.
    public init() {}

    /// Returns each element, or 0 where it is negative.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor { input.relu() }

    /// Shows nothing.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}
}

/// The largest value of each square window of an image; incomplete windows are left out.
public struct MaxPool2d: Layer {
    /// Pixels on a side.
    public var size: Int

    /// Creates the layer; windows don't overlap.
    public init(_ size: Int) { self.size = size }

    /// Maps `[n, c, h, w]` to `[n, c, h / size, w / size]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor { input.maxPooled(size) }

    /// Shows nothing.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}
}

/// Each example as one row.
public struct Flatten: Layer {
    /// Creates the layer.
    public init() {}

    /// Maps `[n, …]` to `[n, d]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor { input.flattened(from: 1) }

    /// Shows nothing.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}
}

/// Layers one after another.
public struct Sequential<each Element: Layer>: Layer {
    /// The layers in order.
    public var layers: (repeat each Element)

    /// Creates a chain: `Sequential(Flatten(), Linear(784, 64, using: &generator), ReLU())`.
    public init(_ layers: repeat each Element) { self.layers = (repeat each layers) }

    /// Passes a batch through each layer in turn.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        var output = input
        for layer in repeat each layers { output = layer(output, in: &context) }
        return output
    }

    /// Shows the layers, named by their position.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        var position = 0
        func shown<L: Layer>(_ layer: L) -> L {
            var layer = layer
            parameters("\(position)", &layer)
            position += 1
            return layer
        }
        layers = (repeat shown(each layers))
    }
}
