import FewShotNetworks
import FewShotTensors

/// A distance between embeddings.
public enum Metric: String, Sendable, Codable, CaseIterable {
    /// ‖a − b‖², which makes class means the right prototypes (Snell et al., 2017, §2.3).
    case squaredEuclidean = "squared-euclidean"
    /// 1 − cos(a, b).
    case cosine

    /// Returns distances between rows: `[n, d]` to `[m, d]` gives `[n, m]`.
    public func distances(from a: Tensor, to b: Tensor) -> Tensor {
        switch self {
        case .squaredEuclidean: a.squaredDistances(to: b)
        case .cosine: 1 - a.cosineSimilarities(to: b)
        }
    }
}

/// Prototypical networks (Snell et al., 2017): a class is the mean of its support examples in a learned metric space.
///
/// Prototype (eq. 1): p_c = (1/K) Σ f(x_i) over the support of class c. Prediction (eq. 2): p(c|x) = softmax(−‖f(x) − p_c‖²).
/// Loss: −log p(y|x), the mean over queries. Distances may be divided by a temperature, which keeps the softmax of many dimensions
/// from being sure of everything at the start of training; 1 is the paper's.
public struct PrototypicalNetwork<Encoder: FeatureEncoder>: Learner {
    /// f: maps examples `[n, …]` to embeddings `[n, d]`.
    public var encoder: Encoder
    /// d: squared Euclidean in the paper.
    public var metric: Metric
    /// The divisor of distances.
    public var temperature: Double

    /// Creates a learner around an encoder.
    public init(encoder: Encoder, metric: Metric = .squaredEuclidean, temperature: Double = 1) {
        self.encoder = encoder
        self.metric = metric
        self.temperature = temperature
    }

    /// Returns the support set's class means, with what finds the nearest.
    public func adapted(to support: Examples, in context: inout ForwardContext) -> NearestPrototype<Encoder> {
        prototypes(of: encoder(support.features, in: &context), support)
    }

    /// Support and queries are embedded as one batch, as the authors' code does; with running statistics that makes no
    /// difference.
    public func scores(for episode: Episode, in context: inout ForwardContext) -> Tensor {
        let (support, query) = (episode.support, episode.query)
        let embeddings = encoder(.concatenated([support.features, query.features]), in: &context)
        return prototypes(of: embeddings.slice(0..<support.count, 0), support)
            .scores(forEmbeddings: embeddings.slice(support.count..<support.count + query.count, 0))
    }

    /// Shows the encoder.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("encoder", &encoder) }

    private func prototypes(of embeddings: Tensor, _ support: Examples) -> NearestPrototype<Encoder> {
        let means = embeddings.means(by: support.labels, classes: support.ways)
        return NearestPrototype(encoder: encoder, prototypes: means, metric: metric, temperature: temperature)
    }
}

/// Answers by the nearest prototype.
public struct NearestPrototype<Encoder: FeatureEncoder>: Predictor {
    /// f.
    public var encoder: Encoder
    /// One row per class, shape `[ways, d]`.
    public var prototypes: Tensor
    /// d.
    public var metric: Metric
    /// The divisor of distances.
    public var temperature: Double

    /// Creates a predictor from prototypes `[ways, d]`.
    public init(
        encoder: Encoder, prototypes: Tensor, metric: Metric = .squaredEuclidean, temperature: Double = 1
    ) {
        self.temperature = temperature
        self.encoder = encoder
        self.prototypes = prototypes
        self.metric = metric
    }

    /// Returns negative distances to the prototypes, whose softmax is p(c|x).
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        scores(forEmbeddings: encoder(features, in: &context))
    }

    /// Returns negative distances, shape `[n, ways]`, for embeddings `[n, d]`.
    public func scores(forEmbeddings embeddings: Tensor) -> Tensor {
        let distances = metric.distances(from: embeddings, to: prototypes)
        return temperature == 1 ? -distances : distances / -temperature
    }
}

extension LearnerKind {
    /// Prototypical networks.
    public static let prototypical = LearnerKind(
        name: "prototypical", abstract: "class means in a learned metric space (Snell et al., 2017)",
        settings: [
            LearnerSetting("temperature", "what distances are divided by", standard: "1", .number(1e-3...1e6))
        ]
    ) { architecture, settings, encoder, generator throws(ModelError) in
        func learner(_ encoder: some FeatureEncoder) -> any Learner {
            PrototypicalNetwork(
                encoder: encoder, metric: architecture.metric, temperature: settings.number("temperature"))
        }
        return learner(try encoder.embedding(architecture, using: &generator))
    }
}
