import FewShotTensors

/// A distribution of weights before training.
public enum Initializer: String, Sendable, Codable {
    /// Normal with variance 2 / fan-in, for layers before a ReLU (He et al., 2015, eq. 10).
    case heNormal
    /// Uniform with variance 2 / fan-in.
    case heUniform
    /// Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).
    case glorotNormal
    /// Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010, eq. 16).
    case glorotUniform

    /// Draws a float32 tensor in the processor's memory; the fans are the numbers of inputs and outputs that one unit has.
    public func callAsFunction(
        _ shape: [Int], fanIn: Int, fanOut: Int, using generator: inout some RandomNumberGenerator
    ) -> Tensor {
        let variance =
            switch self {
            case .heNormal, .heUniform: 2 / Double(fanIn)
            case .glorotNormal, .glorotUniform: 2 / Double(fanIn + fanOut)
            }
        switch self {
        case .heNormal, .glorotNormal:
            return Tensor.normal(shape, on: .cpu, using: &generator) * variance.squareRoot()
        case .heUniform, .glorotUniform:
            let bound = (3 * variance).squareRoot()
            return Tensor.uniform(shape, low: -bound, high: bound, on: .cpu, using: &generator)
        }
    }
}
