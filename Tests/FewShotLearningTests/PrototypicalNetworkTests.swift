import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Prototypical network` {
    /// Two classes with two examples each in the plane; prototypes (1, 0) and (0, 4).
    private let support = Examples(
        features: Tensor([0, 0, 2, 0, 0, 2, 0, 6] as [Float], shape: [4, 2]), labels: Tensor([0, 0, 1, 1]), ways: 2)

    @Test func `takes class means as prototypes`() throws {
        let predictor = try PrototypicalNetwork(encoder: Flatten()).adapted(to: support)
        #expect(try predictor.prototypes.values(as: Float.self) == [1, 0, 0, 4])
    }

    @Test func `scores by the negative squared Euclidean distance`() throws {
        let predictor = try PrototypicalNetwork(encoder: Flatten()).adapted(to: support)
        var context = ForwardContext(normalization: .running)
        let scores = predictor.scores(for: Tensor([3, 4] as [Float], shape: [1, 2]), in: &context)
        #expect(try scores.values(as: Float.self) == [-20, -9])  // (2² + 4²), (3² + 0²)
    }

    @Test func `learns by the negative log-likelihood of the softmax over distances`() throws {
        let learner = PrototypicalNetwork(encoder: Flatten())
        let query = Examples(features: Tensor([1, 2] as [Float], shape: [1, 2]), labels: Tensor([0]), ways: 2)
        let episode = Episode(support: support, query: query)
        var context = ForwardContext(normalization: .running)
        let loss = try learner.loss(of: learner.scores(for: episode, in: &context), for: episode).scalar()
        #expect(abs(loss - 0.313_261_69) < 1e-6)  // distances 4 and 5: log(1 + e⁻¹)
    }

    @Test func `by cosine scores by the angle, whatever the length`() throws {
        let learner = PrototypicalNetwork(encoder: Flatten(), metric: .cosine)
        var context = ForwardContext(normalization: .running)
        let scores = try learner.adapted(to: support).scores(
            for: Tensor([10, 10] as [Float], shape: [1, 2]), in: &context)
        for score in try scores.values(as: Float.self) { #expect(abs(score - (Float(0.5).squareRoot() - 1)) < 1e-6) }
    }

    @Test func `tells the two metrics apart on one query`() throws {
        let query = Tensor([0.2, 0.1] as [Float], shape: [1, 2])
        var context = ForwardContext(normalization: .running)
        let far = Examples(features: Tensor([9, 4, 0, 1] as [Float], shape: [2, 2]), labels: Tensor([0, 1]), ways: 2)
        let byDistance = try PrototypicalNetwork(encoder: Flatten()).adapted(to: far)
        let byAngle = try PrototypicalNetwork(encoder: Flatten(), metric: .cosine).adapted(to: far)
        #expect(try byDistance.scores(for: query, in: &context).argmax().scalar() == 1)
        #expect(try byAngle.scores(for: query, in: &context).argmax().scalar() == 0)
    }

    @Test func `embeds support and queries alike in one batch or two`() throws {
        var generator = SeededGenerator(seed: 0)
        let learner = PrototypicalNetwork(encoder: Conv4(width: 8, using: &generator))
        let shape = EpisodeShape(ways: 3, shots: 2, queries: 2)
        let episode = try EpisodeSampler(Datasets.noisyPictures(classes: 4, examples: 4), shape: shape, seed: 0)
            .episode(at: 0)
        var context = ForwardContext(normalization: .running)
        let together = try learner.scores(for: episode, in: &context).values(as: Float.self)
        let apart = try learner.adapted(to: episode.support).scores(for: episode.query.features, in: &context)
        for (a, b) in zip(together, try apart.values(as: Float.self)) { #expect(abs(a - b) < 1e-3) }
    }

    @Test func `carries the error of a support set that does not fit`() throws {
        var generator = SeededGenerator(seed: 0)
        let learner = PrototypicalNetwork(encoder: Conv4(width: 8, using: &generator))
        let flat = Examples(features: .zeros([4, 7]), labels: Tensor([0, 0, 1, 1]), ways: 2)
        let error = #expect(throws: TensorError.self) { try learner.adapted(to: flat).prototypes.checked() }
        #expect(error?.operation == "convolved")
        #expect(error?.shapes.first == [4, 7])
    }
}
