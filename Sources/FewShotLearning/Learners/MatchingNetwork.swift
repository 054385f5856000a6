import FewShotNetworks
import FewShotTensors

/// Matching networks (Vinyals et al., 2016), without full context embeddings: a query takes the labels of the support examples that
/// it is like.
///
/// p(y|x) = Σ_i a(x, x_i) y_i (eq. 1) with a = softmax_i(s · cos(f(x), f(x_i))) (§2.1.1). Cosines are between −1 and 1, which is too
/// narrow for a softmax to be sure of anything; the scale s widens them.
public struct MatchingNetwork<Encoder: FeatureEncoder>: Learner {
    /// f: maps examples `[n, …]` to embeddings `[n, d]`.
    public var encoder: Encoder
    /// s.
    public var scale: Double

    /// Creates a learner around an encoder.
    public init(encoder: Encoder, scale: Double = 10) {
        self.encoder = encoder
        self.scale = scale
    }

    /// Returns the support set's embeddings, with what attends to them.
    public func adapted(to support: Examples, in context: inout ForwardContext) -> Attention<Encoder> {
        attention(to: encoder(support.features, in: &context), support)
    }

    /// Support and queries are embedded as one batch.
    public func scores(for episode: Episode, in context: inout ForwardContext) -> Tensor {
        let (support, query) = (episode.support, episode.query)
        let embeddings = encoder(.concatenated([support.features, query.features]), in: &context)
        return attention(to: embeddings[0..<support.count], support)
            .scores(forEmbeddings: embeddings[support.count..<support.count + query.count])
    }

    /// Shows the encoder.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("encoder", &encoder) }

    private func attention(to embeddings: Tensor, _ support: Examples) -> Attention<Encoder> {
        Attention(encoder: encoder, examples: embeddings, labels: support.labels, ways: support.ways, scale: scale)
    }
}

/// Answers by attention over the support examples.
public struct Attention<Encoder: FeatureEncoder>: Predictor {
    /// f.
    public var encoder: Encoder
    /// The support embeddings, shape `[examples, d]`.
    public var examples: Tensor
    /// Their classes, shape `[examples]`, int64.
    public var labels: Tensor
    /// The number of classes.
    public var ways: Int
    /// s.
    public var scale: Double

    /// Returns log p(y|x), shape `[queries, ways]`.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        scores(forEmbeddings: encoder(features, in: &context))
    }

    /// Returns log p(y|x), shape `[queries, ways]`, for embeddings `[queries, d]`.
    public func scores(forEmbeddings embeddings: Tensor) -> Tensor {
        let attention = (embeddings.cosineSimilarities(to: examples) * scale).logSoftmax()  // [queries, examples]
        let others = (1 - labels.oneHot(ways).to(attention.elementType)) * -1e9  // [examples, ways]
        return (attention.unsqueezed(2) + others).logSumExp(1)
    }
}

extension LearnerKind {
    /// Matching networks.
    public static let matching = LearnerKind(
        name: "matching", abstract: "attention over the support examples by cosine (Vinyals et al., 2016)",
        settings: [
            LearnerSetting("scale", "what cosines are multiplied by", standard: "10", .number(0.01...1000))
        ]
    ) { architecture, settings, encoder, generator throws(ModelError) in
        func learner(_ encoder: some FeatureEncoder) -> any Learner {
            MatchingNetwork(encoder: encoder, scale: settings.number("scale"))
        }
        return learner(try encoder.embedding(architecture, using: &generator))
    }
}
