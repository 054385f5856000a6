import FewShotNetworks
import FewShotTensors

/// Fine-tuning: an encoder trained to classify gets a new head for each task, which is fitted to the support set; the baseline that
/// the paper and the field compare with (Chen et al., 2019, §3.1: Baseline).
///
/// The head is fitted by gradient descent with momentum from zero: W ← W − α v, v ← 0.9 v + ∇L(W). With ``AdaptationScope/all`` the encoder
/// moves along. In a transductive answer support and queries are normalised by their own statistics.
public struct FineTuning<Encoder: FeatureEncoder>: Learner {
    /// The trained classifier.
    public var classifier: PretrainedClassifier<Encoder>
    /// Gradient steps on the support set.
    public var steps = 100
    /// α.
    public var rate = 0.1
    /// The part that is fitted to a task; features stay as they are where that is the head.
    public var scope = AdaptationScope.head

    private static var momentum: Double { 0.9 }

    /// Creates a learner around a classifier.
    public init(classifier: PretrainedClassifier<Encoder>) { self.classifier = classifier }

    /// Returns the encoder with a head that was fitted to the support set.
    public func adapted(to support: Examples, in context: inout ForwardContext) throws -> FineTuned<Encoder> {
        switch scope {
        case .head:
            let features = classifier.encoder(support.features, in: &context).detached()
            return FineTuned(encoder: classifier.encoder, head: fitted(to: features, support))
        case .all: return try fineTuned(to: support, in: context)
        }
    }

    /// While features stay as they are, support and queries are encoded as one batch.
    public func scores(for episode: Episode, in context: inout ForwardContext) throws -> Tensor {
        let (support, query) = (episode.support, episode.query)
        guard scope == .head else {
            return try adapted(to: support, in: &context).scores(for: query.features, in: &context)
        }
        let features = classifier.encoder(.concatenated([support.features, query.features]), in: &context).detached()
        let head = fitted(to: features[0..<support.count], support)
        return head(features[support.count..<support.count + query.count])
    }

    /// Returns the loss of classifying all training classes.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        try classifier.objective(on: episodes, in: &context)
    }

    /// Shows the classifier.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("classifier", &classifier) }

    private func emptyHead(_ ways: Int) -> Linear {
        var generator = SeededGenerator(seed: 0)
        var head = Linear(classifier.mean.count, ways, using: &generator)
        head.weight = .zeros(head.weight.shape, on: .cpu)
        return head.on(classifier.mean.device)
    }

    /// Softmax regression, whose gradient is known: ∂L/∂W = Fᵀ (softmax(F W + b) − Y) / n.
    private func fitted(to features: Tensor, _ support: Examples) -> Linear {
        var head = emptyHead(support.ways)
        let targets = support.labels.oneHot(support.ways).to(features.elementType)
        var velocity = (weight: Tensor(0, on: features.device), bias: Tensor(0, on: features.device))
        for _ in 0..<steps {
            let errors = (head(features).softmax() - targets) / Double(Swift.max(support.count, 1))
            velocity.weight = velocity.weight * Self.momentum + features.transposed().matmul(errors)
            velocity.bias = velocity.bias * Self.momentum + errors.sum(0)
            head.weight = head.weight - velocity.weight * rate
            head.bias = head.bias - velocity.bias * rate
        }
        return head
    }

    private func fineTuned(to support: Examples, in context: ForwardContext) throws -> FineTuned<Encoder> {
        var tuned = FineTuned(encoder: classifier.encoder, head: emptyHead(support.ways))
        var optimizer = Optimizer(SGD(momentum: Self.momentum), for: tuned)
        for _ in 0..<steps {
            let (_, gradient) = try valueWithGradient(at: tuned) { model in
                var context = ForwardContext(normalization: context.normalization)
                return crossEntropy(model.scores(for: support.features, in: &context), support.labels)
            }
            try optimizer.update(&tuned, along: gradient, rate: rate)
        }
        return tuned
    }
}

/// An encoder and a head fitted to one task.
public struct FineTuned<Encoder: FeatureEncoder>: Predictor, Module {
    /// f.
    public var encoder: Encoder
    /// Of the task's classes.
    public var head: Linear

    /// Returns the head's scores, shape `[queries, ways]`.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        head(encoder(features, in: &context), in: &context)
    }

    /// Shows encoder and head.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("encoder", &encoder)
        parameters("head", &head)
    }
}

extension LearnerKind {
    /// Fine-tuning of a trained classifier.
    public static let fineTuning = LearnerKind(
        name: "fine-tuning", abstract: "a trained classifier whose new head is fitted to each task (Chen et al., 2019)",
        head: .trainingClasses,
        settings: [
            LearnerSetting("steps", "gradient steps on the support set", standard: "100", .integer(1...10_000)),
            LearnerSetting("rate", "the rate of these steps", standard: "0.1", .number(1e-6...100)),
            LearnerSetting("scope", "what is fitted: the head, or all", standard: "head", .choice(["head", "all"])),
        ],
        recipe: .pretraining
    ) { architecture, settings, encoder, generator throws(ModelError) in
        func learner(_ encoder: some FeatureEncoder) -> any Learner {
            var learner = FineTuning(classifier: PretrainedClassifier(encoder, of: architecture, using: &generator))
            learner.steps = settings.integer("steps")
            learner.rate = settings.number("rate")
            learner.scope = settings.choice("scope")
            return learner
        }
        return learner(try encoder.embedding(architecture, using: &generator))
    }
}
