import FewShotNetworks
import FewShotTensors

/// A learner whose weights lie in the same order as an encoder's, but not in one.
public protocol EncoderTarget: Learner {
    /// Takes the weights of an encoder.
    ///
    /// - Throws: ``ModelError`` for an encoder of another kind, or other shapes.
    mutating func begin(with encoder: any FeatureEncoder) throws

    /// Takes from examples `[n, …]` what a network of pretrained features begins with; one of images takes nothing.
    ///
    /// - Throws: The error of examples that can't be read.
    mutating func initialize(from examples: Tensor) throws
}

extension Learner {
    /// Returns the learner with the encoder of a trained one: prototypes of a classifier's features, say, or MAML from prototypes'.
    ///
    /// - Parameters:
    ///   - trained: A learner of another kind or with other settings.
    ///   - source: The trained model's name, for messages.
    /// - Returns: The learner, the rest of whose weights are as they were.
    /// - Throws: ``ModelError`` where one has no encoder, or they differ.
    public func begun(with trained: any Learner, source: String) throws -> any Learner {
        guard let encoder = (trained as? any EncodingLearner)?.encoder else {
            throw ModelError(.malformed, "\(source) has no encoder that another model could begin with")
        }
        if var target = self as? any EncodingLearner {
            try target.replaceEncoder(with: encoder)
            return target
        }
        guard var target = self as? any EncoderTarget else {
            throw ModelError(.malformed, "what is to be trained has no encoder that could begin with that of \(source)")
        }
        try target.begin(with: encoder)
        return target
    }
}

extension EncodingLearner {
    /// Replaces the encoder's weights by those of another of the same shapes.
    fileprivate mutating func replaceEncoder(with trained: any FeatureEncoder) throws {
        if var heads = encoder as? PretrainedHeads, !(trained is PretrainedHeads) {
            try heads.begin(with: trained)
            if let begun = heads as? Encoder { encoder = begun }
            return
        }
        try encoder.replaceTensors(
            with: Dictionary(uniqueKeysWithValues: trained.namedTensors.map { ($0.name, $0.tensor) }),
            source: "the trained encoder")
    }
}

extension ModelFolder {
    /// Returns a learner that begins with the weights of this model where it is of the same kind, whatever their settings, and else with
    /// its encoder.
    ///
    /// - Parameters:
    ///   - untrained: The learner.
    ///   - architecture: Its architecture.
    ///   - source: The model's name in messages.
    /// - Returns: The learner, and the origin of the model's weights.
    /// - Throws: ``ModelError`` for a model that can't be read, has no encoder, or one of another kind.
    public func begin(
        _ untrained: any Learner, of architecture: Architecture, source: String
    ) throws -> (learner: any Learner, provenance: Provenance?) {
        let trained = try load(on: untrained.device)
        var alike = trained.description.architecture
        alike.settings = architecture.settings
        guard alike == architecture else {
            return (try untrained.begun(with: trained.learner, source: source), trained.description.provenance)
        }
        return (
            try load(settings: architecture.settings ?? [:], on: untrained.device).learner,
            trained.description.provenance
        )
    }
}

extension MAML: EncoderTarget {
    /// Takes the weights of an encoder of the same blocks.
    ///
    /// - Throws: ``ModelError`` for an encoder of another kind, or other shapes.
    public mutating func begin(with encoder: any FeatureEncoder) throws { try network.begin(with: encoder) }

    /// Takes the components of pretrained features.
    ///
    /// - Throws: The error of examples that can't be read.
    public mutating func initialize(from examples: Tensor) throws { try network.rows?.initialize(from: examples) }
}

extension Reptile: EncoderTarget {
    /// Takes the weights of an encoder of the same blocks.
    ///
    /// - Throws: ``ModelError`` for an encoder of another kind, or other shapes.
    public mutating func begin(with encoder: any FeatureEncoder) throws { try network.begin(with: encoder) }

    /// Takes the components of pretrained features.
    ///
    /// - Throws: The error of examples that can't be read.
    public mutating func initialize(from examples: Tensor) throws { try network.rows?.initialize(from: examples) }
}

extension TaskNetwork {
    /// Takes the convolutions and normalisations of an encoder, or its maps of pretrained features, and a head that knows nothing: zeros.
    fileprivate mutating func begin(with encoder: any FeatureEncoder) throws {
        guard rows == nil else { return try beginRows(with: encoder) }
        guard let encoder = encoder as? Conv4 else {
            throw ModelError(.malformed, "the trained encoder has other blocks than the network that is to be adapted")
        }
        guard halving == encoder.halving else {
            let (theirs, ours) = (
                encoder.halving == .pool ? "pools" : "has strides", halving == .pool ? "pools" : "strides"
            )
            throw ModelError(
                .malformed, "an encoder that \(theirs) can't begin one with \(ours): choose another --encoder")
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
        weight = .zeros(weight.shape, on: weight.device)
        bias = .zeros(bias.shape, on: bias.device)
    }

    /// Takes the maps of a head that was trained on the same features, and zeros for what tells classes apart.
    private mutating func beginRows(with encoder: any FeatureEncoder) throws {
        guard let trained = encoder as? PretrainedHeads, trained.picture == nil,
            trained.heads.map(\.weight.shape) == rows?.maps.map(\.weight.shape)
        else {
            throw ModelError(
                .malformed, "the trained encoder isn't a head of the same sizes on the same pretrained features")
        }
        rows?.maps = trained.heads
        weight = .zeros(weight.shape, on: weight.device)
        bias = .zeros(bias.shape, on: bias.device)
    }
}
