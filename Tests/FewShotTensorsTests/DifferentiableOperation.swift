import FewShotTensors
import Testing

/// An operation whose gradients are checked, and the inputs to check it at.
struct DifferentiableOperation: Sendable, CustomTestStringConvertible {
    /// Where an operation is smooth.
    enum Domain {
        /// Everywhere.
        case all
        /// On numbers above 0.
        case positive
        /// Where no two elements, of one input or two, are equal, and none is within 0.05 of a multiple of 0.25.
        case distinct
    }

    let testDescription: String
    let inputs: [Tensor]
    let apply: @Sendable ([Tensor]) -> Tensor

    init(
        _ name: String, _ shapes: [Int]..., on domain: Domain = .all, _ apply: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
        testDescription = "\(name) of \(shapes.map { "\($0)" }.joined(separator: " and "))"
        var generator = SeededGenerator(seed: 7)
        inputs = shapes.enumerated().map { index, shape in
            switch domain {
            case .all: return Tensor.normal(shape, type: .float64, using: &generator)
            case .positive: return Tensor.uniform(shape, low: 0.5, high: 2, type: .float64, using: &generator)
            case .distinct:
                let count = shape.reduce(1, *)
                let steps = generator.shuffled(Array(0..<count)).map { Double($0 - count / 2) }
                return Tensor(steps.map { $0 * 0.25 + 0.08 + Double(index) * 0.06 }, shape: shape)
            }
        }
        self.apply = apply
    }
}

extension DifferentiableOperation {
    static let arithmetic: [Self] = [
        Self("add", [2, 3], [2, 3]) { $0[0] + $0[1] },
        Self("add", [2, 3], [3]) { $0[0] + $0[1] },
        Self("add", [2, 1], [1, 3]) { $0[0] + $0[1] },
        Self("add", [2, 3], []) { $0[0] + $0[1] },
        Self("add 2", [3]) { $0[0] + 2 },
        Self("subtract", [2, 3], [3]) { $0[0] - $0[1] },
        Self("subtract 2", [3]) { $0[0] - 2 },
        Self("subtract from 2", [3]) { 2 - $0[0] },
        Self("multiply", [2, 3], [2, 1]) { $0[0] * $0[1] },
        Self("multiply by itself", [3]) { $0[0] * $0[0] },
        Self("multiply by 3", [3]) { 3 * $0[0] },
        Self("divide", [2, 3], [3], on: .positive) { $0[0] / $0[1] },
        Self("divide by 3", [3]) { $0[0] / 3 },
        Self("divide 3", [3], on: .positive) { 3 / $0[0] },
        Self("negate", [3]) { -$0[0] },
        Self("power", [3], [3], on: .positive) { $0[0].power($0[1]) },
        Self("power 3", [3]) { $0[0].power(3) },
        Self("power -0.5", [3], on: .positive) { $0[0].power(-0.5) },
        Self("maximum", [2, 3], [2, 3], on: .distinct) { $0[0].squared().maximum($0[1]) },
        Self("minimum", [2, 3], [3], on: .distinct) { $0[0].squared().minimum($0[1]) },
        Self("adding", [3], [3]) { $0[0].adding($0[1], times: -0.4).squared() },
        Self("clamped", [8], on: .distinct) { $0[0].clamped(to: -0.5...0.5).squared() },
        Self("select", [2, 3], [2, 3]) {
            (Tensor([true, false, true], on: $0[0].device).select($0[0], otherwise: $0[1]) * $0[0]).squared()
        },
    ]

    static let functions: [Self] = [
        Self("exp", [4]) { $0[0].exp() },
        Self("log", [4], on: .positive) { $0[0].log() },
        Self("log1p", [4], on: .positive) { $0[0].log1p() },
        Self("squareRoot", [4], on: .positive) { $0[0].squareRoot() },
        Self("squared", [4]) { $0[0].squared() },
        Self("reciprocal", [4], on: .positive) { $0[0].reciprocal() },
        Self("absolute", [6], on: .distinct) { $0[0].absolute() * $0[0] },
        Self("sign", [6], on: .distinct) { $0[0].sign() * $0[0].squared() },
        Self("sine", [4]) { $0[0].sine() },
        Self("cosine", [4]) { $0[0].cosine() },
        Self("tanh", [4]) { $0[0].tanh() },
        Self("sigmoid", [4]) { $0[0].sigmoid() },
        Self("softplus", [4]) { $0[0].softplus() },
        Self("relu", [6], on: .distinct) { $0[0].relu().squared() },
        Self("floor", [6], on: .distinct) { $0[0].floor() * $0[0] },
        Self("rounded", [6], on: .distinct) { $0[0].rounded() * $0[0] },
        Self("detached", [4]) { $0[0].detached() * 0 + $0[0].squared() },
    ]

    static let reductions: [Self] = [
        Self("sum", [2, 3]) { $0[0].squared().sum() },
        Self("sum along 0 and 2", [2, 3, 2]) { $0[0].squared().sum(0, 2, keeping: true) },
        Self("mean along -1", [2, 3]) { $0[0].squared().mean(-1) },
        Self("variance", [2, 3]) { $0[0].variance() },
        Self("variance along 1", [2, 3]) { $0[0].variance(1).squared() },
        Self("max", [2, 3], on: .distinct) { $0[0].max().squared() },
        Self("max along 1", [2, 3], on: .distinct) { $0[0].max(1).squared() },
        Self("min along 0", [2, 3], on: .distinct) { $0[0].min(0).squared() },
        Self("logSumExp", [2, 3]) { $0[0].logSumExp() },
        Self("logSumExp along 1", [2, 3]) { $0[0].logSumExp(1) },
        Self("cumulativeSum", [2, 3]) { $0[0].squared().cumulativeSum() },
        Self("softmax", [2, 3]) { $0[0].softmax() },
        Self("softmax along 0", [2, 3]) { $0[0].softmax(0) },
        Self("logSoftmax", [2, 3]) { $0[0].logSoftmax() },
        Self("sorted", [2, 3], on: .distinct) { $0[0].sorted().values.squared() },
        Self("top 2", [2, 4], on: .distinct) { $0[0].top(2).values.squared() },
    ]

    static let shapes: [Self] = [
        Self("reshaped", [2, 3]) { $0[0].reshaped([3, -1]).squared() },
        Self("flattened from 1", [2, 2, 3]) { $0[0].flattened(from: 1).squared() },
        Self("expanded", [2, 1]) { $0[0].expanded(to: [3, 2, 4]).squared() },
        Self("permuted", [2, 3, 2]) { $0[0].permuted([2, 0, 1]).squared() },
        Self("transposed", [2, 3]) { $0[0].transposed().squared() },
        Self("unsqueezed", [2, 3]) { $0[0].unsqueezed(1).squared() },
        Self("squeezed", [2, 1, 3]) { $0[0].squeezed(1).squared() },
        Self("flipped", [2, 3]) { $0[0].flipped(0, 1).squared() },
        Self("rotated", [1, 2, 3]) { $0[0].rotated(quarterTurns: 1).squared() },
        Self("padded", [2, 3]) { $0[0].padded(before: 1, after: 2).squared() },
        Self("padded by a border", [1, 2, 3]) { $0[0].padded(border: 1, with: 2).squared() },
        Self("tiled", [2, 3]) { $0[0].tiled([2, 1]).squared() },
        Self("repeated", [2, 3]) { $0[0].repeated(2, 1).squared() },
        Self("contiguous", [2, 3]) { $0[0].transposed().contiguous().squared() },
        Self("channelsLast", [1, 2, 2, 2]) { $0[0].channelsLast().squared() },
        Self("concatenated", [2, 3], [2, 1]) { Tensor.concatenated($0, 1).squared() },
        Self("stacked", [2, 3], [2, 3]) { Tensor.stacked($0, 1).squared() },
        Self("row", [3, 2]) { $0[0][1].squared() },
        Self("rows 1..<3", [3, 2]) { $0[0][1..<3].squared() },
        Self("selecting", [3, 2]) { $0[0].selecting(-1, 1).squared() },
        Self("slice by 2", [2, 5]) { $0[0].slice(0..<5, 1, step: 2).squared() },
        Self("rows [2, 0, 2]", [3, 2]) { $0[0].rows([2, 0, 2]).squared() },
        Self("gathered", [2, 3]) {
            $0[0].gathered(Tensor([2, 2, 0, 1], shape: [2, 2], on: $0[0].device), 1).squared()
        },
        Self("scatterAdding", [2, 3], [2, 2]) {
            $0[0].scatterAdding($0[1], at: Tensor([2, 2, 0, 1], shape: [2, 2], on: $0[0].device), 1).squared()
        },
        Self("addingRows", [3, 2], [2, 2]) { $0[0].addingRows($0[1], at: Tensor([2, 2], on: $0[0].device)).squared() },
    ]

    static let networks: [Self] = [
        Self("matmul", [2, 3], [3, 2]) { $0[0].matmul($0[1]) },
        Self("matmul", [3], [3]) { $0[0].matmul($0[1]) },
        Self("matmul", [2, 2, 3], [3, 2]) { $0[0].matmul($0[1]).squared() },
        Self("squaredDistances", [3, 2], [2, 2]) { $0[0].squaredDistances(to: $0[1]).squared() },
        Self("squaredDistances", [2, 1, 2], [2, 2, 2]) { $0[0].squaredDistances(to: $0[1]) },
        Self("cosineSimilarities", [2, 3], [2, 3]) { $0[0].cosineSimilarities(to: $0[1]) },
        Self("normalized", [2, 3]) { $0[0].normalized() },
        Self("means by labels", [4, 2]) {
            $0[0].squared().means(by: Tensor([1, 0, 1, 1], on: $0[0].device), classes: 2)
        },
        Self("convolved", [2, 2, 4, 4], [3, 2, 3, 3], [3]) {
            $0[0].convolved($0[1], bias: $0[2], padding: 1).squared()
        },
        Self("convolved without bias", [1, 1, 5, 5], [2, 1, 3, 3]) { $0[0].convolved($0[1], stride: 2) },
        Self("convolved in groups", [1, 4, 3, 3], [4, 2, 2, 2]) { $0[0].convolved($0[1], groups: 2).squared() },
        Self("maxPooled", [1, 2, 4, 5], on: .distinct) { $0[0].maxPooled(2).squared() },
        Self("maxPooled with overlap", [1, 1, 4, 4], on: .distinct) {
            $0[0].maxPooled(3, stride: 1, padding: 1).squared()
        },
        Self("taskConvolved", [2, 1, 3, 4, 2], [2, 8, 2]) { $0[0].taskConvolved($0[1], size: 2).squared() },
        Self("taskConvolved over the border", [2, 2, 3, 3, 1], [2, 9, 2]) {
            $0[0].taskConvolved($0[1], size: 3, stride: 2, padding: 1).squared()
        },
        Self("taskConvolved with one weight for all", [2, 1, 3, 3, 1], [1, 4, 2]) {
            $0[0].taskConvolved($0[1].expanded(to: [2, 4, 2]), size: 2).squared()
        },
        Self("taskNormalized", [2, 4, 3], [2, 3], [2, 3]) {
            $0[0].taskNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-5).output
        },
        Self("taskNormalized squared", [1, 3, 2], [1, 2], [1, 2]) {
            $0[0].taskNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-5).output.squared()
        },
        Self("taskNormalized and rectified", [2, 5, 3], [2, 3], [2, 3]) {
            $0[0].taskNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-5, isRectified: true).output.squared()
        },
        Self("averagePooled", [1, 2, 4, 5]) { $0[0].averagePooled(2).squared() },
        Self("batchNormalized", [4, 2], [2], [2]) {
            $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-5).output
        },
        Self("batchNormalized", [2, 2, 2, 2], [2], [2]) {
            $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-5).output.squared()
        },
        Self("batchNormalized by given statistics", [2, 2, 2, 2], [2], [2]) {
            $0[0].batchNormalized(
                scale: $0[1], shift: $0[2], mean: Tensor([0.5, -1], on: $0[0].device),
                variance: Tensor([2, 0.5], on: $0[0].device), epsilon: 1e-5
            ).squared()
        },
        Self("resized to less", [1, 2, 4, 4]) { $0[0].resized(height: 3, width: 2).squared() },
        Self("resized to more", [1, 1, 2, 2]) { $0[0].resized(height: 3, width: 4).squared() },
        Self("symmetricEigen", [3, 3]) {
            let eigen = ($0[0] + $0[0].transposed()).symmetricEigen()
            return eigen.values * eigen.vectors.squared()
        },
        Self("positiveDefiniteInverse", [3, 3]) {
            ($0[0].matmul($0[0].transposed()) + Tensor.identity(3, type: $0[0].elementType, on: $0[0].device))
                .positiveDefiniteInverse()
        },
    ]
}
