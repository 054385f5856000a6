import FewShotTensors

/// Examples grouped by class: what episodes are drawn from.
///
/// Data sets that share examples (the splits of one, say) share the tensor.
public struct Dataset: Sendable {
    /// A named class and the rows of `features` that belong to it.
    public struct Class: Sendable, Hashable {
        /// The name, unique in its data set: `Greek/character03/rot090`.
        public var name: String
        /// Rows of the data set's features.
        public var examples: [Int]

        /// Creates a class from a unique name and the rows of its examples.
        public init(name: String, examples: [Int]) {
            self.name = name
            self.examples = examples
        }
    }

    /// Shape `[examples, …]`; uint8 images `[examples, channels, height, width]`, 0…255, are scaled to 0…1 when episodes
    /// are assembled.
    public var features: Tensor
    /// The classes, in a fixed order.
    public var classes: [Class]

    /// Creates a data set over shared features.
    public init(features: Tensor, classes: [Class]) {
        self.features = features
        self.classes = classes
    }
}

/// A part of a data set by role: no class is in two of train, validation and test.
public enum Split: String, Sendable, CaseIterable, Codable {
    /// What learners are meta-trained on.
    case train
    /// What hyper-parameters and checkpoints are chosen on.
    case validation
    /// What is reported.
    case test
}
