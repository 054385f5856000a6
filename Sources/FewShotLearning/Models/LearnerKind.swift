import FewShotNetworks
import FewShotTensors

/// A method that can be chosen by name: one entry of the list that the command line shows.
public struct LearnerKind: Sendable {
    /// What the number of outputs of a learner's head depends on.
    public enum Head: Sendable {
        /// It has none: any number of classes will do.
        case none
        /// The ways of its training episodes, and later ones have as many.
        case ways
        /// All training classes at once; a task gets a head of its own.
        case trainingClasses
    }

    /// What builds a learner with random weights.
    public typealias Make =
        @Sendable (Architecture, LearnerSettings, inout SeededGenerator) throws(ModelError) -> any Learner

    /// Its name on the command line and in `model.json`.
    public let name: String
    /// What it does, in one line.
    public let abstract: String
    /// The encoders that it can have, the usual one first.
    public var encoders: [String]
    /// What its head depends on.
    public var head: Head
    /// Its own settings.
    public var settings: [LearnerSetting]
    /// The recipe that its paper trains it by, or one near to it; `nil` for a method without training.
    public var recipe: TrainingConfiguration?
    private let make: Make
    private var makeModule: MakeModule?

    /// Creates an entry; `make` builds the learner with random weights.
    public init(
        name: String, abstract: String, encoders: [String] = ["conv4"], head: Head = .none,
        settings: [LearnerSetting] = [], recipe: TrainingConfiguration? = TrainingConfiguration(), make: @escaping Make
    ) {
        self.name = name
        self.abstract = abstract
        self.encoders = encoders
        self.head = head
        self.settings = settings
        self.recipe = recipe
        self.make = make
    }

    /// Builds a module that learns from something else than labelled examples, with random weights.
    public typealias MakeModule =
        @Sendable (Architecture, LearnerSettings, inout SeededGenerator) throws(ModelError) -> any Module

    /// Creates an entry of a method that learns from something else than labelled examples: rankings for shoppers.
    public init(
        name: String, abstract: String, settings: [LearnerSetting] = [], recipe: TrainingConfiguration?,
        module: @escaping MakeModule
    ) {
        let make: Make = { _, _, _ throws(ModelError) in
            throw ModelError(.unknown, "\(name) doesn't learn from labelled examples")
        }
        self.init(name: name, abstract: abstract, settings: settings, recipe: recipe, make: make)
        encoders = []
        makeModule = module
    }

    /// Builds the module that an architecture describes, its settings checked, with random weights.
    ///
    /// - Throws: ``ModelError`` for an unknown setting, or a value that it can't have.
    public func module(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any Module {
        let settings = try LearnerSettings(architecture.settings ?? [:], of: self)
        if let makeModule { return try makeModule(architecture, settings, &generator) }
        return try make(architecture, settings, &generator)
    }

    /// Returns the method of a name.
    ///
    /// - Throws: ``ModelError`` that lists the names there are.
    public static func named(_ name: String) throws(ModelError) -> LearnerKind {
        if let kind = all.first(where: { $0.name == name }) { return kind }
        let known = all.map(\.name).joined(separator: ", ")
        throw ModelError(.unknown, "unknown learner \"\(name)\"; there is \(known)")
    }

    /// Builds the learner that an architecture describes, with random weights.
    ///
    /// - Throws: ``ModelError`` for an unknown learner, encoder or setting, or impossible sizes.
    public static func learner(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any Learner {
        let kind = try named(architecture.learner)
        guard kind.encoders.contains(architecture.encoder) else {
            let known = kind.encoders.joined(separator: ", ")
            throw ModelError(
                .unknown, "unknown encoder \"\(architecture.encoder)\" for \(kind.name); there is \(known)")
        }
        guard (1...1024).contains(architecture.width) else {
            throw ModelError(.malformed, "width \(architecture.width): it must be from 1 to 1024")
        }
        try checkShape(of: architecture)
        if kind.head != .none {
            guard let classes = architecture.classes, (2...1_000_000).contains(classes) else {
                let given = architecture.classes.map { "\($0)" } ?? "missing"
                throw ModelError(
                    .malformed, "the number of classes of \(kind.name)'s head is \(given); it must be 2 or more")
            }
        }
        let settings = try LearnerSettings(architecture.settings ?? [:], of: kind)
        return try kind.make(architecture, settings, &generator)
    }

    private static func checkShape(of architecture: Architecture) throws(ModelError) {
        let shape = architecture.imageShape
        if architecture.encoder == productEncoder {
            guard let parts = architecture.parts else {
                throw ModelError(.missing, "the encoder product needs to know what of a product is encoded")
            }
            if let objection = parts.objection { throw ModelError(.malformed, objection) }
            guard shape == [parts.width] else {
                throw ModelError(.malformed, "rows of \(shape) numbers; their parts have \(parts.width)")
            }
            return
        }
        guard shape.count == 3, (1...64).contains(shape[0]), shape.dropFirst().allSatisfy((16...1024).contains) else {
            throw ModelError(
                .malformed,
                "image shape \(shape): encoders take [channels, height, width] with sides from 16 to 1024 pixels")
        }
    }

    /// The name of the encoder of products, of which any part may be missing.
    public static let productEncoder = "product"
}
