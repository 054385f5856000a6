import FewShotNetworks
import FewShotTensors

/// A method that can be chosen by name: one entry of the list that the command line shows.
public struct LearnerKind: Sendable {
    /// Its name on the command line and in `model.json`.
    public let name: String
    /// What it does, in one line.
    public let abstract: String
    private let make: @Sendable (Architecture, inout SeededGenerator) -> any Learner

    /// Creates an entry; `make` builds the learner with random weights.
    public init(
        name: String, abstract: String, make: @escaping @Sendable (Architecture, inout SeededGenerator) -> any Learner
    ) {
        self.name = name
        self.abstract = abstract
        self.make = make
    }

    /// Every method there is.
    public static let all: [LearnerKind] = [.prototypical]

    /// Builds the learner that an architecture describes, with random weights.
    ///
    /// - Throws: ``ModelError`` for an unknown learner or encoder, or impossible sizes.
    public static func learner(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any Learner {
        guard let kind = all.first(where: { $0.name == architecture.learner }) else {
            let known = all.map(\.name).joined(separator: ", ")
            throw ModelError(.unknown, "unknown learner \"\(architecture.learner)\"; there is \(known)")
        }
        guard architecture.encoder == "conv4" else {
            throw ModelError(.unknown, "unknown encoder \"\(architecture.encoder)\"; there is conv4")
        }
        guard (1...1024).contains(architecture.width) else {
            throw ModelError(.malformed, "width \(architecture.width): it must be from 1 to 1024")
        }
        let shape = architecture.imageShape
        guard shape.count == 3, (1...64).contains(shape[0]), shape.dropFirst().allSatisfy((16...1024).contains) else {
            throw ModelError(
                .malformed,
                "image shape \(shape): conv4 takes [channels, height, width] with sides from 16 to 1024 pixels")
        }
        return kind.make(architecture, &generator)
    }
}

extension LearnerKind {
    /// Prototypical networks.
    public static let prototypical = LearnerKind(
        name: "prototypical", abstract: "class means in a learned metric space (Snell et al., 2017)"
    ) { architecture, generator in
        PrototypicalNetwork(
            encoder: Conv4(channels: architecture.imageShape[0], width: architecture.width, using: &generator),
            metric: architecture.metric)
    }
}

/// Why a model can't be built, loaded or saved.
public struct ModelError: Error, Sendable, CustomStringConvertible {
    /// The kind of a failure; more may be added.
    public struct Code: Sendable, Hashable {
        let name: String
        /// Something named is not known to this version.
        public static let unknown = Code(name: "unknown")
        /// Something is missing.
        public static let missing = Code(name: "missing")
        /// Something is there but wrong.
        public static let malformed = Code(name: "malformed")
        /// A file can't be read or written.
        public static let file = Code(name: "file")
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong, where, and what to do.
    public let description: String

    /// Creates an error.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
