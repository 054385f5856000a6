import FewShotTensors

/// A labelled batch.
public struct Examples: Sendable {
    /// Shape `[examples, …]`, float32.
    public var features: Tensor
    /// Shape `[examples]`, int64, in `0..<ways`.
    public var labels: Tensor
    /// The number of classes.
    public var ways: Int

    /// Creates a batch; labels are in `0..<ways`.
    public init(features: Tensor, labels: Tensor, ways: Int) {
        self.features = features
        self.labels = labels
        self.ways = ways
    }

    /// The number of examples.
    public var count: Int { labels.count }
}

/// One few-shot task: a support set to learn from, and queries to answer.
public struct Episode: Sendable {
    /// The numbers that were drawn; `nil` for an episode that comes from elsewhere.
    public var plan: EpisodePlan?
    /// `ways · shots` labelled examples, class by class.
    public var support: Examples
    /// `ways · queries` examples whose labels are to be found, class by class.
    public var query: Examples

    /// Creates a task; support and query have the same ways.
    public init(support: Examples, query: Examples, plan: EpisodePlan? = nil) {
        self.support = support
        self.query = query
        self.plan = plan
    }
}

extension Collection<Episode> {
    /// The device of the first episode's examples; the processor where there is none.
    var device: Device { first?.support.features.device ?? .cpu }
}

/// The size of a few-shot task.
public struct EpisodeShape: Sendable, Codable, Hashable {
    /// Classes per task (N).
    public var ways: Int
    /// Support examples per class (K).
    public var shots: Int
    /// Queries per class.
    public var queries: Int

    /// Creates a shape.
    public init(ways: Int, shots: Int, queries: Int) {
        self.ways = ways
        self.shots = shots
        self.queries = queries
    }
}

extension EpisodeShape: CustomStringConvertible {
    /// `5-way 1-shot, 15 queries`.
    public var description: String { "\(ways)-way \(shots)-shot, \(queries) queries" }
}

/// The classes of an episode and the examples of each, in numbers.
public struct EpisodePlan: Sendable, Equatable {
    /// Positions in the data set's classes; label `i` is the class at position `i` of this list.
    public var classes: [Int]
    /// Rows of the data set's features, class by class.
    public var support: [Int]
    /// Rows of the data set's features, class by class.
    public var query: [Int]

    /// Creates a plan from its parts.
    public init(classes: [Int], support: [Int], query: [Int]) {
        self.classes = classes
        self.support = support
        self.query = query
    }
}
