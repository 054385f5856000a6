import FewShotNetworks
import FewShotTensors
import Testing

struct LayerTests {
    @Test func `Linear multiplies and adds`() throws {
        var generator = SeededGenerator(seed: 1)
        var layer = Linear(2, 2, using: &generator)
        layer.weight = Tensor([1.0, 2, 3, 4], shape: [2, 2])
        layer.bias = Tensor([10.0, 20])
        #expect(try layer(Tensor([1.0, 1], shape: [1, 2])).values() == [14.0, 26])
    }

    @Test func `Conv4 maps images of the field's sizes to its features`() {
        var generator = SeededGenerator(seed: 1)
        let encoder = Conv4(using: &generator)
        #expect(encoder(.zeros([2, 1, 28, 28])).shape == [2, 64])
        #expect(Conv4(channels: 3, width: 32, using: &generator)(.zeros([1, 3, 84, 84])).shape == [1, 800])
        // 9 · 64 + 3 · 9 · 64 · 64 weights, 4 · 2 · 64 scales and shifts.
        #expect(encoder.parameterCount == 111_680)
    }

    @Test func `ResNet12 has eight times the filters of its first block, averaged over images of any size`() {
        var generator = SeededGenerator(seed: 1)
        let encoder = ResNet12(channels: 1, width: 2, using: &generator)
        #expect(encoder(.zeros([2, 1, 28, 32])).shape == [2, 16])
        #expect(encoder.outputShape(for: [1, 84, 84]) == [16])
        #expect(ResNet12(using: &generator).parameterCount == 7_996_800)
    }

    @Test func `a residual block rectifies the sum of three convolutions and the shortcut`() throws {
        var generator = SeededGenerator(seed: 1)
        let block = ResidualBlock(16, 32, using: &generator)
        let images = Tensor.normal([2, 16, 6, 6], using: &generator)
        var context = ForwardContext(normalization: .batch)
        func normalized(_ convolution: Conv2d, _ input: Tensor) -> Tensor {
            let values = convolution(input, in: &context)
            let mean = values.mean(0, 2, 3, keeping: true)
            return (values - mean) / ((values - mean).squared().mean(0, 2, 3, keeping: true) + 1e-5).squareRoot()
        }
        let inner = block.convolutions.dropLast().reduce(images) { normalized($1, $0).relu() }
        let chain = normalized(block.convolutions[2], inner)
        let expected = (chain + normalized(block.shortcut, images)).relu().maxPooled(2)
        #expect(try (block(images, in: &context) - expected).absolute().max().scalar() < 1e-4)
    }

    @Test func `an input of a wrong size fails with its shapes`() {
        var generator = SeededGenerator(seed: 1)
        let output = Linear(3, 2, using: &generator)(.zeros([4, 5]))
        #expect(output.failure?.operation == "matmul")
        #expect(output.failure?.shapes == [[4, 5], [3, 2]])
    }

    @Test func `cross entropy is the mean surprise at the labels`() throws {
        let scores = Tensor([0.0, 0, 0, 1000], shape: [2, 2])
        #expect(try abs(crossEntropy(scores, Tensor([1, 1])).scalar() - 0.6931471805599453 / 2) < 1e-12)
        #expect(try crossEntropy(scores, Tensor([0, 0])).scalar() > 500)
        #expect(crossEntropy(scores, Tensor([0, 2])).failure?.operation == "gathered")
    }

    @Test func `squared error and accuracy are means`() throws {
        #expect(try meanSquaredError(Tensor([1.0, 2]), Tensor([1.0, 5])).scalar() == 4.5)
        let scores = Tensor([1.0, 2, 4, 3, 0, 1], shape: [3, 2])
        #expect(try abs(accuracy(scores, Tensor([1, 1, 1])).scalar() - 2.0 / 3) < 1e-6)
    }
}

struct BatchNormTests {
    static let tolerance = 1e-12
    let batch = Tensor([1.0, 10, 3, 30, 8, -10], shape: [3, 2])
    let layer = BatchNorm(2).mapTensors { $0.to(.float64) }

    @Test func `a batch is normalised by its own statistics`() throws {
        var context = ForwardContext(normalization: .batch)
        let output = layer(batch, in: &context)
        #expect(try output.mean(0).absolute().max().scalar() < Self.tolerance)
        #expect(try (output.variance(0) - 1).absolute().max().scalar() < 1e-5)
    }

    @Test func `running statistics are PyTorch's`() throws {
        var layer = layer
        for factor in [1.0, 2] {
            var context = ForwardContext(normalization: .batch)
            _ = layer(batch * factor, in: &context)
            try layer.absorb(context)
        }
        try expect(layer.mean, [1.16, 2.9])
        try expect(layer.variance, [7.18, 196.81])
        try expect(
            layer(batch),
            [
                -0.05971142808720614, 0.5060981584251377, 0.6866814230028702, 1.9317267737072157, 2.5526635507280613,
                -0.9195304568569402,
            ])
    }

    @Test func `the statistics of several passes in one context add up`() throws {
        var layer = layer
        var context = ForwardContext(normalization: .batch)
        for factor in [1.0, 2] { _ = layer(batch * factor, in: &context) }
        try layer.absorb(context)
        try expect(layer.mean, [1.16, 2.9])
        try expect(layer.variance, [7.18, 196.81])
    }

    @Test func `a pass without absorbing, and one by running statistics, change nothing`() throws {
        var layer = layer
        var context = ForwardContext(normalization: .batch)
        _ = layer(batch, in: &context)
        try expect(layer.mean, [0, 0])
        context = ForwardContext(normalization: .running)
        _ = layer(batch, in: &context)
        try layer.absorb(context)
        try expect(layer.mean, [0, 0])
        try expect(layer.variance, [1, 1])
    }

    @Test func `statistics carry no gradient`() throws {
        let layer = layer
        _ = try valueWithGradient(at: [batch]) { inputs in
            var context = ForwardContext(normalization: .batch)
            let output = layer(inputs[0], in: &context)
            var updated = layer
            try updated.absorb(context)
            #expect(!updated.mean.isTraced && !updated.variance.isTraced)
            return output.squared().sum()
        }
    }

    @Test func `an example alone can't be normalised by its batch`() {
        var context = ForwardContext(normalization: .batch)
        let output = layer(.ones([1, 2], type: .float64), in: &context)
        #expect(output.failure?.message == "the statistics of a batch need more than one value per channel")
    }

    @Test func `copies of one layer can't both take over statistics`() async {
        await #expect(processExitsWith: .failure) {
            let layer = BatchNorm(1)
            var twice = Sequential(layer, layer)
            var context = ForwardContext(normalization: .batch)
            _ = twice(.ones([2, 1]), in: &context)
            try twice.absorb(context)
        }
    }

    private func expect(_ tensor: Tensor, _ expected: [Double]) throws {
        let difference = (tensor - Tensor(expected, shape: tensor.shape)).absolute().max()
        #expect(try difference.scalar() < Self.tolerance, "\(tensor)")
    }
}
