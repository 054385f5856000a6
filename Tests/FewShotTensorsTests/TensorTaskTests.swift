import FewShotTensors
import GradientChecking
import Testing

@Suite struct `Many tasks at once` {
    @Test func `patches times a weight are a convolution`() throws {
        var generator = SeededGenerator(seed: 1)
        for (stride, padding) in [(1, 1), (2, 1), (1, 0)] {
            let images = Tensor.normal([2, 3, 5, 6], type: .float64, using: &generator)
            let weight = Tensor.normal([4, 3, 3, 3], type: .float64, using: &generator)
            let expected = images.convolved(weight, stride: stride, padding: padding).permuted([0, 2, 3, 1])
            let product = images.permuted([0, 2, 3, 1]).patches(size: 3, stride: stride, padding: padding)
                .matmul(weight.permuted([2, 3, 1, 0]).reshaped([27, 4]))
            let difference = product.reshaped(expected.shape) - expected
            #expect(try difference.absolute().max().scalar() < 1e-12)
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

    @Test func `a third derivative of the normalisation fails instead of being wrong`() throws {
        let input = Tensor([1.0, 2, 4], shape: [1, 3, 1])
        let ones = Tensor.ones([1, 1], type: .float64)
        func derivative(_ order: Int, at x: Tensor) throws -> Tensor {
            if order == 0 { return x.taskNormalized(scale: ones, shift: ones, epsilon: 0.1).output.power(3).sum() }
            return try valueWithGradient(at: [x], order: .second) {
                try derivative(order - 1, at: $0[0]).squared().sum()
            }
            .gradients[0]
        }
        let error = #expect(throws: TensorError.self) { try derivative(3, at: input).checked() }
        #expect(error?.message.contains("first and second order only") == true)
    }

    @Test func `shapes that don't fit are named`() {
        let wrong = Tensor.zeros([2, 3, 4]).taskNormalized(scale: .ones([2, 3]), shift: .ones([2, 4]), epsilon: 1e-5)
        #expect(wrong.output.failure?.message == "expected a scale of shape [2, 4], got [2, 3]")
        #expect(Tensor.zeros([3, 4, 4]).patches(size: 3).failure?.message.contains("got 3 dimensions") == true)
        #expect(
            Tensor.zeros([1, 2, 2, 1]).patches(size: 3).failure?.message.contains("smaller than the window") == true)
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
