import FewShotTensors

/// A module that maps a batch to a batch.
public protocol Layer: Module {
    /// Returns the output for a batch; `context` says how to normalise and collects new running statistics.
    func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor
}

extension Layer {
    /// Returns the output for a batch, normalised by the running statistics: each example on its own.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        var context = ForwardContext(normalization: .running)
        return self(input, in: &context)
    }
}

/// The statistics that batch normalisation uses.
public enum Normalization: String, Sendable, Codable {
    /// Those collected in training: each example is treated alone.
    case running
    /// Those of the batch at hand: examples influence each other.
    case batch
}

/// The settings of one forward pass, and the statistics that it collects: the state that layers, being values, can't keep.
public struct ForwardContext {
    /// The statistics that batch normalisation uses.
    public let normalization: Normalization
    /// The progress of training, 0…1; 1 when it is over.
    public var progress = 1.0

    private struct Update {
        let buffer: Tensor  // keeps the identity alive
        var value: Tensor
    }
    private var updates: [ObjectIdentifier: Update] = [:]

    /// Creates a context for one forward pass, or for several whose statistics add up.
    public init(normalization: Normalization, progress: Double = 1) {
        self.normalization = normalization
        self.progress = progress
    }

    /// The value of a buffer as this pass sees it.
    public func value(of buffer: Tensor) -> Tensor {
        buffer.identity.flatMap { updates[$0]?.value } ?? buffer
    }

    /// Notes the new value of a layer's buffer, for ``Module/absorb(_:)``.
    public mutating func update(_ buffer: Tensor, to value: Tensor) {
        guard let identity = buffer.identity else { return }
        updates[identity] = Update(buffer: buffer, value: value)
    }

    fileprivate func newValue(of buffer: Tensor) -> Tensor? { buffer.identity.flatMap { updates[$0]?.value } }
}

extension Module {
    /// Takes over the running statistics that a forward pass of this module collected.
    ///
    /// - Precondition: no two layers share a buffer, as copies of one layer would.
    public mutating func absorb(_ context: ForwardContext) throws {
        var owners: [ObjectIdentifier: String] = [:]
        try forEachTensor { name, role, tensor in
            guard role == .buffer, let identity = tensor.identity, let value = context.newValue(of: tensor) else {
                return
            }
            if let owner = owners[identity] {
                preconditionFailure("\(owner) and \(name) are one buffer: create each layer by itself, don't copy one")
            }
            owners[identity] = name
            tensor = try value.checked()
        }
    }
}
