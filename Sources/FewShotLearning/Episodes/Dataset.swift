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
        /// What it is one of, where that is known: an alphabet, a department. Classes of a group are harder to tell apart.
        public var group: String?

        /// Creates a class from a unique name, the rows of its examples and, where there is one, its group.
        public init(name: String, examples: [Int], group: String? = nil) {
            self.name = name
            self.examples = examples
            self.group = group
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
