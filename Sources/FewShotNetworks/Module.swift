import FewShotTensors

/// A value that owns trainable tensors; copy it to try something, assign it to keep the result.
public protocol Module: Sendable {
    /// Names every parameter, buffer and submodule once, always in the same order; saving, counting, gradients and optimisers
    /// derive from it.
    mutating func visit(_ parameters: inout ParameterVisitor)
}

/// A visitor that a ``Module`` shows its tensors to.
public struct ParameterVisitor {
    /// The part that a tensor plays in its module.
    public enum Role: Sendable {
        /// Learned by gradients.
        case parameter
        /// Kept beside the parameters: running statistics.
        case buffer
        /// The same for every module of its kind, and so neither learned nor saved; it only moves along to other devices.
        case constant
    }

    /// An action on each tensor, given its full name, `encoder.blocks.0.convolution.weight`.
    public typealias Action = (_ name: String, _ role: Role, _ tensor: inout Tensor) throws -> Void

    private var prefix = ""
    private let action: Action
    private var failure: (any Error)?

    init(_ action: @escaping Action) { self.action = action }

    /// Shows a trainable tensor.
    public mutating func callAsFunction(_ name: String, _ tensor: inout Tensor) { show(name, .parameter, &tensor) }

    /// Shows a tensor that is kept but not trained.
    public mutating func buffer(_ name: String, _ tensor: inout Tensor) { show(name, .buffer, &tensor) }

    /// Shows a tensor that is the same for every module of its kind.
    public mutating func constant(_ name: String, _ tensor: inout Tensor) { show(name, .constant, &tensor) }

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
    /// Does something with each parameter and buffer, which may be replaced; stops at the first error.
    public mutating func forEachTensor(_ action: ParameterVisitor.Action) throws {
        try withoutActuallyEscaping(action) { action in
            var visitor = ParameterVisitor { name, role, tensor in
                if role != .constant { try action(name, role, &tensor) }
            }
            visit(&visitor)
            try visitor.finish()
        }
    }

    /// Every parameter and buffer by name, in visiting order.
    public var namedTensors: [(name: String, tensor: Tensor)] {
        var result: [(name: String, tensor: Tensor)] = []
        read { name, role, tensor in if role != .constant { result.append((name, tensor)) } }
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

    /// Returns a copy with each parameter and buffer transformed: to another element type, say.
    public func mapTensors(_ transform: (Tensor) -> Tensor) -> Self {
        var copy = self
        copy.change { _, role, tensor in if role != .constant { tensor = transform(tensor) } }
        return copy
    }

    /// Returns a copy whose tensors are all on a device: modules are made in the processor's memory, the same for a seed on every
    /// device, and then moved.
    public func on(_ device: Device) -> Self {
        var copy = self
        copy.change { _, _, tensor in tensor = tensor.to(device) }
        return copy
    }

    /// Returns a copy whose floating-point tensors are all of an element type.
    public func converted(to type: ElementType) -> Self {
        var copy = self
        copy.change { _, _, tensor in
            if [.float32, .float64, .bfloat16].contains(tensor.elementType) { tensor = tensor.to(type) }
        }
        return copy
    }

    /// The device of the tensors; the processor for a module without any.
    public var device: Device {
        var device: Device?
        read { _, _, tensor in device = device ?? tensor.device }
        return device ?? .cpu
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
