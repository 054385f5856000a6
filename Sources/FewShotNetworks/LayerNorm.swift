import FewShotTensors

/// Layer normalisation of the last dimension (Ba et al., 2016).
public struct LayerNorm: Layer {
    /// Shape `[width]`.
    public var scale: Tensor
    /// Shape `[width]`.
    public var shift: Tensor
    /// Added to the variance.
    public var epsilon: Double

    /// Creates a layer.
    public init(scale: Tensor, shift: Tensor, epsilon: Double) {
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }

    /// Creates a layer that only normalises to begin with.
    public init(_ width: Int, epsilon: Double = 1e-5) {
        self.init(scale: .ones([width], on: .cpu), shift: .zeros([width], on: .cpu), epsilon: epsilon)
    }

    /// Normalises `[…, width]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor { self(input) }

    /// Normalises `[…, width]`.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.layerNormalized(scale: scale, shift: shift, epsilon: epsilon)
    }

    /// Shows scale and shift.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("scale", &scale)
        parameters("shift", &shift)
    }
}

extension Linear {
    /// `activation(input · weight + bias) + residual` in one call.
    package func fused(_ input: Tensor, activation: Activation = .none, adding residual: Tensor? = nil) -> Tensor {
        input.affine(weight, bias: bias, activation: activation, adding: residual)
    }
}

extension ParameterVisitor {
    /// Shows a part that may be missing.
    package mutating func callAsFunction(_ name: String, _ module: inout (some Module)?) {
        guard var shown = module else { return }
        self(name, &shown)
        module = shown
    }

    /// Shows a trainable tensor that may be missing.
    package mutating func callAsFunction(_ name: String, _ tensor: inout Tensor?) {
        guard var shown = tensor else { return }
        self(name, &shown)
        tensor = shown
    }
}
