import FewShotNetworks
import FewShotTensors
import GradientChecking
import Testing

struct FeatureHeadTests {
    private static let tolerance = 1e-4

    private func head(_ inputs: Int, _ outputs: Int) -> FeatureHead {
        var generator = SeededGenerator(seed: 1)
        return FeatureHead(inputs, outputs, using: &generator)
    }

    /// Features of very different means and sizes.
    private func features(_ count: Int, _ dimensions: Int, seed: UInt64 = 2) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        let scales = Tensor((0..<dimensions).map { Float($0 * $0 + 1) })
        return Tensor.normal([count, dimensions], using: &generator) * scales + scales * 3
    }

    @Test func `begins with distances that are those of the features, but for their size`() throws {
        var head = head(6, 6)
        let features = features(40, 6)
        try head.initialize(from: features)
        let centred = features - features.mean(0)
        let standardized = centred / centred.squared().mean().squareRoot()
        let expected = standardized.squaredDistances(to: standardized)
        let embeddings = head(features)
        #expect(embeddings.shape == [40, 6])
        #expect(try embeddings.mean(0).absolute().max(0).scalar() < Self.tolerance)
        let found = embeddings.squaredDistances(to: embeddings)
        #expect(try (found - expected).absolute().max().scalar() < 0.01)
    }

    @Test func `keeps the directions of most variance where it has fewer numbers`() throws {
        // The second feature follows the first; the third is on its own: two components say everything.
        var generator = SeededGenerator(seed: 3)
        let free = Tensor.normal([60, 2], using: &generator)
        let features = Tensor.concatenated([free.slice(0..<1, 1), free.slice(0..<1, 1) * -5, free.slice(1..<2, 1)], 1)
        var (full, reduced) = (head(3, 3), head(3, 2))
        try full.initialize(from: features)
        try reduced.initialize(from: features)
        let (all, some) = (full(features), reduced(features))
        let difference = all.squaredDistances(to: all) - some.squaredDistances(to: some)
        #expect(try difference.absolute().max().scalar() < 0.01)
        #expect(reduced.outputShape(for: [3]) == [2])
    }

    @Test func `stands features that never vary, and a single example`() throws {
        var head = head(3, 2)
        try head.initialize(from: Tensor([Float(1), 5, 0, 2, 5, 0, 4, 5, 0], shape: [3, 3]))
        #expect(try head.scale.isFinite().all().values(as: Bool.self) == [true])
        #expect(try head(Tensor([Float(1), 6, 0], shape: [1, 3])).isFinite().all().values(as: Bool.self) == [true])
        try head.initialize(from: Tensor([Float(1), 2, 3], shape: [1, 3]))
        #expect(try head(Tensor([Float(1), 2, 3], shape: [1, 3])).values(as: Float.self).allSatisfy { $0 == 0 })
    }

    @Test func `begins the same every time`() throws {
        let features = features(30, 8)
        var (one, other) = (head(8, 4), head(8, 4))
        try one.initialize(from: features)
        try other.initialize(from: features)
        #expect(try one.weight.bytes() == other.weight.bytes())
    }

    @Test func `has the gradient that finite differences say`() throws {
        var head = head(4, 3)
        try head.initialize(from: features(20, 4))
        let exact = head.mapTensors { $0.to(.float64) }
        let input = features(3, 4, seed: 9).to(.float64)
        let worst = try GradientCheck.firstOrder(at: exact.parameters) {
            exact.replacingParameters($0)(input)
        }
        #expect(worst < GradientCheck.tolerance)
        #expect(exact.parameters.count == 1)  // mean and scale are buffers
        #expect(exact.namedTensors.map(\.name) == ["mean", "scale", "weight"])
    }
}
