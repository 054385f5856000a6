/// A learner, and training classes that it hasn't learned from: what it says of them is what it would say of new ones.
public struct HeldOutModel: Sendable {
    /// The learner that is asked.
    public var learner: any Learner
    /// The classes that it is asked about.
    public var classes: Dataset

    /// Creates a model.
    public init(_ learner: any Learner, unseen classes: Dataset) {
        self.learner = learner
        self.classes = classes
    }
}
