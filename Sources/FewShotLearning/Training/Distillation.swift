import FewShotTensors

/// Learning from a teacher: what a trained model thinks likely of each episode's queries is learned beside their labels (Hinton et
/// al., 2015).
///
/// The loss is (1 − share) · loss + share · T² · H(softmax(teacher / T), softmax(scores / T)): a temperature T above 1 shows which
/// wrong answers the teacher holds for the less wrong.
public struct Distillation: Sendable, Codable, Equatable {
    /// SHA-256 of the teacher's weights.
    public var teacher: String
    /// The share of the loss that is of the teacher's answers, 0…1.
    public var share = 0.5
    /// The divisor of the scores of both.
    public var temperature = 4.0

    /// Creates the recipe of learning from a model.
    ///
    /// - Parameter teacher: SHA-256 of its weights.
    public init(teacher: String) { self.teacher = teacher }

    /// Returns the loss that the teacher has its share in.
    ///
    /// - Parameters:
    ///   - loss: The loss of the labels, a scalar.
    ///   - scores: The learner's scores of each task's queries, `[queries, ways]`.
    ///   - taught: The teacher's scores of the same queries.
    /// - Returns: A scalar.
    public func loss(_ loss: Tensor, of scores: [Tensor], taught: [Tensor]) -> Tensor {
        let entropies = zip(scores, taught).map { scores, taught in
            -((taught / temperature).softmax() * (scores / temperature).logSoftmax()).sum(1).mean()
        }
        return loss * (1 - share) + Tensor.stacked(entropies).mean() * (share * temperature * temperature)
    }
}
