import FewShotNetworks
import FewShotTensors

/// An encoder that learns by telling all training classes apart at once: what fine-tuning and SimpleShot begin with.
///
/// Minimises −log softmax(W f(x) + b)[class] over every example of an episode, support and queries alike; the episode's plan
/// tells which of the training classes its labels are.
public struct PretrainedClassifier: Module {
    /// f: maps images to features `[n, d]`.
    public var encoder: Conv4
    /// Of all training classes.
    public var head: Linear
    /// The mean feature of the training classes, shape `[d]`: a moving average.
    public var mean: Tensor

    private static let momentum = 0.01

    /// Creates a classifier with random weights.
    public init(
        imageShape: [Int], width: Int = 64, classes: Int, using generator: inout some RandomNumberGenerator
    ) {
        let features = imageShape.dropFirst().reduce(width) { $0 * ($1 / 16) }
        encoder = Conv4(channels: imageShape[0], width: width, using: &generator)
        head = Linear(features, classes, using: &generator)
        mean = .zeros([features])
    }

    /// Returns the loss of classifying all examples of some episodes; the scores are those of the episodes' own classes.
    ///
    /// - Throws: ``LearnerError`` for an episode without a plan.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        var objective = Objective(loss: Tensor(0), scores: [])
        for episode in episodes {
            guard let plan = episode.plan else {
                throw LearnerError("pretraining needs to know which of the training classes an episode is made of")
            }
            let classes = Tensor(plan.classes)
            let images = Tensor.concatenated([episode.support.features, episode.query.features])
            let labels = classes.rows(.concatenated([episode.support.labels, episode.query.labels]))
            let features = encoder(images, in: &context)
            let center = context.value(of: mean) * (1 - Self.momentum) + features.mean(0).detached() * Self.momentum
            context.update(mean, to: center)
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

    /// Batches of 16 examples of as many classes as an episode has: Adam, its rate falling to nothing.
    static var recipe: TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 60, shots: 1, queries: 3)
        recipe.schedule = .cosine(steps: recipe.episodes, final: 0.01)
        return recipe
    }
}
