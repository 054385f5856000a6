import FewShotTensors

/// The mean negative log-likelihood of labels under softmax: −log softmax(scores)[label].
///
/// - Parameters:
///   - scores: Shape `[examples, classes]`.
///   - labels: Shape `[examples]`, int64, in `0..<classes`.
/// - Returns: A scalar.
public func crossEntropy(_ scores: Tensor, _ labels: Tensor) -> Tensor {
    -scores.logSoftmax().gathered(labels.unsqueezed(1), 1).mean()
}

/// The mean squared difference.
///
/// - Returns: A scalar.
public func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    (predictions - targets).squared().mean()
}

/// The share of examples whose highest score is at their label.
///
/// - Parameters:
///   - scores: Shape `[examples, classes]`.
///   - labels: Shape `[examples]`, int64.
/// - Returns: A scalar in 0…1.
public func accuracy(_ scores: Tensor, _ labels: Tensor) -> Tensor {
    (scores.argmax() .== labels).to(.float32).mean()
}
