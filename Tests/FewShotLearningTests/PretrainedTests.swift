import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Learners on pretrained features` {
    private let dataset = Datasets.noisyPictures(classes: 5, examples: 6, noise: 0.2)

    private func classifier() -> PretrainedClassifier<Conv4> {
        var generator = SeededGenerator(seed: 2)
        return PretrainedClassifier(Conv4(width: 8, using: &generator), features: 8, classes: 5, using: &generator)
    }

    private func episode(shots: Int = 2) throws -> Episode {
        try EpisodeSampler(dataset, shape: EpisodeShape(ways: 3, shots: shots, queries: 2), seed: 1).episode(at: 0)
    }

    @Test func `pretraining tells all training classes apart, support and queries alike`() throws {
        let classifier = classifier()
        let episode = try episode()
        let plan = try #require(episode.plan)
        var context = ForwardContext(normalization: .running)
        let objective = try classifier.objective(on: [episode], in: &context)
        let images = dataset.features(of: plan.support + plan.query)
        let classes = plan.classes.flatMap { [$0, $0] } + plan.classes.flatMap { [$0, $0] }
        let expected = crossEntropy(classifier.head(classifier.encoder(images)), Tensor(classes))
        #expect(try abs(objective.loss.scalar() - expected.scalar()) < 1e-5)
        #expect(objective.scores[0].shape == [6, 3])
    }

    @Test func `an episode without a plan can't be pretrained on`() throws {
        var episode = try episode()
        episode.plan = nil
        var context = ForwardContext(normalization: .batch)
        #expect(throws: LearnerError.self) { try classifier().objective(on: [episode], in: &context) }
    }

    @Test func `SimpleShot compares centred features of length one to class means`() throws {
        var classifier = classifier()
        classifier.mean = .full([8], 0.25)
        let episode = try episode()
        var context = ForwardContext(normalization: .running)
        let scores = try SimpleShot(classifier: classifier).scores(for: episode, in: &context)
            .values(as: Float.self)
        func features(_ images: Tensor) throws -> [[Float]] {
            let values = try classifier.encoder(images).values(as: Float.self)
            return (0..<images.size(0)).map { row in
                let centred = values[row * 8..<row * 8 + 8].map { $0 - 0.25 }
                let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return centred.map { $0 / length }
            }
        }
        let (support, query) = (try features(episode.support.features), try features(episode.query.features))
        let labels = try episode.support.labels.values(as: Int.self)
        for (row, x) in query.enumerated() {
            for way in 0..<3 {
                let own = labels.indices.filter { labels[$0] == way }.map { support[$0] }
                let mean = (0..<8).map { d in own.reduce(0) { $0 + $1[d] } / Float(own.count) }
                let distance = zip(x, mean).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                #expect(abs(scores[row * 3 + way] + distance) < 1e-4)
            }
        }
    }

    @Test func `fine-tuning's own gradient is that of the cross entropy`() throws {
        var learner = FineTuning(classifier: classifier())
        learner.steps = 2
        let support = try episode().support
        let features = learner.classifier.encoder(support.features)
        var generator = SeededGenerator(seed: 0)
        var head = Linear(8, 3, using: &generator)
        head.weight = .zeros([8, 3])
        var optimizer = Optimizer(SGD(momentum: 0.9), for: head)
        for _ in 0..<2 {
            let (_, gradient) = try valueWithGradient(at: head) { crossEntropy($0(features), support.labels) }
            try optimizer.update(&head, along: gradient, rate: learner.rate)
        }
        let fitted = try learner.adapted(to: support).head
        #expect(try (fitted.weight - head.weight).absolute().max().scalar() < 1e-5)
        #expect(try (fitted.bias - head.bias).absolute().max().scalar() < 1e-5)
    }

    @Test func `fine-tuning all fits the support set better and leaves the learner as it was`() throws {
        var learner = FineTuning(classifier: classifier())
        (learner.steps, learner.rate, learner.scope) = (60, 0.01, .all)
        let before = try learner.namedTensors.map { try $0.tensor.bytes() }
        let support = try episode().support
        let tuned = try learner.adapted(to: support)
        let loss = try crossEntropy(tuned.head(tuned.encoder(support.features)), support.labels).scalar()
        #expect(loss < 0.8)  // log 3 is 1.1
        #expect(try learner.namedTensors.map { try $0.tensor.bytes() } == before)
    }
}

@Suite struct `Matching network` {
    @Test func `takes the labels of what a query is like`() throws {
        let support = Examples(
            features: Tensor([1, 0, 0, 2, 3, 0] as [Float], shape: [3, 2]), labels: Tensor([0, 1, 0]), ways: 2)
        let learner = MatchingNetwork(encoder: Flatten(), scale: 2)
        var context = ForwardContext(normalization: .running)
        let scores = try learner.adapted(to: support).scores(
            for: Tensor([5, 0] as [Float], shape: [1, 2]), in: &context)
        let values = try scores.exp().values(as: Float.self)
        // Cosines 1, 0, 1: attention e², 1, e² over their sum.
        let share = 1 / (2 * 7.389_056 + 1)
        #expect(abs(Double(values[1]) - share) < 1e-5 && abs(Double(values[0]) - (1 - share)) < 1e-5)
    }
}
