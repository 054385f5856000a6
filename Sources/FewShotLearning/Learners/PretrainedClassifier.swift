import FewShotNetworks
import FewShotTensors

/// An encoder that learns by telling all training classes apart at once: what fine-tuning and SimpleShot begin with.
///
/// Minimises −log softmax(W f(x) + b)[class] over every example of an episode, support and queries alike; the episode's plan
/// tells which of the training classes its labels are.
public struct PretrainedClassifier<Encoder: FeatureEncoder>: Module {
    /// f: maps examples to features `[n, d]`.
    public var encoder: Encoder
    /// Of all training classes.
    public var head: Linear
    /// The mean feature of the training classes, shape `[d]`: a moving average.
    public var mean: Tensor

    private static var momentum: Double { 0.01 }

    /// Creates a classifier with an encoder and a random head.
    ///
    /// - Parameters:
    ///   - encoder: f.
    ///   - features: The size of an embedding.
    ///   - classes: The number of training classes.
    ///   - generator: Draws the head's weights.
    public init(
        _ encoder: Encoder, features: Int, classes: Int, using generator: inout some RandomNumberGenerator
    ) {
        self.encoder = encoder
        head = Linear(features, classes, using: &generator)
        mean = .zeros([features], on: .cpu)
    }

    /// Returns the loss of classifying all examples of some episodes; the scores are those of the episodes' own classes.
    ///
    /// - Throws: ``LearnerError`` for an episode without a plan.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        var objective = Objective(loss: Tensor(0, on: mean.device), scores: [])
        for episode in episodes {
            guard let plan = episode.plan else {
                throw LearnerError("pretraining needs to know which of the training classes an episode is made of")
            }
            let classes = Tensor(plan.classes, on: mean.device)
            let images = Tensor.concatenated([episode.support.features, episode.query.features])
            let labels = classes.rows(.concatenated([episode.support.labels, episode.query.labels]))
            let features = encoder(images, in: &context)
            context.move(mean, towards: features.mean(0).detached(), by: Self.momentum)
            let scores = head(features, in: &context)
            objective.loss = objective.loss + crossEntropy(scores, labels) / Double(episodes.count)
            objective.scores.append(scores[episode.support.count..<images.size(0)].rows(classes, 1))
        }
        return objective
    }

    /// Shows encoder and head, and the mean as a buffer.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("encoder", &encoder)
        parameters("head", &head)
        parameters.buffer("mean", &mean)
    }

}

extension TrainingConfiguration {
    /// Batches of 16 examples of as many classes as an episode has: Adam, its rate falling to nothing.
    static var pretraining: TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 60, shots: 1, queries: 3)
        recipe.schedule = .cosine(steps: recipe.episodes, final: 0.01)
        return recipe
    }
}

extension PretrainedClassifier {
    /// Creates the classifier of an architecture, with an encoder and a random head.
    init(_ encoder: Encoder, of architecture: Architecture, using generator: inout SeededGenerator) {
        self.init(
            encoder, features: encoder.dimensions(for: architecture.imageShape), classes: architecture.classes ?? 2,
            using: &generator)
    }
}
