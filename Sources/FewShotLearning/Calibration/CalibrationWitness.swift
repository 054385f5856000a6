/// A learner, and training classes that it hasn't learned from: what it says of them is what it would say of new ones.
public struct CalibrationWitness: Sendable {
    /// Who is asked.
    public var learner: any Learner
    /// About what.
    public var classes: Dataset

    /// Creates a witness.
    public init(_ learner: any Learner, unseen classes: Dataset) {
        self.learner = learner
        self.classes = classes
    }
}
