import FewShotTensors
public import Foundation
import ShopGuide
import ShopGuideApplication

/// The options of the service: address, store, models, limits and log.
public struct ServiceOptions: Sendable, Hashable {
    /// The address; loopback by default.
    public var host = "127.0.0.1"
    /// The port; 0 for any free one.
    public var port = 8080
    /// The shop's store; other tenants' stores and the keys are beside it.
    public var store: URL
    /// The folder of the product model.
    public var model: URL
    /// The folder of trained shoppers' learners, each in a folder of its own; without it, recommendations use products' content only.
    public var shoppers: URL?
    /// The folder in which pretrained encoders are named; nil for none.
    public var encoders: URL?
    /// Whether snapshots of products are kept, from which a large shop is read in seconds.
    public var keepsSnapshots = true
    /// The folder of snapshots; nil for one beside each store.
    public var snapshots: URL?
    /// The learner of shoppers for requests that name none.
    public var learner = ShopRecommender.defaultLearner
    /// Whether the learners in the folder are used whatever was activated in a store.
    public var areShoppersFixed = false
    /// Whether requests from this machine need a key too.
    public var requiresKey = false
    /// Whether files are fetched from this machine and its network too.
    public var fetchesPrivate = false
    /// The program that learns from a shop's own data; nil where the service can't.
    public var program: URL?
    /// The time from one scheduled training on a shop's own data to the next; nil for no schedule.
    public var learningInterval: Duration?
    /// The minutes that a scheduled training may take.
    public var learningBudget = 60.0
    /// ShopGuide's version, for display.
    public var version = ""
    /// Threads for models and stores, and for connections.
    public var threads = 2
    /// The device of the models.
    public var device = Device.cpu
    /// The limits.
    public var limits = Limits()
    /// Time in which requests are still taken after the service was told to stop, while it says that it isn't ready.
    public var leave = Duration.zero
    /// Maximum time to complete requests after the service was told to stop.
    public var drain = Duration.seconds(8)

    /// The log's options.
    public var log = Log()

    /// Options of the log.
    public struct Log: Sendable, Hashable {
        /// The least severe level to log.
        public var level = "notice"
        /// `json` or `logfmt`.
        public var format = "json"
        /// The share of requests whose spans are logged, 0…1.
        public var traceShare = 0.0

        /// Creates the default options.
        public init() {}
    }

    /// Limits for untrusted clients.
    public struct Limits: Sendable, Hashable {
        /// Maximum body size, in bytes.
        public var body = 1 << 20
        /// Maximum size of a body with images or many lines, in bytes.
        public var upload = 16 << 20
        /// Maximum size of a file to import, in bytes.
        public var importBytes = 2 << 30
        /// Maximum time to fetch a file from its address.
        public var fetchTime = Duration.seconds(1800)
        /// Maximum number of pixels of an image.
        public var pixels = 16 << 20
        /// Maximum number of lines of a body.
        public var lines = 10_000
        /// Maximum time to receive a body.
        public var bodyTime = Duration.seconds(20)
        /// Maximum number of jobs that wait for a thread.
        public var waiting = 1024
        /// Maximum number of changes that wait to be committed.
        public var changes = 4096
        /// Maximum number of concurrent requests.
        public var underWay = 256
        /// Maximum number of waiting requests.
        public var queue = 1024
        /// Maximum time of a request in the queue.
        public var patience = Duration.seconds(2)
        /// Requests per second and key; nil for no limit.
        public var rate: Double?
        /// Maximum burst of requests of one key.
        public var burst = 200
        /// Maximum idle time of a connection.
        public var headTime = Duration.seconds(60)
        /// Maximum time until a response starts.
        public var answerTime = Duration.seconds(30)

        /// Creates the default limits.
        public init() {}
    }

    /// Creates default options for a store and a model.
    public init(store: URL, model: URL) {
        self.store = store
        self.model = model
    }

    /// Whether the address is a loopback address.
    public var isLoopback: Bool { ["localhost", "::1"].contains(host) || host.hasPrefix("127.") }
}
