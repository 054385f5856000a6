import FewShotTensors
import Testing

@Suite struct `Loops for many tasks` {
    /// Tasks and their images.
    struct Case: Sendable, CustomTestStringConvertible {
        var tasks = 2
        var images = 2
        var channels = 16
        var outputs = 16
        var side = 5
        var stride = 2
        var padding = 1

        var testDescription: String {
            "\(tasks) tasks of \(images)×\(side)×\(side + 1)×\(channels) to \(outputs), stride \(stride), padding \(padding)"
        }
    }

    static let cases: [Case] =
        (2...9).map { Case(side: $0) } + [1, 3, 5, 64, 80].map { Case(channels: $0, outputs: 32) }
        + [5, 16, 80].map { Case(outputs: $0, side: 4, stride: 1) }
        + [Case(tasks: 1), Case(tasks: 5, images: 1, side: 4), Case(stride: 1, padding: 0), Case(images: 100, side: 3)]

    /// The gradients of a step behind a step, at images, weights, scale and shift.
    static func results(_ tasks: Case, _ type: ElementType, isBlock: Bool) throws -> [Tensor] {
        var generator = SeededGenerator(seed: 9)
        func random(_ shape: [Int]) -> Tensor { .normal(shape, type: .float64, using: &generator).to(type) }
        let images = random([tasks.tasks, tasks.images, tasks.side, tasks.side + 1, tasks.channels])
        // The same for every task at first, as at MAML's start.
        let weight = (random([9 * tasks.channels, tasks.outputs]) * 0.2).unsqueezed(0)
            .expanded(to: [tasks.tasks, 9 * tasks.channels, tasks.outputs])
        let inputs = [weight, random([tasks.tasks, tasks.outputs]), random([tasks.tasks, tasks.outputs])]
        let given = tasks.channels >= 16 ? inputs + [images] : inputs
        func loss(_ inputs: [Tensor]) -> Tensor {
            let images = inputs.count > 3 ? inputs[3] : images
            let (stride, padding) = (tasks.stride, tasks.padding)
            let result =
                isBlock
                ? images.taskBlock(
                    inputs[0], scale: inputs[1], shift: inputs[2], size: 3, stride: stride, padding: padding,
                    epsilon: 1e-5)
                : images.taskConvolved(inputs[0], size: 3, stride: stride, padding: padding)
                    .taskNormalized(scale: inputs[1], shift: inputs[2], epsilon: 1e-5, isRectified: true)
            return result.output.power(2).sum()
        }
        return try valueWithGradient(at: given) { outer in
            let inner = try valueWithGradient(at: outer, order: .second, of: loss).gradients
            return loss(zip(outer, inner).map { $0.adding($1, times: -0.01) })
        }.gradients.map { $0.to(.float64) }
    }

    @Test(arguments: ["avx512", "avx2", "plain"], cases)
    func `have in float32 the second order's gradients of float64`(kernels: String, tasks: Case) throws {
        let expected = try Self.results(tasks, .float64, isBlock: false)
        for isBlock in [false, true] {
            let results = try TensorRuntime.withKernels(kernels) {
                try Self.results(tasks, .float32, isBlock: isBlock)
            }
            guard let results else { return }
            for (one, other) in zip(results, expected) {
                let distance = try (one - other).squared().sum().squareRoot().scalar()
                #expect(try distance <= 1e-4 * other.squared().sum().squareRoot().scalar() + 1e-5)
            }
        }
    }

    @Test(arguments: ["amx-bfloat16", "avx512-bfloat16", "avx512-rounded", "avx2-rounded"], cases)
    func `lose no digits of factors that bfloat16 has`(kernels: String, tasks: Case) throws {
        func results(_ type: ElementType) throws -> [Tensor] {
            var generator = SeededGenerator(seed: 2)
            func random(_ shape: [Int]) -> Tensor {
                .normal(shape, using: &generator).to(.bfloat16).to(type)
            }
            let images = random([tasks.tasks, tasks.images, tasks.side, tasks.side + 1, tasks.channels])
            let weight = random([tasks.tasks, 9 * tasks.channels, tasks.outputs])
            func convolved(_ images: Tensor, _ weight: Tensor) -> Tensor {
                images.taskConvolved(weight, size: 3, stride: tasks.stride, padding: tasks.padding)
            }
            let values = convolved(images, weight)
            let direction = random(values.shape)
            return [values]
                + (try valueWithGradient(at: [images, weight]) { (convolved($0[0], $0[1]) * direction).sum() }.gradients)
        }
        let expected = try results(.float64)
        guard let found = try TensorRuntime.withKernels(kernels, { try results(.float32) }) else { return }
        for (one, other) in zip(found, expected) {
            let distance = try (one.to(.float64) - other).squared().sum().squareRoot().scalar()
            #expect(try distance <= 1e-6 * other.squared().sum().squareRoot().scalar() + 1e-6)
        }
    }

    @Test func `give the statistics that normalised, in one block as in two operations`() throws {
        var generator = SeededGenerator(seed: 3)
        let images = Tensor.normal([3, 2, 5, 4, 16], using: &generator)
        let weight = Tensor.normal([3, 144, 32], using: &generator)
        let (scale, shift) = (Tensor.ones([3, 32]), Tensor.zeros([3, 32]))
        let block = images.taskBlock(weight, scale: scale, shift: shift, size: 3, padding: 1, epsilon: 1e-5)
        let convolved = images.taskConvolved(weight, size: 3, padding: 1)
        #expect(try (block.mean - convolved.mean(1)).absolute().max().scalar() < 1e-4)
        #expect(try (block.variance / convolved.variance(1) - 1).absolute().max().scalar() < 1e-4)
    }
}
