import FewShotNetworks
import FewShotTensors

/// A learner that stands on an encoder of any kind, which it learns itself or takes from another.
public protocol EncodingLearner: Learner {
    /// The type of its encoder.
    associatedtype Encoder: FeatureEncoder

    /// f: maps examples to embeddings or feature maps.
    var encoder: Encoder { get set }
}

/// A learner whose classes are points among its examples' embeddings: teaching a class is adding to a mean.
public protocol EmbeddingLearner: EncodingLearner {
    /// Returns embeddings `[n, d]` of features `[n, …]`, each normalised by the running statistics.
    func embeddings(of features: Tensor) -> Tensor
}

extension PrototypicalNetwork: EmbeddingLearner {
    /// Returns the encoder's output.
    public func embeddings(of features: Tensor) -> Tensor { encoder(features) }
}

extension MatchingNetwork: EncodingLearner {}

extension RelationNetwork: EncodingLearner {}

extension SimpleShot: EncodingLearner {
    /// The classifier's encoder.
    public var encoder: Encoder {
        get { classifier.encoder }
        set { classifier.encoder = newValue }
    }
}

extension FineTuning: EncodingLearner {
    /// The classifier's encoder.
    public var encoder: Encoder {
        get { classifier.encoder }
        set { classifier.encoder = newValue }
    }
}

extension Learner {
    /// Returns the learner as training is to begin with: its encoder has taken from the data what it begins with.
    ///
    /// - Parameter dataset: The classes that it is to be trained on.
    /// - Returns: The learner.
    /// - Throws: The error of examples that can't be read.
    public func prepared(for dataset: Dataset) throws -> any Learner {
        if var target = self as? any EncoderTarget {
            try target.initialize(from: dataset.features(of: dataset.classes.flatMap(\.examples)))
            return target
        }
        guard var learner = self as? any EncodingLearner else { return self }
        try learner.initializeEncoder(from: dataset)
        return learner
    }
}

extension EncodingLearner {
    fileprivate mutating func initializeEncoder(from dataset: Dataset) throws {
        guard var initialized = encoder as? any DataInitialized else { return }
        try initialized.initialize(from: dataset.features(of: dataset.classes.flatMap(\.examples)))
        if let initialized = initialized as? Encoder { encoder = initialized }
    }
}
