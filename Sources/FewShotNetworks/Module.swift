import FewShotTensors

/// A value that owns trainable tensors; copy it to try something, assign it to keep the result.
public protocol Module: Sendable {
    /// Names every parameter, buffer and submodule once, always in the same order; saving, counting, gradients and optimisers
    /// derive from it.
    mutating func visit(_ parameters: inout ParameterVisitor)
}

/// What a ``Module`` shows its tensors to.
public struct ParameterVisitor {
    /// What a tensor is to its module.
    public enum Role: Sendable {
        /// Learned by gradients.
        case parameter
        /// Kept beside the parameters: running statistics.
        case buffer
    }

    /// What is done with each tensor, given its full name, `encoder.blocks.0.convolution.weight`.
    public typealias Action = (_ name: String, _ role: Role, _ tensor: inout Tensor) throws -> Void

    private var prefix = ""
    private let action: Action
    private var failure: (any Error)?

    init(_ action: @escaping Action) { self.action = action }

    /// Shows a trainable tensor.
    public mutating func callAsFunction(_ name: String, _ tensor: inout Tensor) { show(name, .parameter, &tensor) }

    /// Shows a tensor that is kept but not trained.
    public mutating func buffer(_ name: String, _ tensor: inout Tensor) { show(name, .buffer, &tensor) }

    /// Shows a part and all that it owns.
    public mutating func callAsFunction(_ name: String, _ module: inout some Module) {
        let outer = prefix
        prefix += name + "."
        module.visit(&self)
        prefix = outer
    }

    /// Shows several parts, named by their position.
    public mutating func callAsFunction(_ name: String, _ modules: inout [some Module]) {
        for index in modules.indices { self("\(name).\(index)", &modules[index]) }
    }

    private mutating func show(_ name: String, _ role: Role, _ tensor: inout Tensor) {
        guard failure == nil else { return }
        do { try action(prefix + name, role, &tensor) } catch { failure = error }
    }

    func finish() throws { if let failure { throw failure } }
}

extension Module {
    /// Does something with each tensor, which may be replaced; stops at the first error.
    public mutating func forEachTensor(_ action: ParameterVisitor.Action) throws {
        try withoutActuallyEscaping(action) { action in
            var visitor = ParameterVisitor(action)
            visit(&visitor)
            try visitor.finish()
        }
    }

    /// Every parameter and buffer by name, in visiting order.
    public var namedTensors: [(name: String, tensor: Tensor)] {
        var result: [(name: String, tensor: Tensor)] = []
        read { name, _, tensor in result.append((name, tensor)) }
        return result
    }

    /// The parameters in visiting order.
    public var parameters: [Tensor] {
        var result: [Tensor] = []
        read { _, role, tensor in if role == .parameter { result.append(tensor) } }
        return result
    }

    /// The number of trainable numbers.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// Returns a copy with each parameter replaced, in visiting order; buffers stay.
    ///
    /// - Precondition: there are as many tensors as parameters.
    public func replacingParameters(_ tensors: [Tensor]) -> Self {
        var copy = self
        var remaining = tensors[...]
        copy.change { _, role, tensor in
            guard role == .parameter else { return }
            precondition(!remaining.isEmpty, "\(tensors.count) tensors are fewer than the parameters of \(Self.self)")
            tensor = remaining.removeFirst()
        }
        precondition(remaining.isEmpty, "\(tensors.count) tensors are more than the parameters of \(Self.self)")
        return copy
    }

    /// Returns a copy with each parameter and buffer transformed: to another element type or device, say.
    public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self {
        var copy = self
        copy.change { _, _, tensor in tensor = transform(tensor) }
        return copy
    }

    private func read(_ action: (String, ParameterVisitor.Role, Tensor) -> Void) {
        var copy = self
        copy.change { name, role, tensor in action(name, role, tensor) }
    }

    private mutating func change(_ action: (String, ParameterVisitor.Role, inout Tensor) -> Void) {
        withoutActuallyEscaping(action) { action in
            var visitor = ParameterVisitor(action)
            visit(&visitor)
        }
    }
}
