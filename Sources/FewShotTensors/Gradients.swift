/// The order of a gradient: whether it can itself be differentiated.
public enum GradientOrder: String, Sendable, Codable {
    /// The gradient is a constant: the graph is freed at once.
    case first
    /// The gradient carries its own graph, so that an enclosing `valueWithGradient` differentiates through it; nests to any
    /// order.
    case second
}

extension Tensor {
    /// The same values as a constant: no gradient flows through.
    public func detached() -> Tensor { isTraced ? Native.detach(self) : self }

    /// A tensor that gradients can be taken at: a new leaf, or a new name within the graph that this one is part of.
    func traced() -> Tensor { Native.trace(self) }
}

/// The value of a function and its gradients at some tensors.
public struct TensorGradients: Sendable {
    /// The function's value, a scalar.
    public let value: Tensor
    /// One gradient per input, of its shape; zeros where the value does not depend on it.
    public let gradients: [Tensor]
}

/// Evaluates a scalar function and its gradients with respect to some tensors.
///
/// Reverse-mode automatic differentiation by LibTorch. Only what the function computes from its own argument counts: other
/// tensors that it uses are constants to these gradients, though not to an enclosing call.
///
/// - Throws: what `function` throws, or the error of a failed value or gradient.
public func valueWithGradient(
    at inputs: [Tensor], order: GradientOrder = .first, of function: ([Tensor]) throws -> Tensor
) throws -> TensorGradients {
    let traced = inputs.map { $0.traced() }
    let value = try function(traced).checked()
    let gradients = try Native.gradients(of: value, at: traced, differentiable: order == .second)
    return TensorGradients(value: order == .first ? value.detached() : value, gradients: gradients)
}
