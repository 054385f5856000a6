import FewShotNetworks
import FewShotTensors

/// SimpleShot (Wang et al., 2019): the nearest class mean on features of an encoder that was trained to classify.
///
/// Features are centred by the mean of the training classes and scaled to length 1 (CL2N, §3); then the nearest mean of a class's
/// support features wins, by squared Euclidean distance.
public struct SimpleShot<Encoder: FeatureEncoder>: Learner {
    /// The trained classifier.
    public var classifier: PretrainedClassifier<Encoder>
    /// The transform of features before they are compared.
    public var transform: FeatureTransform

    /// Creates a learner around a classifier.
    public init(classifier: PretrainedClassifier<Encoder>, transform: FeatureTransform = .cl2n) {
        self.classifier = classifier
        self.transform = transform
    }

    /// Returns the means of the support set's transformed features.
    public func adapted(to support: Examples, in context: inout ForwardContext) -> NearestMean<Encoder> {
        mean(of: transformed(classifier.encoder(support.features, in: &context)), support)
    }

    /// Support and queries are encoded as one batch.
    public func scores(for episode: Episode, in context: inout ForwardContext) -> Tensor {
        let (support, query) = (episode.support, episode.query)
        let images = Tensor.concatenated([support.features, query.features])
        let features = transformed(classifier.encoder(images, in: &context))
        return mean(of: features[0..<support.count], support)
            .scores(forTransformed: features[support.count..<support.count + query.count])
    }

    /// Returns the loss of classifying all training classes.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        try classifier.objective(on: episodes, in: &context)
    }

    /// Shows the classifier.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("classifier", &classifier) }

    /// Features `[n, d]` as they are compared.
    func transformed(_ features: Tensor) -> Tensor {
        switch transform {
        case .none: features
        case .l2: features.normalized()
        case .cl2n: (features - classifier.mean).normalized()
        }
    }

    private func mean(of features: Tensor, _ support: Examples) -> NearestMean<Encoder> {
        NearestMean(learner: self, means: features.means(by: support.labels, classes: support.ways))
    }
}

/// A transform of features before they are compared.
public enum FeatureTransform: String, Sendable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// Scaled to length 1.
    case l2
    /// Centred, and then scaled to length 1.
    case cl2n
}

/// Answers by the nearest mean of transformed features.
public struct NearestMean<Encoder: FeatureEncoder>: Predictor {
    let learner: SimpleShot<Encoder>
    /// One row per class, shape `[ways, d]`.
    public let means: Tensor

    /// Returns negative squared distances to the means, shape `[queries, ways]`.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        scores(forTransformed: learner.transformed(learner.classifier.encoder(features, in: &context)))
    }

    func scores(forTransformed features: Tensor) -> Tensor { -features.squaredDistances(to: means) }
}

extension LearnerKind {
    /// The nearest class mean on pretrained features.
    public static let simpleShot = LearnerKind(
        name: "simple-shot", abstract: "nearest class mean on features of a trained classifier (Wang et al., 2019)",
        head: .trainingClasses,
        settings: [
            LearnerSetting(
                "transform", "what is done with features: scaled to length 1, or centred before", standard: "cl2n",
                .choice(["none", "l2", "cl2n"]))
        ],
        recipe: .pretraining
    ) { architecture, settings, encoder, generator throws(ModelError) in
        func learner(_ encoder: some FeatureEncoder) -> any Learner {
            SimpleShot(
                classifier: PretrainedClassifier(encoder, of: architecture, using: &generator),
                transform: settings.choice("transform"))
        }
        return learner(try encoder.embedding(architecture, using: &generator))
    }
}
