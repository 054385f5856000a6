import FewShotLearning
import FewShotNetworks
import FewShotTensors
import GradientChecking
import Testing

/// Learners of comparisons and of adaptation on rows of two frozen encoders' features.
@Suite struct `Relation networks and MAML on pretrained features` {
    private static let registry = ModelRegistry(learners: LearnerKind.all, encoders: EncoderKind.all + [.pretrained])
    private static let row = PretrainedRow(
        encoders: [.init(name: "a", digest: "1", dimensions: 8), .init(name: "b", digest: "2", dimensions: 6)],
        picture: [1, 16, 16], head: 4)
    private static let shape = EpisodeShape(ways: 3, shots: 2, queries: 3)

    private func architecture(_ learner: String, _ settings: [String: String]? = nil) -> Architecture {
        var architecture = Architecture(learner: learner, encoder: "pretrained", imageShape: [Self.row.width])
        architecture.options.pretrained = Self.row
        architecture.classes = Self.shape.ways
        architecture.settings = settings
        return architecture
    }

    private func learner(_ name: String, _ settings: [String: String]? = nil) throws -> any Learner {
        var generator = SeededGenerator(seed: 1)
        return try Self.registry.learner(architecture(name, settings), using: &generator)
    }

    /// Ten classes whose centres are apart in each encoder's features, all of them far from zero.
    private func dataset(precise: Bool = false) -> Dataset {
        var generator = SeededGenerator(seed: 7)
        let centres = Tensor.normal([10, Self.row.width], using: &generator)
        let noise = Tensor.normal([80, Self.row.width], using: &generator)
        let features = centres.repeated(8) + noise * 0.6 + 5
        let classes = (0..<10).map { Dataset.Class(name: "\($0)", examples: Array($0 * 8..<$0 * 8 + 8)) }
        return Dataset(features: precise ? features.to(.float64) : features, classes: classes)
    }

    private func accuracy(_ learner: some Learner) throws -> Double {
        let sampler = try EpisodeSampler(dataset(), shape: Self.shape, seed: 3)
        var tally = Tally()
        for episode in sampler.episodes().prefix(40) {
            tally.add(try learner.answer(episode, protocol: .inductive), plan: nil)
        }
        return tally.accuracy
    }

    private func trained(_ learner: some Learner, steps: Int, rate: Double) throws -> any Learner {
        var recipe = TrainingConfiguration()
        (recipe.shape, recipe.validationShape, recipe.rate) = (Self.shape, Self.shape, rate)
        (recipe.episodes, recipe.epochLength, recipe.validationEpisodes) = (steps, steps, 1)
        let data = dataset()
        var trainer = try Trainer(
            TrainingState(learner, isAveraged: false), configuration: recipe, train: data, validation: data)
        while try trainer.next() != nil {}
        return trainer.state.learner
    }

    @Test func `a relation of embeddings has the gradient that finite differences say`() throws {
        var generator = SeededGenerator(seed: 2)
        let relation = EmbeddingRelation(width: 3, hidden: 5, using: &generator).mapTensors { $0.to(.float64) }
        let support = Tensor.normal([2, 3], using: &generator).to(.float64)
        let query = Tensor.normal([4, 3], using: &generator).to(.float64)
        let worst = try GradientCheck.firstOrder(at: relation.parameters) { parameters in
            var context = ForwardContext(normalization: .running)
            return relation.replacingParameters(parameters)(support: support, query: query, in: &context)
        }
        #expect(worst < GradientCheck.tolerance)
    }

    @Test func `a relation is that of each pair by itself`() throws {
        var generator = SeededGenerator(seed: 2)
        let relation = EmbeddingRelation(width: 3, hidden: 5, using: &generator)
        let support = Tensor.normal([2, 3], using: &generator)
        let query = Tensor.normal([4, 3], using: &generator)
        var context = ForwardContext(normalization: .running)
        let all = relation(support: support, query: query, in: &context)
        #expect(all.shape == [4, 2])
        for (place, other) in [(0, 1), (3, 0)] {
            let (own, asked) = (support[other..<other + 1], query[place..<place + 1])
            let pair = Tensor.concatenated([own, asked, (asked - own).squared()], 1)
            let expected = relation.output(relation.hidden(pair).relu()).sigmoid()
            #expect(
                try (all[place..<place + 1].slice(other..<other + 1, 1) - expected).absolute().max().scalar() < 1e-6)
        }
    }

    @Test(arguments: ["sum", "mean"]) func `relation networks learn to compare features`(variant: String) throws {
        let begun = try learner("relation", ["variant": variant]).prepared(for: dataset())
        let learned = try trained(begun, steps: 60, rate: 0.01)
        let accuracy = try accuracy(learned)
        let before = try self.accuracy(begun)
        #expect(accuracy > 0.8 && accuracy > before, "\(accuracy), \(before) before")
    }

    @Test(arguments: ["maml", "reptile"]) func `a head of zeros becomes class means in an inner step`(name: String)
        throws
    {
        let begun = try learner(name, ["test-steps": "1"]).prepared(for: dataset())
        #expect(try accuracy(begun) > 0.8)
    }

    @Test func `MAML's meta-gradient goes through the inner steps on features`() throws {
        var begun = try #require(
            try learner("maml", ["steps": "2", "rate": "0.1"]).prepared(for: dataset()) as? MAML)
        var generator = SeededGenerator(seed: 9)
        begun.network.weight = Tensor.normal(begun.network.weight.shape, using: &generator) * 0.1
        let exact = begun.mapTensors { $0.to(.float64) }
        let tasks = [try EpisodeSampler(dataset(precise: true), shape: Self.shape, seed: 5).episode(at: 0)]
        let worst = try GradientCheck.firstOrder(at: exact.parameters) { parameters in
            var context = ForwardContext(normalization: .batch)
            return try exact.replacingParameters(parameters).objective(on: tasks, in: &context).loss
        }
        #expect(worst < 1e-5)
    }

    @Test func `MAML learns on features, and begins with a head's maps where it is told to`() throws {
        let head = try learner("prototypical").prepared(for: dataset())
        let begun = try learner("maml").begun(with: head, source: "head")
        let maps = Dictionary(uniqueKeysWithValues: begun.namedTensors.map { ($0.name, $0.tensor) })
        let heads = Dictionary(uniqueKeysWithValues: head.namedTensors.map { ($0.name, $0.tensor) })
        for part in ["0.weight", "1.weight", "0.mean", "1.scale"] {
            #expect(
                try maps["network.rows.maps.\(part)"]?.bytes() == heads["encoder.heads.\(part)"]?.bytes(), "\(part)")
        }
        let learned = try trained(begun, steps: 30, rate: 0.003)
        #expect(try accuracy(learned) > 0.8)
        let blocks = try Self.registry.learner(
            Architecture(learner: "prototypical", width: 2, imageShape: [1, 16, 16]), seed: 1)
        #expect(throws: ModelError.self) { try begun.begun(with: blocks, source: "blocks") }
    }

    @Test func `what an encoder sees nothing of counts for nothing`() throws {
        let begun = try #require(try learner("maml").prepared(for: dataset()) as? MAML)
        let rows = dataset().features(of: [0, 1])
        let blind = Tensor.concatenated([rows.slice(0..<8, 1), .zeros([2, 6])], 1)
        var pass = TaskPass()
        let features = begun.network.repeated(1).features(blind, in: &pass)
        #expect(features.shape == [1, 2, 8])
        #expect(try features.slice(4..<8, 2).absolute().max().scalar() == 0)
        #expect(try features.slice(0..<4, 2).absolute().max().scalar() > 0)
    }

    @Test func `pixels beside the features are refused by what adapts maps`() throws {
        var architecture = architecture("maml")
        var row = Self.row
        row.hasPixels = true
        architecture.options.pretrained = row
        architecture.imageShape = [row.width]
        var generator = SeededGenerator(seed: 0)
        let error = #expect(throws: ModelError.self) {
            try Self.registry.learner(architecture, using: &generator)
        }
        #expect(error?.description.contains("leave out --encoder conv4") == true)
    }
}

extension ModelRegistry {
    fileprivate func learner(_ architecture: Architecture, seed: UInt64) throws -> any Learner {
        var generator = SeededGenerator(seed: seed)
        return try learner(architecture, using: &generator)
    }
}
