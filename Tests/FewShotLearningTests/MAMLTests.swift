import FewShotLearning
import FewShotNetworks
import FewShotTensors
import GradientChecking
import Testing

@Suite struct MAMLTests {
    /// What the meta-gradient may differ by from finite differences; ReLU has kinks, which a difference can straddle.
    private let tolerance = 1e-5

    private func network(_ seed: UInt64 = 3, halving: Conv4.Halving = .stride, steps: Int = 1) -> TaskNetwork {
        var generator = SeededGenerator(seed: seed)
        let network = TaskNetwork(
            imageShape: [1, 16, 16], width: 2, classes: 3, halving: halving, steps: steps, using: &generator)
        return network.mapTensors { $0.to(.float64) }
    }

    private func episodes(_ count: Int, queries: Int = 2) throws -> [Episode] {
        let dataset = Datasets.noisyPictures(classes: 6, examples: 5)
        let precise = Dataset(features: dataset.features.to(.float64), classes: dataset.classes)
        let sampler = try EpisodeSampler(precise, shape: EpisodeShape(ways: 3, shots: 2, queries: queries), seed: 0)
        return (0..<count).map(sampler.episode(at:))
    }

    private func gradient(_ learner: some Learner, on episodes: [Episode], progress: Double = 1) throws -> [Tensor] {
        var context = ForwardContext(normalization: .batch, progress: progress)
        return try valueWithGradient(at: learner) { try $0.objective(on: episodes, in: &context).loss }.gradient.tensors
    }

    private func difference(_ a: [Tensor], _ b: [Tensor]) throws -> Double {
        try zip(a, b).map { try ($0 - $1).absolute().max().scalar() }.max() ?? 0
    }

    @Test(arguments: [1, 3], [Conv4.Halving.stride, .pool])
    func `the meta-gradient is the derivative of the adapted loss`(steps: Int, halving: Conv4.Halving) throws {
        let learner = MAML(network: network(halving: halving), steps: steps, rate: 0.1)
        let tasks = try episodes(2)
        let error = try GradientCheck.firstOrder(at: learner.parameters) { parameters in
            var context = ForwardContext(normalization: .batch)
            return try learner.replacingParameters(parameters).objective(on: tasks, in: &context).loss
        }
        #expect(error < tolerance)
    }

    @Test func `learned rates, norms per step and the multi-step loss have right gradients`() throws {
        for rates in [MAML.Rates.layer, .parameter] {
            var learner = MAML(network: network(steps: 3), steps: 2, rate: 0.1, rates: rates)
            learner = learner.mapTensors { $0.to(.float64) }
            learner.multiStepShare = 0.5
            let tasks = try episodes(1)
            let error = try GradientCheck.firstOrder(at: learner.parameters) { parameters in
                var context = ForwardContext(normalization: .batch, progress: 0.2)
                return try learner.replacingParameters(parameters).objective(on: tasks, in: &context).loss
            }
            #expect(error < tolerance)
        }
    }

    @Test func `the first order leaves the second derivatives out`() throws {
        var learner = MAML(network: network(), steps: 2, rate: 0.1)
        let tasks = try episodes(1)
        let second = try gradient(learner, on: tasks)
        learner.order = .first
        #expect(try difference(gradient(learner, on: tasks), second) > 1e-3)
    }

    @Test func `many tasks at once have the mean of their gradients`() throws {
        let learner = MAML(network: network(), steps: 2, rate: 0.1)
        let tasks = try episodes(3)
        let together = try gradient(learner, on: tasks)
        let alone = try tasks.map { try gradient(learner, on: [$0]) }
        let mean = together.indices.map { index in
            alone.map { $0[index] }.reduce(Tensor(0, type: .float64)) { $0 + $1 } / 3
        }
        #expect(try difference(together, mean) < 1e-10)
    }

    @Test func `one step by hand is one step`() throws {
        // With the head alone to adapt the step is softmax regression's: W − α Fᵀ (softmax(F W + b) − Y) / n.
        let learner = MAML(network: network(), steps: 1, rate: 0.5, scope: .head)
        let support = try episodes(1)[0].support
        var pass = TaskPass()
        let features = learner.network.repeated(1).features(support.features, in: &pass)[0]
        let errors =
            ((features.matmul(learner.network.weight) + learner.network.bias).softmax()
                - support.labels.oneHot(3).to(.float64)) / 6
        let weight = learner.network.weight - features.transposed().matmul(errors) * 0.5
        let bias = learner.network.bias - errors.sum(0) * 0.5
        var context = ForwardContext(normalization: .batch)
        let scores = try learner.adapted(to: support).scores(for: support.features, in: &context)
        #expect(try (scores - (features.matmul(weight) + bias)).absolute().max().scalar() < 1e-10)
    }

    @Test(arguments: [MAML.Rates.fixed, .layer, .parameter])
    func `the head has a rate of its own where it is asked for`(rates: MAML.Rates) throws {
        let head = MAML(network: network(), steps: 2, rate: 0.5, scope: .head)
        let apart = MAML(network: network(), steps: 2, rate: 0, headRate: 0.5, rates: rates)
        let support = try episodes(1)[0].support
        func scores(_ learner: MAML) throws -> Tensor {
            var context = ForwardContext(normalization: .batch)
            return try learner.mapTensors { $0.to(.float64) }.adapted(to: support)
                .scores(for: support.features, in: &context)
        }
        #expect(try (scores(apart) - scores(head)).absolute().max().scalar() < 1e-10)
        let alike = MAML(network: network(), steps: 2, rate: 0.5, rates: rates)
        #expect(try (scores(alike) - scores(head)).absolute().max().scalar() > 1e-3)
    }

    @Test func `without learned rates there are none to train`() {
        let plain = MAML(network: network(), steps: 2).parameters.count
        #expect(MAML(network: network(), steps: 2, rates: .layer).parameters.count == 2 * plain)
        #expect(MAML(network: network(), steps: 2, rates: .parameter, scope: .head).parameters.count == plain + 2)
    }

    @Test func `an inductive answer does not depend on the other queries`() throws {
        let learner = MAML(network: network(), steps: 2, rate: 0.1)
        let episode = try episodes(1, queries: 3)[0]
        let predictor = try learner.adapted(to: episode.support)
        var context = ForwardContext(normalization: .running)
        let all = predictor.scores(for: episode.query.features, in: &context)
        let one = predictor.scores(for: episode.query.features[4..<5], in: &context)
        #expect(try (all[4..<5] - one).absolute().max().scalar() < 1e-10)
        var batch = ForwardContext(normalization: .batch)
        let transductive = predictor.scores(for: episode.query.features, in: &batch)
        #expect(try (all - transductive).absolute().max().scalar() > 1e-3)
    }

    @Test func `a task with another number of classes is refused`() throws {
        let support = Examples(features: .zeros([2, 1, 16, 16]), labels: Tensor([0, 1]), ways: 2)
        let error = #expect(throws: LearnerError.self) { try MAML(network: network()).adapted(to: support) }
        #expect(error?.description == "the network's head tells 3 classes apart, not 2: it is for 3-way tasks")
    }

    @Test func `Reptile's gradient is the way back from the tasks' solutions`() throws {
        var learner = Reptile(network: network())
        learner.steps = 2
        let tasks = try episodes(2)
        var ends: [[Tensor]] = []
        for task in tasks {
            var network = learner.network.repeated(1)
            let images = Tensor.concatenated([task.support.features, task.query.features])
            let labels = Tensor.concatenated([task.support.labels, task.query.labels])
            for _ in 0..<2 {
                let (_, gradient) = try valueWithGradient(at: network) { network in
                    var pass = TaskPass()
                    return crossEntropy(network.scores(network.features(images, in: &pass))[0], labels)
                }
                network.move(along: gradient, by: -learner.rate)
            }
            ends.append(network.parameters.map { $0[0] })
        }
        let expected = learner.network.parameters.indices.map { index in
            learner.network.parameters[index] - (ends[0][index] + ends[1][index]) / 2
        }
        #expect(try difference(gradient(learner, on: tasks), expected) < 1e-7)
    }

    @Test func `Reptile's inner steps see a few examples of each class after the other`() throws {
        var learner = Reptile(network: network())
        learner.steps = 4
        learner.stepShots = 1
        // Two support examples of each class, then a query: the fourth step begins again.
        let task = try episodes(1, queries: 1)[0]
        var network = learner.network.repeated(1)
        for step in 0..<4 {
            let example = step % 3
            let seen = example < 2 ? task.support : task.query
            let rows = (0..<seen.ways).map { example < 2 ? $0 * 2 + example : $0 }
            let (images, labels) = (seen.features.rows(rows), seen.labels.rows(rows))
            let (_, gradient) = try valueWithGradient(at: network) { network in
                var pass = TaskPass()
                return crossEntropy(network.scores(network.features(images, in: &pass))[0], labels)
            }
            network.move(along: gradient, by: -learner.rate)
        }
        let expected = zip(learner.network.parameters, network.parameters).map { $0 - $1[0] }
        #expect(try difference(gradient(learner, on: [task]), expected) < 1e-7)
    }
}
