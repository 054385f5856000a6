import FewShotNetworks
import FewShotTensors

/// The learners and encoders that models can be made of; a program adds its own.
public struct ModelRegistry: Sendable {
    /// The learners, in the order in which the command line shows them.
    public private(set) var learners: [LearnerKind]
    /// The encoders, in the order in which the command line shows them.
    public private(set) var encoders: [EncoderKind]

    /// Every learner and encoder of this library.
    public static let standard = ModelRegistry(learners: LearnerKind.all, encoders: EncoderKind.all)

    /// Creates a registry.
    public init(learners: [LearnerKind], encoders: [EncoderKind]) {
        self.learners = learners
        self.encoders = encoders
    }

    /// Returns the registry with more learners and encoders, after those there are.
    public func adding(learners: [LearnerKind] = [], encoders: [EncoderKind] = []) -> ModelRegistry {
        ModelRegistry(learners: self.learners + learners, encoders: self.encoders + encoders)
    }

    /// Returns the learner of a name.
    ///
    /// - Throws: ``ModelError`` that lists the names there are.
    public func learner(named name: String) throws(ModelError) -> LearnerKind {
        if let kind = learners.first(where: { $0.name == name }) { return kind }
        let known = learners.map(\.name).joined(separator: ", ")
        throw ModelError(.unknown, "unknown learner \"\(name)\"; there is \(known)")
    }

    /// Returns the encoders that a learner can have, its default first.
    public func encoders(for kind: LearnerKind) -> [EncoderKind] {
        let fitting = encoders.filter(kind.accepts)
        return fitting.filter { $0.name == kind.encoder } + fitting.filter { $0.name != kind.encoder }
    }

    /// Builds the learner that an architecture describes, with random weights: the same for a seed on every device.
    ///
    /// - Parameters:
    ///   - architecture: The plan of the learner.
    ///   - device: The device of its weights.
    ///   - generator: Draws the weights.
    /// - Returns: The learner.
    /// - Throws: ``ModelError`` for an unknown learner, encoder or setting, or impossible sizes.
    public func learner(
        _ architecture: Architecture, on device: Device = .cpu, using generator: inout SeededGenerator
    ) throws(ModelError) -> any Learner {
        let kind = try learner(named: architecture.learner)
        guard kind.use != .nothing else {
            throw ModelError(.unknown, "\(kind.name) doesn't learn from labelled examples")
        }
        let fitting = encoders(for: kind)
        guard let encoder = fitting.first(where: { $0.name == architecture.encoder }) else {
            let known = fitting.map(\.name).joined(separator: ", ")
            throw ModelError(
                .unknown, "unknown encoder \"\(architecture.encoder)\" for \(kind.name); there is \(known)")
        }
        guard (1...1024).contains(architecture.width) else {
            throw ModelError(.malformed, "width \(architecture.width): it must be from 1 to 1024")
        }
        try encoder.validate(architecture)
        if kind.head != .none {
            guard let classes = architecture.classes, (2...1_000_000).contains(classes) else {
                let given = architecture.classes.map { "\($0)" } ?? "missing"
                throw ModelError(
                    .malformed, "the number of classes of \(kind.name)'s head is \(given); it must be 2 or more")
            }
        }
        let settings = try LearnerSettings(architecture.settings ?? [:], of: kind)
        return try kind.learner(architecture, settings, encoder, using: &generator).on(device)
    }
}
