public import Foundation
import ShopGuide
import ShopGuideApplication

/// Where the service listens, what it stands on, and what it takes at most.
public struct ServiceOptions: Sendable, Hashable {
    /// The address; only this machine's where nobody says otherwise.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port = 8080
    /// The store of the shop; those of other tenants, and the keys, lie beside it.
    public var store: URL
    /// The folder of the model that sees products.
    public var model: URL
    /// The folder of trained learners of shoppers, each in a folder of its own; without, only products' content is known.
    public var shoppers: URL?
    /// What learns shoppers where a request doesn't say: by default the fastest, which ranks nearly as well as the best.
    public var learner = ShopRecommender.learners[0]
    /// Whether requests from this machine need a key too.
    public var requiresKey = false
    /// ShopGuide's version, as it is shown.
    public var version = ""
    /// Threads for models and stores.
    public var threads = 2
    /// What is taken at most.
    public var limits = Limits()
    /// How long requests under way may take after the service was asked to stop.
    public var drain = Duration.seconds(8)

    /// What is written into the log.
    public var log = Log()

    /// What is written into the log.
    public struct Log: Sendable, Hashable {
        /// What is less important than this is left out.
        public var level = "notice"
        /// `json` or `logfmt`.
        public var format = "json"
        /// The share of requests whose spans are written.
        public var traceShare = 0.0

        /// Creates the log that is written where nothing is said.
        public init() {}
    }

    /// What is taken at most, for whoever sends it is not known.
    public struct Limits: Sendable, Hashable {
        /// Bytes of a request's body.
        public var body = 1 << 20
        /// Bytes of a body that carries pictures or many lines.
        public var upload = 16 << 20
        /// Pixels of a picture.
        public var pixels = 16 << 20
        /// Lines of a body.
        public var lines = 10_000
        /// How long a body may take to come.
        public var bodyTime = Duration.seconds(20)
        /// Pieces of work that wait for a thread.
        public var waiting = 1024
        /// Changes that wait for the disk.
        public var changes = 4096
        /// Requests under way at a time.
        public var underWay = 256
        /// Requests that wait to be under way.
        public var queue = 1024
        /// How long one of them waits.
        public var patience = Duration.seconds(2)
        /// Requests a second of one key; nil for as many as there are.
        public var rate: Double?
        /// Requests of one key at once.
        public var burst = 200
        /// How long a connection may be without a request.
        public var headTime = Duration.seconds(60)
        /// How long an answer may take to begin.
        public var answerTime = Duration.seconds(30)

        /// Creates the limits that hold where nothing is said.
        public init() {}
    }

    /// Creates the options that hold where nothing else is said.
    public init(store: URL, model: URL) {
        self.store = store
        self.model = model
    }

    /// Where trainings are looked for: `runs` where the service was started, and beside the model.
    public var trainings: [URL] {
        [URL(filePath: "runs", directoryHint: .isDirectory), model.standardizedFileURL.deletingLastPathComponent()]
    }

    /// Whether the address is this machine's alone.
    public var isLoopback: Bool { ["localhost", "::1"].contains(host) || host.hasPrefix("127.") }
}
