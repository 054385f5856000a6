import FewShotNetworks
import FewShotTensors

/// The knowledge of an episode's queries that a learner may have while it answers one of them.
public enum EvaluationProtocol: String, Sendable, Codable, CaseIterable {
    /// Nothing: each query is answered alone, normalised by the statistics of training.
    case inductive
    /// The other queries: batch statistics are those of the episode, whose queries are class-balanced.
    case transductive
    /// The number of queries of each class, too: answers are assigned so that each class has its share.
    case assignment = "transductive-assignment"

    /// The statistics that batch normalisation uses.
    public var normalization: Normalization {
        switch self {
        case .inductive, .assignment: .running
        case .transductive: .batch
        }
    }
}

/// A learner's answers to one episode.
public struct EpisodeResult: Sendable {
    /// The share of right answers, 0…1.
    public let accuracy: Double
    /// The loss that training would see.
    public let loss: Double
    /// The right labels, in `0..<ways`.
    public let labels: [Int]
    /// The answers, in `0..<ways`.
    public let answers: [Int]

    /// Creates a result from its parts.
    public init(accuracy: Double, loss: Double, labels: [Int], answers: [Int]) {
        self.accuracy = accuracy
        self.loss = loss
        self.labels = labels
        self.answers = answers
    }
}

extension Learner {
    /// Learns an episode's support set and answers its queries; leaves the learner as it was.
    ///
    /// - Parameters:
    ///   - episode: The task.
    ///   - protocol: What may be known of other queries.
    ///   - views: How many ways images are looked at.
    /// - Returns: The answers.
    /// - Throws: The error of a learner that can't learn the task, or of failed scores; ``LearnerError`` where answers are to be
    ///   assigned and there isn't the same number of queries of each class.
    public func answer(
        _ episode: Episode, protocol: EvaluationProtocol, views: TestTimeAugmentation = .one
    ) throws -> EpisodeResult {
        let scores = try scores(for: episode, views: views, protocol: `protocol`)
        let labels = try episode.query.labels.values(as: Int.self)
        let answers =
            `protocol` == .assignment
            ? try assigned(scores, ways: episode.query.ways, labels: labels) : try scores.argmax().values(as: Int.self)
        return EpisodeResult(
            accuracy: Double(zip(labels, answers).count { $0 == $1 }) / Double(labels.count),
            loss: try loss(of: scores, for: episode).scalar(), labels: labels, answers: answers)
    }
}

/// The likeliest answers under which every class is given equally often.
private func assigned(_ scores: Tensor, ways: Int, labels: [Int]) throws -> [Int] {
    let share = labels.count / ways
    guard (0..<ways).allSatisfy({ label in labels.count { $0 == label } == share }) else {
        throw LearnerError(
            "answers can be assigned only where there are as many queries of each class; \(labels.count) queries are of \(ways) classes"
        )
    }
    let likelihoods = try scores.to(.float64).logSoftmax().values(as: Double.self)
    let costs = labels.indices.map { query in
        (0..<labels.count).map { place in -likelihoods[query * ways + place / share] }
    }
    return Assignment.cheapest(costs).map { $0 / share }
}

/// Adds up episodes into an accuracy with its confidence interval, and into who was taken for whom.
public struct Tally: Sendable {
    private var count = 0
    private var mean = 0.0
    private var squares = 0.0  // Σ (x − mean)², by Welford's recurrence
    private var lossSum = 0.0
    private var answers: [Int: [Int: Int]] = [:]

    /// Creates an empty tally.
    public init() {}

    /// Adds an episode; its plan, if there is one, tells which classes its labels are.
    public mutating func add(_ result: EpisodeResult, plan: EpisodePlan?) {
        count += 1
        let difference = result.accuracy - mean
        mean += difference / Double(count)
        squares += difference * (result.accuracy - mean)
        lossSum += result.loss
        guard let plan else { return }
        for (label, answer) in zip(result.labels, result.answers) {
            answers[plan.classes[label], default: [:]][plan.classes[answer], default: 0] += 1
        }
    }

    /// Episodes added.
    public var episodes: Int { count }

    /// The mean accuracy over episodes, 0…1.
    public var accuracy: Double { mean }

    /// Half the width of the 95 % confidence interval of the mean: 1.96 standard errors over episodes.
    public var confidence95: Double {
        count > 1 ? 1.96 * (squares / Double(count - 1) / Double(count)).squareRoot() : 0
    }

    /// The mean loss over episodes.
    public var loss: Double { count > 0 ? lossSum / Double(count) : 0 }

    /// Returns the answers to the queries of each class, the classes in the data set's order.
    public func confusion(in dataset: Dataset) -> [ClassConfusion] {
        answers.sorted { $0.key < $1.key }.map { label, taken in
            ClassConfusion(
                name: dataset.classes[label].name, queries: taken.values.reduce(0, +), right: taken[label] ?? 0,
                mistakes: taken.filter { $0.key != label }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    ClassConfusion.Mistake(name: dataset.classes[$0.key].name, count: $0.value)
                })
        }
    }
}

/// The answers to the queries of one class.
public struct ClassConfusion: Sendable, Codable {
    /// A wrong answer and how often it was given.
    public struct Mistake: Sendable, Codable {
        /// The class that was answered.
        public var name: String
        /// Its number.
        public var count: Int
    }

    /// The class.
    public var name: String
    /// Its queries.
    public var queries: Int
    /// The number of right answers.
    public var right: Int
    /// The wrong answers, most frequent first.
    public var mistakes: [Mistake]
}
