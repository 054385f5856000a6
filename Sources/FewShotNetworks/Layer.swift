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

    /// A running average that a pass collected.
    public struct Statistic {
        /// The layer's buffer, from before the pass.
        public let buffer: Tensor  // keeps the identity alive
        /// The average after the pass.
        public var value: Tensor
        /// The weight that the buffer has in it, 0…1; the rest is what the batches of the pass added.
        public var kept: Double
    }
    private var statistics: [ObjectIdentifier: Statistic] = [:]

    /// Creates a context for one forward pass, or for several whose statistics add up.
    public init(normalization: Normalization, progress: Double = 1) {
        self.normalization = normalization
        self.progress = progress
    }

    /// Moves the value of a layer's buffer towards that of a batch, of the same shape, by a share of the way, 0…1, for ``Module/absorb(_:)``.
    public mutating func move(_ buffer: Tensor, towards batch: Tensor, by share: Double) {
        guard let identity = buffer.identity else { return }
        let earlier = statistics[identity] ?? Statistic(buffer: buffer, value: buffer, kept: 1)
        statistics[identity] = Statistic(
            buffer: buffer, value: earlier.value * (1 - share) + batch * share, kept: earlier.kept * (1 - share))
    }

    /// Replaces the value of a buffer that has moved.
    public mutating func update(_ buffer: Tensor, to value: Tensor) {
        if let identity = buffer.identity { statistics[identity]?.value = value }
    }

    /// The statistics that were collected of a module, in visiting order.
    public func statistics(of module: some Module) -> [Statistic] {
        module.namedTensors.compactMap { statistic(of: $0.tensor) }
    }

    fileprivate func statistic(of buffer: Tensor) -> Statistic? { buffer.identity.flatMap { statistics[$0] } }
}

extension Module {
    /// Takes over the running statistics that a forward pass of this module collected.
    ///
    /// - Precondition: no two layers share a buffer, as copies of one layer would.
    public mutating func absorb(_ context: ForwardContext) throws {
        var owners: [ObjectIdentifier: String] = [:]
        try forEachTensor { name, role, tensor in
            guard role == .buffer, let identity = tensor.identity, let statistic = context.statistic(of: tensor) else {
                return
            }
            if let owner = owners[identity] {
                preconditionFailure("\(owner) and \(name) are one buffer: create each layer by itself, don't copy one")
            }
            owners[identity] = name
            tensor = try statistic.value.checked()
        }
    }
}
