import FewShotTensors

/// The derivative of a scalar with respect to a model: it has the model's type, so that it can't be applied to another.
@dynamicMemberLookup
public struct Gradient<Model: Module>: Sendable {
    /// A model that holds, where each parameter was, the derivative at it; its buffers mean nothing.
    private let derivatives: Model

    /// Creates a gradient from derivatives in visiting order.
    init(_ tensors: [Tensor], at model: Model) { derivatives = model.replacingParameters(tensors) }

    private init(_ derivatives: Model) { self.derivatives = derivatives }

    /// The derivatives at a part of the model: `gradient.encoder.blocks[0].convolution.weight`.
    public subscript<Part>(dynamicMember path: KeyPath<Model, Part>) -> Part { derivatives[keyPath: path] }

    /// The derivatives in visiting order.
    public var tensors: [Tensor] { derivatives.parameters }

    /// The Euclidean length over all parameters, a scalar.
    public var norm: Tensor {
        tensors.map { $0.squared().sum() }.reduce(Tensor(0, on: derivatives.device)) { $0 + $1 }.squareRoot()
    }

    /// Returns the gradient with each derivative changed.
    public func map(_ transform: (Tensor) -> Tensor) -> Gradient {
        Gradient(derivatives.replacingParameters(tensors.map(transform)))
    }

    /// Returns the gradient scaled down to a length, if it is longer (Pascanu et al., 2013).
    public func clipped(toNorm limit: Double) -> Gradient {
        let factor = (limit / (norm + 1e-6)).clamped(to: 0...1)
        return map { $0 * factor }
    }

    /// The sum of two gradients of one model.
    public static func + (a: Gradient, b: Gradient) -> Gradient {
        Gradient(a.derivatives.replacingParameters(zip(a.tensors, b.tensors).map { $0 + $1 }))
    }

    /// A gradient times a number.
    public static func * (a: Gradient, factor: Double) -> Gradient { a.map { $0 * factor } }
}

/// Evaluates a scalar function and its gradient with respect to a model.
///
/// With `order: .second` the gradient carries its own graph, so that an enclosing call differentiates through it: MAML's inner
/// step.
///
/// - Throws: what `function` throws, or the error of a failed value or gradient.
public func valueWithGradient<Model: Module>(
    at model: Model, order: GradientOrder = .first, of function: (Model) throws -> Tensor
) throws -> (value: Tensor, gradient: Gradient<Model>) {
    let result = try valueWithGradient(at: model.parameters, order: order) { parameters in
        try function(model.replacingParameters(parameters))
    }
    return (result.value, Gradient(result.gradients, at: model))
}

extension Module {
    /// Adds a multiple of a gradient to the parameters; differentiable where the gradient is.
    public mutating func move(along gradient: Gradient<Self>, by distance: Double) {
        self = replacingParameters(zip(parameters, gradient.tensors).map { $0.adding($1, times: distance) })
    }
}
