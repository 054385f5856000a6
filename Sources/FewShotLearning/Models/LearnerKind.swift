import FewShotNetworks
import FewShotTensors

/// A method that can be chosen by name: one entry of a registry's list.
public struct LearnerKind: Sendable {
    /// The number of outputs of a learner's head.
    public enum Head: Sendable {
        /// It has none: any number of classes will do.
        case none
        /// The ways of its training episodes, and later ones have as many.
        case ways
        /// All training classes at once; a task gets a head of its own.
        case trainingClasses
    }

    /// The use that a learner makes of an encoder.
    public enum Use: Sendable {
        /// It has none: it learns from something else than labelled examples.
        case nothing
        /// It compares or classifies embeddings; feature maps are flattened.
        case embeddings
        /// It compares feature maps, or embeddings of pretrained features.
        case maps
        /// It adapts the encoder's weights, or maps of pretrained features, in many tasks at once.
        case taskNetworks
    }

    /// Builds a learner with random weights.
    public typealias Make =
        @Sendable (Architecture, LearnerSettings, EncoderKind, inout SeededGenerator) throws(ModelError) -> any Learner

    /// Its name on the command line and in `model.json`.
    public let name: String
    /// A line on what it does.
    public let abstract: String
    /// The name of its default encoder.
    public var encoder: String
    /// The use of its encoder.
    public var use: Use
    /// The number of its head's outputs.
    public var head: Head
    /// Its own settings.
    public var settings: [LearnerSetting]
    /// The recipe that its paper trains it by, or one near to it; `nil` for a method without training.
    public var recipe: TrainingConfiguration?
    private let make: Make
    private var makeModule: MakeModule?

    /// Creates an entry of which `make` builds the learner with random weights.
    public init(
        name: String, abstract: String, encoder: String = "conv4", use: Use = .embeddings, head: Head = .none,
        settings: [LearnerSetting] = [], recipe: TrainingConfiguration? = TrainingConfiguration(), make: @escaping Make
    ) {
        self.name = name
        self.abstract = abstract
        self.encoder = encoder
        self.use = use
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
        let make: Make = { _, _, _, _ throws(ModelError) in
            throw ModelError(.unknown, "\(name) doesn't learn from labelled examples")
        }
        self.init(name: name, abstract: abstract, use: .nothing, settings: settings, recipe: recipe, make: make)
        makeModule = module
    }

    /// Builds the module of an entry that learns from something else than labelled examples, its settings checked, with random
    /// weights.
    ///
    /// - Throws: ``ModelError`` for an unknown setting, or a value that it can't have, or an entry of another kind.
    public func module(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any Module {
        let settings = try LearnerSettings(architecture.settings ?? [:], of: self)
        guard let makeModule else { throw ModelError(.unknown, "\(name) learns from labelled examples") }
        return try makeModule(architecture, settings, &generator)
    }

    /// Whether an encoder is of use to this learner.
    public func accepts(_ encoder: EncoderKind) -> Bool {
        switch use {
        case .nothing: false
        case .embeddings: true
        case .maps: encoder.output == .map || encoder.isOnFeatures
        case .taskNetworks: encoder.taskNetwork != nil || encoder.isOnFeatures
        }
    }

    /// Builds the learner with random weights.
    func learner(
        _ architecture: Architecture, _ settings: LearnerSettings, _ encoder: EncoderKind,
        using generator: inout SeededGenerator
    ) throws(ModelError) -> any Learner {
        try make(architecture, settings, encoder, &generator)
    }
}

extension EncoderKind {
    /// Builds the encoder of embeddings of an architecture: a feature map is flattened.
    func embedding(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any FeatureEncoder {
        func flattened(_ encoder: some FeatureEncoder) -> any FeatureEncoder { Flattened(encoder) }
        let encoder = try encoder(architecture, using: &generator)
        return output == .map ? flattened(encoder) : encoder
    }
}
