import FewShotTensors

/// Examples grouped by class, to draw episodes from.
///
/// Data sets that share examples (the splits of one, say) share the tensor.
public struct Dataset: Sendable {
    /// A named class and the rows of `features` that belong to it.
    public struct Class: Sendable, Hashable {
        /// The name, unique in its data set: `Greek/character03/rot090`.
        public var name: String
        /// Rows of the data set's features.
        public var examples: [Int]
        /// Its group, where one is known: an alphabet, a department. Classes of a group are harder to tell apart.
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
    /// The shape `[channels, height, width]` of the pictures whose pixels, 0…1, rows of numbers begin with; `nil` for images and for rows
    /// without pixels.
    public var picture: [Int]?

    /// Creates a data set over shared features.
    public init(features: Tensor, classes: [Class], picture: [Int]? = nil) {
        self.features = features
        self.classes = classes
        self.picture = picture
    }

    /// Returns the data set with its features on a device, where the episodes that are drawn from it are too.
    public func on(_ device: Device) -> Dataset {
        Dataset(features: features.to(device), classes: classes, picture: picture)
    }
}

/// A part of a data set by role: no class is in two of train, validation and test.
public enum Split: String, Sendable, CaseIterable, Codable {
    /// For meta-training.
    case train
    /// For choosing hyper-parameters and checkpoints.
    case validation
    /// For what is reported.
    case test
}
