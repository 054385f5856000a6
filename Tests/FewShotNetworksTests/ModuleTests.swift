import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

struct ModuleTests {
    let network: Sequential<Conv2d, BatchNorm, ReLU, Flatten, Linear>

    init() {
        var generator = SeededGenerator(seed: 2)
        network = Sequential(
            Conv2d(1, 2, using: &generator), BatchNorm(2), ReLU(), Flatten(), Linear(8, 3, using: &generator))
    }

    @Test func `parameters and buffers are named by their place`() {
        #expect(
            network.namedTensors.map(\.name) == [
                "0.weight", "0.bias", "1.scale", "1.shift", "1.mean", "1.variance", "4.weight", "4.bias",
            ])
        #expect(network.parameters.map(\.shape) == [[2, 1, 3, 3], [2], [2], [2], [8, 3], [3]])
        #expect(network.parameterCount == 18 + 2 + 2 + 2 + 24 + 3)
    }

    @Test func `a convolution without bias has no such name`() {
        var generator = SeededGenerator(seed: 2)
        let names = Conv4(width: 2, using: &generator).namedTensors.map(\.name)
        #expect(names.count == 4 * 5)
        #expect(
            names.prefix(6) == [
                "blocks.0.convolution.weight", "blocks.0.normalization.scale", "blocks.0.normalization.shift",
                "blocks.0.normalization.mean", "blocks.0.normalization.variance", "blocks.1.convolution.weight",
            ])
    }

    @Test func `a file keeps the names and the numbers`() throws {
        let file = FileManager.default.temporaryDirectory.appending(
            component: "FewShot-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: file) }
        let tensors = Dictionary(uniqueKeysWithValues: network.namedTensors.map { ($0.name, $0.tensor) })
        try Safetensors(tensors: tensors).write(to: file)

        let read = try Safetensors(contentsOf: file).tensors
        var copy = network.mapTensors { $0 * 0 }
        try copy.forEachTensor { name, _, tensor in tensor = try #require(read[name]) }
        let images = Tensor.ones([1, 1, 2, 2])
        #expect(try copy(images).bytes() == network(images).bytes())
    }

    @Test func `a gradient has the shape of its model`() throws {
        let (value, gradient) = try valueWithGradient(at: network) { $0(.ones([2, 1, 2, 2])).sum() }
        #expect(value.shape == [])
        #expect(gradient.tensors.map(\.shape) == network.parameters.map(\.shape))
        #expect(try gradient.tensors[5].values() == [2, 2, 2] as [Float])
    }

    @Test func `a gradient is read as its model is, and added and scaled`() throws {
        var generator = SeededGenerator(seed: 1)
        let layer = Linear(3, 2, using: &generator)
        let (_, gradient) = try valueWithGradient(at: layer) { $0(.ones([4, 3])).sum() }
        #expect(try gradient.bias.values() == [4, 4] as [Float])
        #expect(try (gradient + gradient * 2).weight.values() == [Float](repeating: 12, count: 6))
    }

    @Test func `moving a copy leaves the model as it was`() throws {
        let (_, gradient) = try valueWithGradient(at: network) { $0(.ones([2, 1, 2, 2])).sum() }
        var adapted = network
        adapted.move(along: gradient, by: -0.5)
        #expect(try adapted.parameters[5].values() == [-1, -1, -1] as [Float])
        #expect(try network.parameters[5].values() == [0, 0, 0] as [Float])
    }

    @Test func `a visit stops at the first error`() {
        struct Stop: Error {}
        var network = network
        var names: [String] = []
        #expect(throws: Stop.self) {
            try network.forEachTensor { name, _, _ in
                names.append(name)
                if names.count == 3 { throw Stop() }
            }
        }
        #expect(names == ["0.weight", "0.bias", "1.scale"])
    }

    @Test func `a wrong number of parameters is a mistake of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var generator = SeededGenerator(seed: 1)
            _ = Linear(1, 1, using: &generator).replacingParameters([])
        }
        await #expect(processExitsWith: .failure) {
            var generator = SeededGenerator(seed: 1)
            _ = Linear(1, 1, using: &generator).replacingParameters([Tensor(1), Tensor(1), Tensor(1)])
        }
    }

    @Test(arguments: [(Initializer.heNormal, 400), (.heUniform, 400), (.glorotNormal, 600), (.glorotUniform, 600)])
    func `initialisers draw with the variance of their paper`(initializer: Initializer, fan: Int) throws {
        let variance = 2 / Double(fan)
        var generator = SeededGenerator(seed: 4)
        let weight = initializer([400, 200], fanIn: 400, fanOut: 200, using: &generator)
        #expect(try abs(weight.mean().scalar()) < 0.02 * variance.squareRoot())
        #expect(try abs(weight.variance().scalar() / variance - 1) < 0.02)
        let bound = (3 * variance).squareRoot()
        let isUniform = initializer == .heUniform || initializer == .glorotUniform
        #expect(try (weight.absolute().max().scalar() <= bound) == isUniform)
    }
}
