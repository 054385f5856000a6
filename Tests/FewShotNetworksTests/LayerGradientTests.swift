import FewShotNetworks
import FewShotTensors
import GradientChecking
import Testing

struct LayerGradientTests {
    /// A function of a layer's parameters and of its inputs.
    struct Differentiable: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [Tensor]
        let apply: @Sendable ([Tensor]) -> Tensor

        /// A layer in double precision, at random parameters and a random batch.
        init(_ name: String, _ layer: some Layer, _ shape: [Int], _ normalization: Normalization = .running) {
            var generator = SeededGenerator(seed: 11)
            let layer = layer.mapTensors { $0.to(.float64) }
            let parameters = layer.parameters.map {
                $0 + Tensor.normal($0.shape, type: .float64, using: &generator) * 0.3
            }
            testDescription = name
            inputs = parameters + [.normal(shape, type: .float64, using: &generator)]
            apply = { tensors in
                var context = ForwardContext(normalization: normalization)
                return layer.replacingParameters(tensors.dropLast())(tensors[tensors.count - 1], in: &context)
            }
        }

        init(_ name: String, _ shapes: [[Int]], _ loss: @escaping @Sendable ([Tensor]) -> Tensor) {
            var generator = SeededGenerator(seed: 11)
            testDescription = name
            inputs = shapes.map { .normal($0, type: .float64, using: &generator) }
            apply = loss
        }
    }

    static let layersAndLosses: [Differentiable] = {
        var generator = SeededGenerator(seed: 1)
        return [
            Differentiable("Linear", Linear(3, 2, using: &generator), [4, 3]),
            Differentiable("Linear of rank 3", Linear(3, 2, using: &generator), [2, 2, 3]),
            Differentiable("Conv2d", Conv2d(2, 3, using: &generator), [2, 2, 4, 4]),
            Differentiable(
                "Conv2d, stride 2", Conv2d(1, 2, stride: 2, padding: 0, bias: false, using: &generator), [1, 1, 5, 5]),
            Differentiable("BatchNorm of the batch", BatchNorm(2), [3, 2], .batch),
            Differentiable("BatchNorm of a batch of images", BatchNorm(2), [2, 2, 3, 3], .batch),
            Differentiable("BatchNorm by running statistics", BatchNorm(2), [2, 2, 2, 2]),
            Differentiable("LayerNorm", LayerNorm(3), [2, 3]),
            Differentiable(
                "TransformerBlock, causal",
                TransformerBlock(
                    width: 4, hidden: 6, heads: 2, activation: .gelu, isCausal: true, using: &generator), [2, 3, 4]),
            Differentiable("ReLU", ReLU(), [3, 4]),
            Differentiable("MaxPool2d", MaxPool2d(2), [1, 2, 4, 5]),
            Differentiable("Flatten", Flatten(), [2, 2, 2]),
            Differentiable(
                "Sequential",
                Sequential(Flatten(), Linear(4, 3, using: &generator), ReLU(), Linear(3, 2, using: &generator)),
                [3, 2, 2]),
            Differentiable("ConvBlock", ConvBlock(1, 2, using: &generator), [2, 1, 4, 4], .batch),
            Differentiable("ResidualBlock", ResidualBlock(1, 2, using: &generator), [2, 1, 4, 4], .batch),
            Differentiable("Conv4", Conv4(width: 2, using: &generator), [3, 1, 16, 16], .batch),
            Differentiable("RelationEncoder", RelationEncoder(width: 2, using: &generator), [2, 1, 10, 10], .batch),
            Differentiable("RelationModule", Related(using: &generator), [3, 2, 4, 4], .batch),
            Differentiable("RelationModule by running statistics", Related(using: &generator), [3, 2, 4, 4]),
            Differentiable("crossEntropy", [[4, 3]]) { crossEntropy($0[0], Tensor([2, 0, 1, 1])) },
            Differentiable("meanSquaredError", [[2, 3], [2, 3]]) { meanSquaredError($0[0], $0[1]) },
        ]
    }()

    @Test(arguments: layersAndLosses)
    func `first derivatives agree with finite differences`(function: Differentiable) throws {
        #expect(try GradientCheck.firstOrder(at: function.inputs, function.apply) < GradientCheck.tolerance)
    }

    @Test(arguments: layersAndLosses)
    func `second derivatives agree with finite differences`(function: Differentiable) throws {
        #expect(try GradientCheck.secondOrder(at: function.inputs, function.apply) < GradientCheck.tolerance)
    }
}

/// Relates the third map of a batch to the first two.
private struct Related: Layer {
    var relation: RelationModule

    init(using generator: inout SeededGenerator) {
        relation = RelationModule(width: 2, side: 4, hidden: 3, using: &generator)
    }

    func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        relation(support: input[0..<2], query: input[2..<3], in: &context)
    }

    mutating func visit(_ parameters: inout ParameterVisitor) { parameters("relation", &relation) }
}
