import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Testing

extension LearnerKind: CustomTestStringConvertible {
    /// The learner's name.
    public var testDescription: String { name }
}

@Suite struct `Every learner` {
    static let trained = LearnerKind.all.filter { $0.recipe != nil }

    private let train = Datasets.noisyPictures(classes: 30, examples: 10, noise: 0.1, side: 24, seed: 1)
    private let validation = Datasets.noisyPictures(classes: 10, examples: 10, noise: 0.1, side: 24, seed: 2)

    /// A short run by a learner's own recipe, with fewer classes, tasks and steps.
    private func trainer(_ kind: LearnerKind, steps: Int) throws -> any Run {
        guard var recipe = kind.recipe else { preconditionFailure("\(kind.name) has no recipe") }
        recipe.shape.ways = min(recipe.shape.ways, 10)
        recipe.shape.shots = min(recipe.shape.shots, 2)
        recipe.shape.queries = min(recipe.shape.queries, 3)
        recipe.tasks = min(recipe.tasks, 8)
        recipe.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 5)
        recipe.validationEpisodes = 20
        recipe.episodes = steps
        recipe.epochLength = steps
        let classes = kind.head == .ways ? recipe.shape.ways : kind.head == .trainingClasses ? 30 : nil
        let architecture = Architecture(
            learner: kind.name, encoder: kind.encoder, width: 16, imageShape: [1, 24, 24], classes: classes)
        var generator = SeededGenerator(seed: 0)
        return try run(ModelRegistry.standard.learner(architecture, using: &generator), recipe)
    }

    private func run(_ learner: some Learner, _ recipe: TrainingConfiguration) throws -> any Run {
        try Trainer(TrainingState(learner), configuration: recipe, train: train, validation: validation)
    }

    @Test(arguments: trained)
    func `learns classes that it never saw`(kind: LearnerKind) throws {
        var trainer = try trainer(kind, steps: 60)
        try trainer.finish()
        #expect(trainer.bestAccuracy > 0.4)  // chance is 0.2
    }

    @Test(arguments: trained)
    func `gives the same bits twice`(kind: LearnerKind) throws {
        var (one, other) = (try trainer(kind, steps: 3), try trainer(kind, steps: 3))
        try one.finish()
        try other.finish()
        #expect(try one.bytes() == other.bytes())
    }

    @Test func `a setting that is unknown or can't be is named`() throws {
        func message(_ learner: String, _ settings: [String: String]) -> String? {
            var generator = SeededGenerator(seed: 0)
            let architecture = Architecture(
                learner: learner, encoder: LearnerKind.all.first { $0.name == learner }?.encoder ?? "conv4",
                imageShape: [1, 28, 28], classes: 5, settings: settings)
            do { _ = try ModelRegistry.standard.learner(architecture, using: &generator) } catch {
                return error.description
            }
            return nil
        }
        #expect(message("maml", ["rate": "0.1", "order": "first"]) == nil)
        #expect(message("maml", ["rat": "1"])?.hasPrefix("maml has no setting \"rat\"; it has steps, ") == true)
        #expect(message("random", ["x": "1"]) == "random has no setting \"x\"; it has none")
        #expect(
            message("maml", ["steps": "0"]) == "maml's setting steps is \"0\": it must be a whole number from 1 to 100")
        #expect(message("maml", ["order": "third"]) == "maml's setting order is \"third\": it must be second or first")
        #expect(message("siamese", [:])?.hasPrefix("unknown learner \"siamese\"; there is prototypical, ") == true)
    }

    @Test func `a head without a size is named`() throws {
        var generator = SeededGenerator(seed: 0)
        let architecture = Architecture(learner: "maml", encoder: "conv4-stride", imageShape: [1, 28, 28])
        let error = #expect(throws: ModelError.self) {
            try ModelRegistry.standard.learner(architecture, using: &generator)
        }
        #expect(error?.description == "the number of classes of maml's head is missing; it must be 2 or more")
    }
}

/// A training run whose learner's type is of no interest.
private protocol Run {
    mutating func finish() throws
    var bestAccuracy: Double { get }
    func bytes() throws -> [[UInt8]]
}

extension Trainer: Run {
    fileprivate mutating func finish() throws { while try next() != nil {} }
    fileprivate var bestAccuracy: Double { state.progress.bestAccuracy }
    fileprivate func bytes() throws -> [[UInt8]] { try state.learner.namedTensors.map { try $0.tensor.bytes() } }
}
