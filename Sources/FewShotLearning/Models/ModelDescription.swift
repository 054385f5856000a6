import Foundation

/// The description of a trained model and its origin: `model.json`.
public struct ModelDescription: Sendable, Codable, Equatable {
    /// The version of this description's layout.
    public var format = 1
    /// The plan of the learner, before its weights are loaded.
    public var architecture: Architecture
    /// The record of its training; `nil` for weights from elsewhere.
    public var provenance: Provenance?
    /// The calibrations of its distances, where they were fitted: one for each combination of inputs that may be known, by the name
    /// that its encoder has for that.
    public var calibrations: [String: Calibration]?
    /// The network that calibrates its distances by what they are like in a task, where one was fitted.
    public var calibrationNetwork: CalibrationNetwork?
    /// The ink of the drawings that its weights are for, where they come from elsewhere.
    public var ink: Ink?

    /// Creates a description.
    public init(architecture: Architecture, provenance: Provenance? = nil) {
        self.architecture = architecture
        self.provenance = provenance
    }

    /// The ink of the drawings that it was trained on; `nil` for photos and everything else.
    public var trainedInk: Ink? { ink ?? provenance?.data.trainedInk }
}

/// The plan of a learner: its method and its encoder, without weights.
public struct Architecture: Sendable, Codable, Equatable {
    /// The learner's name on the command line: `prototypical`.
    public var learner: String
    /// The distance between embeddings.
    public var metric: Metric
    /// The encoder's name: `conv4`.
    public var encoder: String
    /// Filters in each of the encoder's layers.
    public var width: Int
    /// The shape of one example: `[channels, height, width]` of images, `[numbers]` of rows.
    public var imageShape: [Int]
    /// The encoder's own options.
    public var options: EncoderOptions
    /// Classes that the learner's head tells apart, where it has one of fixed size.
    public var classes: Int?
    /// The learner's own settings where they aren't its defaults, by name.
    public var settings: [String: String]?

    /// Creates an architecture.
    public init(
        learner: String, metric: Metric = .squaredEuclidean, encoder: String = "conv4", width: Int = 64,
        imageShape: [Int], options: EncoderOptions = EncoderOptions(), classes: Int? = nil,
        settings: [String: String]? = nil
    ) {
        self.learner = learner
        self.metric = metric
        self.encoder = encoder
        self.width = width
        self.imageShape = imageShape
        self.options = options
        self.classes = classes
        self.settings = settings
    }
}

extension Architecture {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case learner, metric, encoder, width, imageShape, classes, settings
    }

    /// Reads an architecture; fields that it doesn't know are the encoder's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        learner = try values.decode(String.self, forKey: .learner)
        metric = try values.decode(Metric.self, forKey: .metric)
        encoder = try values.decode(String.self, forKey: .encoder)
        width = try values.decode(Int.self, forKey: .width)
        imageShape = try values.decode([Int].self, forKey: .imageShape)
        classes = try values.decodeIfPresent(Int.self, forKey: .classes)
        settings = try values.decodeIfPresent([String: String].self, forKey: .settings)
        options = try EncoderOptions(from: decoder, except: Set(CodingKeys.allCases.map(\.stringValue)))
    }

    /// Writes an architecture, the encoder's options beside its own fields.
    public func encode(to encoder: any Swift.Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(learner, forKey: .learner)
        try values.encode(metric, forKey: .metric)
        try values.encode(self.encoder, forKey: .encoder)
        try values.encode(width, forKey: .width)
        try values.encode(imageShape, forKey: .imageShape)
        try values.encodeIfPresent(classes, forKey: .classes)
        try values.encodeIfPresent(settings, forKey: .settings)
        try options.encode(into: encoder)
    }
}

/// The origin of a model's weights: enough to train them again.
public struct Provenance: Sendable, Codable, Equatable {
    /// The data: its kind and name, not its place on one machine.
    public struct Data: Sendable, Codable, Equatable {
        /// `omniglot:omniglot_105.zip`.
        public var name: String
        /// SHA-256 of what was loaded.
        public var digest: String
        /// The way in which classes were divided.
        public var scheme: String
        /// SHA-256 over the class names of every split.
        public var splitDigest: String
        /// The ink of drawings, where they are some.
        public var ink: Ink?

        /// The ink of drawings; records from before there was such a note are Omniglot's by their name.
        var trainedInk: Ink? { ink ?? (name.hasPrefix("omniglot:") ? .bright : nil) }

        /// Creates the record of a data set.
        public init(name: String, digest: String, scheme: String, splitDigest: String, ink: Ink? = nil) {
            self.name = name
            self.digest = digest
            self.scheme = scheme
            self.splitDigest = splitDigest
            self.ink = ink
        }
    }

    /// The choice of the weights among those of the run.
    public struct Checkpoint: Sendable, Codable, Equatable {
        /// `best validation accuracy`.
        public var rule: String
        /// Training episodes at the chosen point.
        public var step: Int
        /// The validation accuracy there, 0…1.
        public var validationAccuracy: Double

        /// Creates the record of a choice.
        public init(rule: String, step: Int, validationAccuracy: Double) {
            self.rule = rule
            self.step = step
            self.validationAccuracy = validationAccuracy
        }
    }

    /// The trained model that a run began with, instead of random weights.
    public struct Start: Sendable, Codable, Equatable {
        /// Its folder's name.
        public var model: String
        /// Steps that it had been trained for.
        public var episodes: Int
        /// Seconds that it had been trained for, its own start included.
        public var trainingSeconds: Double

        /// Creates the record of a model that was trained before.
        public init(model: String, _ provenance: Provenance?) {
            self.model = model
            episodes = (provenance?.episodes ?? 0) + (provenance?.start?.episodes ?? 0)
            trainingSeconds = (provenance?.trainingSeconds ?? 0) + (provenance?.start?.trainingSeconds ?? 0)
        }
    }

    /// The data that it learned from.
    public var data: Data
    /// The model that it began with, if not random weights.
    public var start: Start?
    /// The records of the models that answer together, where it is an ensemble; what is said beside is of all of them.
    public var members: [Provenance]?
    /// The split that it learned from.
    public var split = Split.train
    /// The recipe, with the seed.
    public var configuration: TrainingConfiguration
    /// The protocol of validation.
    public var validationProtocol = EvaluationProtocol.inductive
    /// The choice of the weights.
    public var checkpoint: Checkpoint
    /// Episodes trained in all.
    public var episodes: Int
    /// Seconds of training, validation included.
    public var trainingSeconds: Double
    /// The program: its version and, where known, the commit.
    public var revision: String
    /// Processor, cores and threads, operating system, LibTorch's version.
    public var machine: String

    /// Creates a record.
    public init(
        data: Data, start: Start? = nil, configuration: TrainingConfiguration, checkpoint: Checkpoint, episodes: Int,
        trainingSeconds: Double, revision: String, machine: String
    ) {
        self.data = data
        self.start = start
        self.configuration = configuration
        validationProtocol = configuration.validationProtocol
        self.checkpoint = checkpoint
        self.episodes = episodes
        self.trainingSeconds = trainingSeconds
        self.revision = revision
        self.machine = machine
    }
}
