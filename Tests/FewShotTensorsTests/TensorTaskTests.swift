import FewShotTensors
import GradientChecking
import Testing

@Suite struct `Many tasks at once` {
    @Test func `each task is convolved with its own weight`() throws {
        var generator = SeededGenerator(seed: 1)
        for (stride, padding) in [(1, 1), (2, 1), (1, 0)] {
            let images = Tensor.normal([2, 2, 3, 5, 6], type: .float64, using: &generator)
            let weights = Tensor.normal([2, 4, 3, 3, 3], type: .float64, using: &generator)
            let all = images.permuted([0, 1, 3, 4, 2]).taskConvolved(
                weights.permuted([0, 3, 4, 2, 1]).reshaped([2, 27, 4]), size: 3, stride: stride, padding: padding)
            for task in 0..<2 {
                let expected = images[task].convolved(weights[task], stride: stride, padding: padding)
                let difference =
                    all[task].reshaped(expected.permuted([0, 2, 3, 1]).shape) - expected.permuted([0, 2, 3, 1])
                #expect(try difference.absolute().max().scalar() < 1e-12)
            }
        }
    }

    @Test func `each task is normalised as a batch of its own`() throws {
        var generator = SeededGenerator(seed: 2)
        let input = Tensor.normal([3, 5, 4], type: .float64, using: &generator)
        let scale = Tensor.normal([3, 4], type: .float64, using: &generator)
        let shift = Tensor.normal([3, 4], type: .float64, using: &generator)
        let all = input.taskNormalized(scale: scale, shift: shift, epsilon: 1e-5)
        for task in 0..<3 {
            let alone = input[task].batchNormalized(scale: scale[task], shift: shift[task], epsilon: 1e-5)
            for (one, other) in [
                (all.output[task], alone.output), (all.mean[task], alone.mean), (all.variance[task], alone.variance),
            ] {
                #expect(try (one - other).absolute().max().scalar() < 1e-12)
            }
        }
    }

    @Test func `a third derivative fails instead of being wrong`() throws {
        let ones = Tensor.ones([1, 1], type: .float64)
        func normalized(_ x: Tensor) -> Tensor { x.taskNormalized(scale: ones, shift: ones, epsilon: 0.1).output }
        func convolved(_ x: Tensor) -> Tensor {
            x.reshaped([1, 1, 3, 1, 1]).taskConvolved(x.permuted([0, 2, 1]), size: 1)
        }
        func block(_ weight: Tensor) -> Tensor {
            Tensor.ones([1, 2, 3, 3, 1]).taskBlock(
                weight, scale: .ones([1, 16]), shift: .ones([1, 16]), size: 3, padding: 1, epsilon: 0.1
            ).output
        }
        let input = Tensor([1.0, 2, 4], shape: [1, 3, 1])
        for (function, input) in [(normalized, input), (convolved, input), (block, .ones([1, 9, 16]))] {
            func derivative(_ order: Int, at x: Tensor) throws -> Tensor {
                if order == 0 { return function(x).power(3).sum() }
                return try valueWithGradient(at: [x], order: .second) {
                    try derivative(order - 1, at: $0[0]).squared().sum()
                }
                .gradients[0]
            }
            let error = #expect(throws: TensorError.self) { try derivative(3, at: input).checked() }
            #expect(error?.message.contains("first and second order only") == true)
        }
    }

    @Test func `shapes that don't fit are named`() {
        let wrong = Tensor.zeros([2, 3, 4]).taskNormalized(scale: .ones([2, 3]), shift: .ones([2, 4]), epsilon: 1e-5)
        #expect(wrong.output.failure?.message == "expected a scale of shape [2, 4], got [2, 3]")
        let weight = Tensor.zeros([1, 9, 2])
        for (images, message) in [
            ([3, 4, 4], "got 3 dimensions"), ([1, 1, 2, 2, 1], "smaller than the window"),
            ([2, 1, 3, 3, 1], "expected a weight of shape [2, 9, out], got [1, 9, 2]"),
        ] {
            let failure = Tensor.zeros(images).taskConvolved(weight, size: 3).failure
            #expect(failure?.message.contains(message) == true)
        }
    }

    @Test func `images are read between their pixels, and are empty or mirrored outside`() throws {
        let image = Tensor([1, 2, 3, 4] as [Float], shape: [1, 1, 2, 2])
        // The centres of the pixels are at ±0.5.
        let points = Tensor([-0.5, -0.5, 0, 0, 1.5, -0.5] as [Float], shape: [1, 1, 3, 2])
        #expect(try image.sampled(at: points).values(as: Float.self) == [1, 2.5, 0])
        #expect(try image.sampled(at: points, isReflected: true).values(as: Float.self) == [1, 2.5, 2])
    }

    @Test(arguments: [false, true])
    func `what is read between pixels has right gradients at the images and at the points`(isReflected: Bool) throws {
        var generator = SeededGenerator(seed: 3)
        let images = Tensor.normal([2, 2, 3, 3], type: .float64, using: &generator)
        let points = Tensor.uniform([2, 2, 2, 2], low: -1.2, high: 1.2, type: .float64, using: &generator)
        let error = try GradientCheck.firstOrder(at: [images, points]) {
            $0[0].sampled(at: $0[1], isReflected: isReflected).squared()
        }
        #expect(error < GradientCheck.tolerance)
    }
}
