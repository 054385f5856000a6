import FewShotNetworks
import FewShotTensors

extension Episode {
    /// Returns the task with only its first classes in the support set; queries of the others are of none of these.
    ///
    /// - Parameter known: The number of classes that are shown.
    /// - Returns: A task of `known` ways, the labels of whose queries go up to `known`, which stands for none.
    /// - Precondition: there are more than `known` classes, and the support set is sorted by class, as samplers draw it.
    public func opened(known: Int) -> Episode {
        let shown = support.count / support.ways * known
        let support = Examples(features: support.features[0..<shown], labels: support.labels[0..<shown], ways: known)
        let labels = query.labels.minimum(
            Tensor(Double(known), type: query.labels.elementType, on: query.labels.device))
        return Episode(
            support: support, query: Examples(features: query.features, labels: labels, ways: known), plan: plan)
    }
}

/// Tasks in which half of the queries are of classes that the learner wasn't shown: how well it knows what it doesn't know.
public struct OpenSet {
    /// The learner that is measured.
    public let learner: any Learner
    /// The knowledge of the other queries that a learner may have.
    public let rule: EvaluationProtocol

    /// Creates a measurement.
    public init(_ learner: any Learner, protocol rule: EvaluationProtocol = .inductive) {
        self.learner = learner
        self.rule = rule
    }

    /// Returns the distances of queries to the classes of their tasks: negative scores.
    ///
    /// - Parameters:
    ///   - sampler: Draws twice as many classes as are shown.
    ///   - count: Episodes.
    /// - Returns: The distances, shape `[count · queries, ways]`, with the right answers.
    /// - Throws: The error of a learner that can't learn a task, or of failed scores.
    public func sample(_ sampler: EpisodeSampler, count: Int) throws -> CalibrationSample {
        let known = sampler.shape.ways / 2
        var (distances, labels) = ([Tensor](), [Tensor]())
        for episode in sampler.episodes().prefix(count) {
            let task = episode.opened(known: known)
            var context = ForwardContext(normalization: rule.normalization)
            distances.append(try (-learner.scores(for: task, in: &context)).detached().to(.cpu).checked())
            labels.append(task.query.labels.to(.cpu))
        }
        return CalibrationSample(
            distances: .concatenated(distances), shots: sampler.shape.shots, labels: .concatenated(labels))
    }

    /// Returns the calibrated answers to a sample.
    ///
    /// The likeliest of the classes and none is answered, with its probability as confidence.
    ///
    /// - Throws: The error of failed distances.
    public static func trust(in calibration: Calibration, on sample: CalibrationSample) throws -> CalibrationMetrics {
        let ways = sample.distances.size(1)
        let distances = try sample.distances.to(.float64).values(as: Double.self)
        let shots = Array(repeating: sample.shots, count: ways)
        var trust = CalibrationMetrics()
        for (row, label) in try sample.labels.values(as: Int.self).enumerated() {
            let (classes, none) = calibration.probabilities(
                distances: distances[row * ways..<(row + 1) * ways], shots: shots)
            let best = classes.indices.max { classes[$0] < classes[$1] } ?? 0
            let isNone = none > classes[best]
            trust.add(
                CalibrationMetrics.Answer(
                    confidence: max(none, classes[best]), isRight: label == (isNone ? ways : best),
                    knownness: 1 - none, isKnown: label < ways))
        }
        return trust
    }
}
