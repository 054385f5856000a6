import FewShotNetworks
import FewShotTensors

/// One nearest neighbour on the features as they are (Cover and Hart, 1967): what can be had without any learning.
///
/// The score of a class is the negative distance to its nearest support example.
public struct NearestNeighbor: Learner {
    /// The distance between examples: squared Euclidean by default.
    public var metric: Metric

    /// Creates a learner, which has no parameters.
    public init(metric: Metric = .squaredEuclidean) { self.metric = metric }

    /// Returns the support set itself.
    public func adapted(to support: Examples, in context: inout ForwardContext) -> NearestExample {
        NearestExample(
            examples: support.features.flattened(from: 1), labels: support.labels, ways: support.ways, metric: metric)
    }

    /// Shows nothing.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}
}

/// Answers by the class of the nearest support example.
public struct NearestExample: Predictor {
    /// The support examples, shape `[examples, d]`.
    public var examples: Tensor
    /// Their classes, shape `[examples]`, int64, in `0..<ways`.
    public var labels: Tensor
    /// The number of classes.
    public var ways: Int
    /// The distance between examples.
    public var metric: Metric

    /// Returns negative distances to each class's nearest example, shape `[queries, ways]`; −∞ for a class without one.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        let distances = metric.distances(from: features.flattened(from: 1), to: examples)  // [queries, examples]
        let members = labels.oneHot(ways) .> 0  // [examples, ways]
        let unreachable = Tensor(.infinity, type: distances.elementType, on: distances.device)
        return -members.select(distances.unsqueezed(2), otherwise: unreachable).min(1)
    }
}

extension LearnerKind {
    /// The nearest example by pixels.
    public static let nearestNeighbor = LearnerKind(
        name: "nearest-neighbor", abstract: "the nearest support example by pixels, without learning", recipe: nil
    ) { architecture, _, _, _ in NearestNeighbor(metric: architecture.metric) }
}
