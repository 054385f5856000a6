import FewShotNetworks
import FewShotTensors

extension Architecture {
    /// The encoder of products with random weights, where that is the encoder.
    func productEncoder(using generator: inout SeededGenerator) -> ProductEncoder? {
        guard encoder == LearnerKind.productEncoder, let parts else { return nil }
        return ProductEncoder(parts, width: width, using: &generator)
    }
}

/// A learner whose classes are points among its examples: teaching a class is adding to a mean.
public protocol Embedding: Learner {
    /// Returns where examples lie, `[n, d]` for features `[n, …]`, each normalised by the running statistics.
    func embeddings(of features: Tensor) -> Tensor
}

extension PrototypicalNetwork: Embedding {
    /// Returns what the encoder makes of examples.
    public func embeddings(of features: Tensor) -> Tensor { encoder(features) }
}

/// A learner that encodes products.
public protocol ProductLearner: Learner {
    /// Makes rare tokens of titles and shoppers important, as those of some products are.
    ///
    /// - Parameter rows: Products to learn from, `[n, width]`.
    /// - Throws: The error of rows that can't be read.
    mutating func weigh(byRarityIn rows: Tensor) throws
}

extension PrototypicalNetwork: ProductLearner where Encoder == ProductEncoder {
    /// Passes the products on to the encoder.
    public mutating func weigh(byRarityIn rows: Tensor) throws { try encoder.weigh(byRarityIn: rows) }
}

extension MatchingNetwork: ProductLearner where Encoder == ProductEncoder {
    /// Passes the products on to the encoder.
    public mutating func weigh(byRarityIn rows: Tensor) throws { try encoder.weigh(byRarityIn: rows) }
}

extension Learner {
    /// Returns the learner as training is to begin with: where it encodes products, it knows which words are rare in them.
    ///
    /// - Parameter dataset: What it is to be trained on.
    /// - Returns: The learner.
    /// - Throws: The error of rows that can't be read.
    public func prepared(for dataset: Dataset) throws -> any Learner {
        guard var learner = self as? any ProductLearner else { return self }
        try learner.weigh(byRarityIn: dataset.features(of: dataset.classes.flatMap(\.examples)))
        return learner
    }
}
