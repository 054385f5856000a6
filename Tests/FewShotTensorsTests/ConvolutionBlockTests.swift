import FewShotTensors
import Testing

@Suite struct `Convolution block` {
    /// A block's images and channels.
    struct Case: Sendable, CustomTestStringConvertible {
        var images = 2
        var inputs = 16
        var outputs = 16
        var height = 5
        var width = 5
        var padding = 1
        var isPooled = true
        var isRectified = true

        var options: Tensor.BlockOptions { .init(padding: padding, isPooled: isPooled, isRectified: isRectified) }

        var testDescription: String {
            "\(images)×\(inputs)×\(height)×\(width) to \(outputs), padding \(padding)\(isPooled ? ", pooled" : "")"
                + (isRectified ? "" : ", without ReLU")
        }
    }

    static let cases: [Case] = {
        var cases = (2...9).map { Case(height: $0, width: 11 - $0) }
        cases += [1, 3, 5, 64, 80].map { Case(inputs: $0, outputs: 64, height: 7, width: 6) }
        cases += [5, 48, 80].map { Case(inputs: 3, outputs: $0, height: 9, width: 4, isPooled: false) }
        cases += [1, 2, 7, 61, 1000].map { Case(images: $0, height: 2, width: 2) }
        cases += [1, 1000].map { Case(images: $0, inputs: 1, height: 3, width: 3) }
        cases += [3, 4, 6, 9].map { Case(images: 3, height: $0, width: $0 + 1, padding: 0, isPooled: $0 > 3) }
        cases += [Case(height: 1, width: 3, isPooled: false), Case(images: 3, height: 21, width: 20, isPooled: false)]
        cases += [1, 16].flatMap { inputs in
            [false, true].map { Case(images: 3, inputs: inputs, height: 7, isPooled: $0, isRectified: false) }
        }
        return cases
    }()

    /// Result, statistics and gradients of a block with random numbers, in float64.
    static func results(_ block: Case, _ type: ElementType) throws -> [Tensor] {
        var generator = SeededGenerator(seed: 5)
        func random(_ shape: [Int]) -> Tensor { .normal(shape, type: .float64, using: &generator).to(type) }
        let images = random([block.images, block.inputs, block.height, block.width]) + 0.5
        let parameters = [
            random([block.outputs, block.inputs, 3, 3]).channelsLast(), random([block.outputs]),
            random([block.outputs]),
        ]
        // Few channels are those of pictures, at which nobody asks for gradients.
        let at = block.inputs > 8 ? parameters + [images] : parameters
        var result: [Tensor] = []
        let gradients = try valueWithGradient(at: at) { tensors in
            let output = (tensors.count > 3 ? tensors[3] : images).convolutionBlock(
                tensors[0], scale: tensors[1], shift: tensors[2], options: block.options)
            result = [output.output.detached(), output.mean, output.variance]
            var generator = SeededGenerator(seed: 6)
            let weights = Tensor.normal(output.output.shape, type: .float64, using: &generator).to(type)
            return (output.output * weights).sum()
        }.gradients
        return (result + gradients).map { $0.to(.float64) }
    }

    @Test(arguments: ["avx512", "avx2", "plain"], cases)
    func `is in float32 what it is in float64`(kernels: String, block: Case) throws {
        let expected = try Self.results(block, .float64)
        guard let found = try TensorRuntime.withKernels(kernels, { try Self.results(block, .float32) }) else { return }
        for (one, other) in zip(found, expected) {
            #expect(one.shape == other.shape)
            let distance = try (one - other).squared().sum().squareRoot().scalar()
            #expect(try distance <= 1e-5 * other.squared().sum().squareRoot().scalar() + 1e-6)
        }
    }

    @Test(arguments: ["amx-bfloat16", "avx512-bfloat16", "avx512-rounded", "avx2-rounded"], [1, 16, 64, 80])
    func `rounds factors to bfloat16, but not pictures`(kernels: String, inputs: Int) throws {
        let block = Case(images: 9, inputs: inputs, outputs: 64, height: 9, width: 8)
        func results(_ kernels: String) throws -> [Tensor]? {
            try TensorRuntime.withKernels(kernels) { try Self.results(block, .float32) }
        }
        guard let found = try results(kernels), let alike = try results("avx2-rounded") else { return }
        for (number, (one, exact)) in zip(found, try Self.results(block, .float64)).enumerated() {
            let length = try exact.squared().sum().squareRoot().scalar()
            let share = try (one - exact).squared().sum().squareRoot().scalar() / length
            // Among values nearly alike another is the largest now and then, and takes its gradient with it.
            #expect(share < (number > 2 ? 0.15 : 0.01), "result \(number)")
            #expect((share > 1e-4) == (inputs > 8), "result \(number)")
            #expect(try (one - alike[number]).squared().sum().squareRoot().scalar() < 1e-4 * length)
        }
    }

    /// As on a GPU, and on processors that no loop is for.
    @Test(arguments: [1, 16, 64, 80]) func `rounds factors in LibTorch's operations too`(inputs: Int) throws {
        let block = Case(images: 9, inputs: inputs, outputs: 64, height: 9, width: 8)
        let found = try #require(
            try TensorRuntime.withKernels("plain-bfloat16") { try Self.results(block, .float32) })
        for (number, (one, exact)) in zip(found, try Self.results(block, .float64)).enumerated() {
            let length = try exact.squared().sum().squareRoot().scalar()
            let share = try (one - exact).squared().sum().squareRoot().scalar() / length
            // The results themselves are rounded there, so that other values than before are the largest more often.
            #expect(share < (number > 2 ? 0.3 : 0.01), "result \(number)")
            #expect((share > 1e-4) == (inputs > 8), "result \(number)")
        }
    }

    @Test(arguments: ["amx-bfloat16", "avx512-bfloat16", "avx512-rounded", "avx512", "avx2-rounded", "avx2"])
    func `gives the same bits twice`(kernels: String) throws {
        let block = Case(images: 9, inputs: 64, outputs: 64, height: 7, width: 7)
        func results() throws -> [Tensor]? {
            try TensorRuntime.withKernels(kernels) { try Self.results(block, .float32) }
        }
        guard let one = try results(), let other = try results() else { return }
        for (a, b) in zip(one, other) { #expect(try a.values(as: Double.self) == b.values(as: Double.self)) }
    }

    @Test(arguments: ["avx512", "avx2", "plain"]) func `has gradients of gradients`(kernels: String) throws {
        var generator = SeededGenerator(seed: 7)
        let images = Tensor.normal([2, 16, 4, 5], type: .float64, using: &generator)
        let weight = Tensor.normal([16, 16, 3, 3], type: .float64, using: &generator)
        let direction = Tensor.normal([16, 16, 3, 3], type: .float64, using: &generator)
        func second(_ type: ElementType) throws -> Tensor {
            let ones = Tensor.ones([16], type: type)
            return try valueWithGradient(at: [weight.to(type)]) { outer in
                let inner = try valueWithGradient(at: outer, order: .second) { inner in
                    images.to(type).convolutionBlock(inner[0], scale: ones, shift: ones, options: .init()).output
                        .power(3).sum()
                }
                return (inner.gradients[0] * direction.to(type)).sum()
            }.gradients[0].to(.float64)
        }
        let expected = try second(.float64)
        guard let found = try TensorRuntime.withKernels(kernels, { try second(.float32) }) else { return }
        let distance = try (found - expected).squared().sum().squareRoot().scalar()
        #expect(try distance <= 1e-4 * expected.squared().sum().squareRoot().scalar())
    }

    @Test(arguments: ["avx512", "avx2", "plain"], [1, 3, 16])
    func `answers as convolution, pooling and ReLU`(kernels: String, inputs: Int) throws {
        var generator = SeededGenerator(seed: 8)
        for (height, width, isPooled) in [(2, 2, true), (7, 6, true), (5, 5, false), (1, 4, false)] {
            let images = Tensor.normal([3, inputs, height, width], using: &generator)
            let weight = Tensor.normal([32, inputs, 3, 3], using: &generator)
            let bias = Tensor.normal([32], using: &generator)
            let values = images.convolved(weight, bias: bias, padding: 1)
            let expected = (isPooled ? values.maxPooled(2) : values).relu()
            let answer = TensorRuntime.withKernels(kernels) {
                images.convolutionAnswer(weight, ready: weight.preparedForAnswers(), bias: bias, isPooled: isPooled)
            }
            guard let found = answer else { return }
            #expect(found.shape == expected.shape)
            #expect(try (found - expected).absolute().max().scalar() < 1e-3)
        }
    }

    @Test(arguments: ["avx512", "avx2", "plain"], cases)
    func `normalises by given statistics as by its own`(kernels: String, block: Case) throws {
        var generator = SeededGenerator(seed: 4)
        func random(_ shape: [Int]) -> Tensor { .normal(shape, using: &generator) }
        let images = random([block.images, block.inputs, block.height, block.width])
        let (weight, bias) = (random([block.outputs, block.inputs, 3, 3]), random([block.outputs]))
        let (scale, shift) = (random([block.outputs]), random([block.outputs]))
        let own = images.convolutionBlock(weight, bias: bias, scale: scale, shift: shift, options: block.options)
        let answer = TensorRuntime.withKernels(kernels) {
            images.convolutionBlock(
                weight, bias: bias, scale: scale, shift: shift, mean: own.mean, variance: own.variance,
                options: block.options)
        }
        guard let found = answer else { return }
        #expect(found.shape == own.output.shape)
        #expect(try (found - own.output).absolute().max().scalar() < 1e-3)
    }

    @Test(arguments: ["amx-bfloat16", "avx512-rounded", "avx2-rounded", "avx512", "avx2", "plain"], [1, 16])
    func `what is no number stays none`(kernels: String, inputs: Int) throws {
        let images = Tensor.full([2, inputs, 4, 4], Double.nan)
        let weight = Tensor.ones([16, inputs, 3, 3])
        let ones = Tensor.ones([16])
        func results() throws -> [Tensor] {
            let block = images.convolutionBlock(weight, scale: ones, shift: ones, options: .init()).output
            let answer = images.convolutionAnswer(weight, ready: weight.preparedForAnswers(), bias: ones)
            return [block, answer]
        }
        for result in try TensorRuntime.withKernels(kernels, results) ?? [] {
            #expect(try result.values(as: Float.self).allSatisfy(\.isNaN))
        }
    }

    @Test func `shapes that don't fit are named`() {
        let images = Tensor.zeros([2, 3, 4, 4])
        let (weight, ones) = (Tensor.zeros([16, 3, 3, 3]), Tensor.ones([16]))
        for (scale, message) in [
            (Tensor.ones([15]), "expected a scale and a shift of shape [16]"), (ones, "got [3, 4, 4]"),
        ] {
            let input = message.hasPrefix("got") ? images[0] : images
            let failure = input.convolutionBlock(weight, scale: scale, shift: ones, options: .init()).output.failure
            #expect(failure?.message.contains(message) == true)
        }
        let one = Tensor.zeros([1, 3, 1, 1]).convolutionBlock(
            weight, scale: ones, shift: ones, options: .init(isPooled: false))
        #expect(one.output.failure?.message.contains("more than one value per channel") == true)
    }
}
