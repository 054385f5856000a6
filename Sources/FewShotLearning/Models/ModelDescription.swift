import FewShotNetworks
import Foundation

/// What a trained model is and where it came from: `model.json`.
public struct ModelDescription: Sendable, Codable, Equatable {
    /// The version of this description's layout.
    public var format = 1
    /// How to build the learner, before its weights are loaded.
    public var architecture: Architecture
    /// How it was trained; `nil` for weights from elsewhere.
    public var provenance: Provenance?
    /// What makes probabilities of its distances, where that was fitted: by the parts of a product that are known, as
    /// ``ProductParts/name(of:)`` writes them.
    public var calibrations: [String: Calibration]?

    /// Creates a description.
    public init(architecture: Architecture, provenance: Provenance? = nil) {
        self.architecture = architecture
        self.provenance = provenance
    }
}

/// How to build a learner: its method and its encoder, without weights.
public struct Architecture: Sendable, Codable, Equatable {
    /// The learner's name on the command line: `prototypical`.
    public var learner: String
    /// The distance between embeddings.
    public var metric: Metric
    /// The encoder's name: `conv4`.
    public var encoder: String
    /// Filters in each of the encoder's layers.
    public var width: Int
    /// `[channels, height, width]` of the images; `[numbers]` of products' rows.
    public var imageShape: [Int]
    /// What of a product is encoded, for the encoder `product`.
    public var parts: ProductParts?
    /// Classes that the learner's head tells apart, where it has one of fixed size.
    public var classes: Int?
    /// The learner's own settings where they aren't its defaults, by name.
    public var settings: [String: String]?

    /// Creates an architecture.
    public init(
        learner: String, metric: Metric = .squaredEuclidean, encoder: String = "conv4", width: Int = 64,
        imageShape: [Int], parts: ProductParts? = nil, classes: Int? = nil, settings: [String: String]? = nil
    ) {
        self.learner = learner
        self.metric = metric
        self.encoder = encoder
        self.width = width
        self.imageShape = imageShape
        self.parts = parts
        self.classes = classes
        self.settings = settings
    }
}

/// Where a model's weights come from: enough to train them again.
public struct Provenance: Sendable, Codable, Equatable {
    /// The data: its kind and name, not its place on one machine.
    public struct Data: Sendable, Codable, Equatable {
        /// `omniglot:omniglot_105.zip`.
        public var name: String
        /// SHA-256 of what was loaded.
        public var digest: String
        /// How classes were divided.
        public var scheme: String
        /// SHA-256 over the class names of every split.
        public var splitDigest: String

        /// Creates the record of a data set.
        public init(name: String, digest: String, scheme: String, splitDigest: String) {
            self.name = name
            self.digest = digest
            self.scheme = scheme
            self.splitDigest = splitDigest
        }
    }

    /// How the weights were chosen among those of the run.
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

    /// What it learned from.
    public var data: Data
    /// What it began with, if not with random weights.
    public var start: Start?
    /// The split that it learned from.
    public var split = Split.train
    /// The recipe, with the seed.
    public var configuration: TrainingConfiguration
    /// How validation treated queries.
    public var validationProtocol = EvaluationProtocol.inductive
    /// How the weights were chosen.
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
