import FewShotLearning

/// A training in a list.
public struct TrainingSummary: Encodable, Sendable {
    /// Its folder's name.
    public var id: String
    /// Always `model`: it is of a model, not on the shop's own shoppers.
    public let kind = "model"
    /// Its state.
    public var state: TrainingCatalog.Training.State
    /// The learner's name; null until a model is written.
    public var learner: OrNull<String>
    /// The number of epochs so far.
    public var epochs: Int
    /// The best validation accuracy so far, 0…1.
    public var validationAccuracy: OrNull<Double>

    /// Sums up a training.
    public init(_ training: TrainingCatalog.Training) {
        (id, state, epochs) = (training.id, training.state, training.epochs.count)
        learner = OrNull(training.architecture.value?.learner)
        validationAccuracy = OrNull(training.validationAccuracy)
    }
}
