import FewShotNetworks
import FewShotTensors

/// A learner whose trained encoder another can begin with.
public protocol EncoderSource {
    /// What it learned to see.
    var trainedEncoder: Conv4 { get }
}

/// A learner that can begin with the encoder that another has trained.
public protocol EncoderTarget: Learner {
    /// Replaces the encoder's weights.
    ///
    /// - Throws: ``ModelError`` where the shapes differ.
    mutating func begin(with encoder: Conv4) throws
}

extension Learner {
    /// Returns the learner with the encoder of a trained one: prototypes of a classifier's features, say, or MAML from prototypes'.
    ///
    /// - Parameters:
    ///   - trained: A learner of another kind or with other settings.
    ///   - source: Where it comes from, for messages.
    /// - Returns: The learner, the rest of whose weights are as they were.
    /// - Throws: ``ModelError`` where one has no encoder of four pooled blocks, or the shapes differ.
    public func begun(with trained: any Learner, source: String) throws -> any Learner {
        guard var target = self as? any EncoderTarget, let encoder = (trained as? any EncoderSource)?.trainedEncoder
        else {
            throw ModelError(
                .malformed, "\(source) is another kind of model than what is to be trained, and has no encoder for it")
        }
        try target.begin(with: encoder)
        return target
    }
}

extension ModelFolder {
    /// Returns a learner that begins with the weights of this model where it is of the same kind, whatever their settings, and else with
    /// its encoder.
    ///
    /// - Parameters:
    ///   - untrained: The learner.
    ///   - architecture: What it is.
    ///   - source: What the model is called in messages.
    /// - Returns: The learner, and where the model's weights come from.
    /// - Throws: ``ModelError`` for a model that can't be read, has no encoder of four pooled blocks, or other shapes.
    public func begin(
        _ untrained: any Learner, of architecture: Architecture, source: String
    ) throws -> (learner: any Learner, provenance: Provenance?) {
        let trained = try load()
        var alike = trained.description.architecture
        alike.settings = architecture.settings
        guard alike == architecture else {
            return (try untrained.begun(with: trained.learner, source: source), trained.description.provenance)
        }
        return (try load(settings: architecture.settings ?? [:]).learner, trained.description.provenance)
    }
}

extension Conv4 {
    fileprivate mutating func begin(with encoder: Conv4) throws {
        var tensors: [String: Tensor] = [:]
        var trained = encoder
        try trained.forEachTensor { name, _, tensor in tensors[name] = tensor }
        try replaceTensors(with: tensors, source: "the trained encoder")
    }
}

extension PrototypicalNetwork: EncoderSource where Encoder == Conv4 {
    /// The encoder.
    public var trainedEncoder: Conv4 { encoder }
}

extension PrototypicalNetwork: EncoderTarget where Encoder == Conv4 {
    /// Takes the weights of an encoder of the same shape.
    ///
    /// - Throws: ``ModelError`` where the shapes differ.
    public mutating func begin(with encoder: Conv4) throws { try self.encoder.begin(with: encoder) }
}

extension MatchingNetwork: EncoderSource where Encoder == Conv4 {
    /// The encoder.
    public var trainedEncoder: Conv4 { encoder }
}

extension MatchingNetwork: EncoderTarget where Encoder == Conv4 {
    /// Takes the weights of an encoder of the same shape.
    ///
    /// - Throws: ``ModelError`` where the shapes differ.
    public mutating func begin(with encoder: Conv4) throws { try self.encoder.begin(with: encoder) }
}

extension SimpleShot: EncoderSource {
    /// The encoder.
    public var trainedEncoder: Conv4 { classifier.encoder }
}

extension FineTuning: EncoderSource {
    /// The encoder.
    public var trainedEncoder: Conv4 { classifier.encoder }
}

extension MAML: EncoderTarget {
    /// Takes the weights of an encoder of the same shape.
    ///
    /// - Throws: ``ModelError`` where the shapes differ.
    public mutating func begin(with encoder: Conv4) throws { try network.begin(with: encoder) }
}

extension Reptile: EncoderTarget {
    /// Takes the weights of an encoder of the same shape.
    ///
    /// - Throws: ``ModelError`` where the shapes differ.
    public mutating func begin(with encoder: Conv4) throws { try network.begin(with: encoder) }
}

extension TaskNetwork {
    /// Takes the convolutions and normalisations of an encoder, and a head that knows nothing: zeros.
    fileprivate mutating func begin(with encoder: Conv4) throws {
        guard halving == .pool else {
            throw ModelError(.malformed, "an encoder that pools can't begin one with strides: choose --encoder conv4")
        }
        for (index, block) in encoder.blocks.enumerated() {
            let kernel = block.convolution.weight  // [out, in, 3, 3]
            let weight = kernel.permuted([2, 3, 1, 0]).reshaped([-1, kernel.size(0)])
            guard weight.shape == blocks[index].weight.shape else {
                throw ModelError(
                    .malformed,
                    "the trained encoder's block \(index) has weights \(weight.shape), not "
                        + "\(blocks[index].weight.shape)")
            }
            let shape = blocks[index].scale.shape  // [steps, width]
            blocks[index].weight = weight
            blocks[index].scale = block.normalization.scale.unsqueezed(0).expanded(to: shape).contiguous()
            blocks[index].shift = block.normalization.shift.unsqueezed(0).expanded(to: shape).contiguous()
        }
        weight = .zeros(weight.shape)
        bias = .zeros(bias.shape)
    }
}
