import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

/// Two classes on a line: 0 at 0 and 10, 1 at 4.
private let support = Examples(
    features: Tensor([0, 10, 4] as [Float], shape: [3, 1]), labels: Tensor([0, 0, 1]), ways: 2)

@Suite struct NearestNeighborTests {
    @Test func `scores a class by its nearest example`() throws {
        var context = ForwardContext(normalization: .running)
        let predictor = NearestNeighbor().adapted(to: support, in: &context)
        let scores = predictor.scores(for: Tensor([1, 3, 8] as [Float], shape: [3, 1]), in: &context)
        #expect(scores.shape == [3, 2])
        #expect(try scores.values(as: Float.self) == [-1, -9, -9, -1, -4, -16])
    }

    @Test func `compares images pixel by pixel`() throws {
        var context = ForwardContext(normalization: .running)
        let images = Tensor([0, 0, 0, 1, 1, 1, 1, 0] as [Float], shape: [2, 1, 2, 2])
        let examples = Examples(features: images, labels: Tensor([1, 0]), ways: 2)
        let scores = NearestNeighbor().adapted(to: examples, in: &context).scores(for: images, in: &context)
        #expect(try scores.values(as: Float.self) == [-4, 0, 0, -4])
    }

    @Test func `can't reach a class without examples`() throws {
        var context = ForwardContext(normalization: .running)
        let examples = Examples(features: Tensor([1] as [Float], shape: [1, 1]), labels: Tensor([1]), ways: 2)
        let scores = NearestNeighbor().adapted(to: examples, in: &context)
            .scores(for: Tensor([3] as [Float], shape: [1, 1]), in: &context)
        #expect(try scores.values(as: Float.self) == [-.infinity, -4])
    }

    @Test func `has nothing to train`() { #expect(NearestNeighbor().parameterCount == 0) }
}

@Suite struct RandomGuessTests {
    private let queries = Tensor((0..<4000).map(Float.init), shape: [2000, 2])

    private func answers(_ learner: RandomGuess, _ features: Tensor) throws -> [Int] {
        var context = ForwardContext(normalization: .running)
        return try learner.adapted(to: support, in: &context).scores(for: features, in: &context).argmax()
            .values(as: Int.self)
    }

    @Test func `answers each class equally often`() throws {
        let share = Double(try answers(RandomGuess(), queries).count { $0 == 1 }) / 2000
        #expect(abs(share - 0.5) < 0.05)  // 4.5 standard deviations
    }

    @Test func `answers a question the same whatever is asked beside it`() throws {
        let all = try answers(RandomGuess(seed: 3), queries)
        #expect(try answers(RandomGuess(seed: 3), queries) == all)
        #expect(try answers(RandomGuess(seed: 3), queries[7..<9]) == Array(all[7..<9]))
    }

    @Test func `answers otherwise with another seed`() throws {
        #expect(try answers(RandomGuess(seed: 3), queries) != answers(RandomGuess(seed: 4), queries))
    }
}

@Suite struct EmbeddedDataset {
    @Test func `gives the answers that its encoder gives`() throws {
        var generator = SeededGenerator(seed: 5)
        let images = Tensor.uniform([12, 1, 16, 16], using: &generator)
        // The rows of classes in any order, as those of a split are.
        let classes = [[3, 0, 7], [11, 5, 2], [1, 4, 10]].map { Dataset.Class(name: "\($0)", examples: $0) }
        let dataset = Dataset(features: images, classes: classes)
        let learner = PrototypicalNetwork(encoder: Conv4(width: 8, using: &generator))
        let embedded = dataset.embedded(by: learner.encoder, batch: 4)
        #expect(embedded.features.shape == [9, 8])
        let shape = EpisodeShape(ways: 2, shots: 1, queries: 2)
        let slow = try EpisodeSampler(dataset, shape: shape, seed: 1).episode(at: 0)
        let quick = try EpisodeSampler(embedded, shape: shape, seed: 1).episode(at: 0)
        var context = ForwardContext(normalization: .running)
        let expected = try learner.scores(for: slow, in: &context).values(as: Float.self)
        let scores = try PrototypicalNetwork(encoder: Flatten()).scores(for: quick, in: &context).values(as: Float.self)
        #expect(scores.count == 8 && expected.count == 8)
        #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    }
}
