import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import LocalGroup
import ShopGuide
import Testing

@Suite struct `Training of rankers` {
    private let source: RankingSource
    private let examples: [RankingExample]
    private let configuration: TrainingConfiguration
    /// The difference that sums in another order make to a loss.
    private let rounding = 1e-4

    init() throws {
        let (source, _, known) = try TwoMarkets.source(TwoMarkets.interactions(shoppers: 40))
        self.source = source
        examples = known.indices.flatMap { shopper in
            (1..<known[shopper]).map { RankingExample(shopper: shopper, known: $0, target: $0) }
        }
        var recipe = RankingRecipe()
        (recipe.passes, recipe.batch, recipe.negatives) = (3, 16, 5)
        configuration = recipe.configuration(examples: examples.count, seed: 4)
    }

    private func trainer(
        _ state: TrainingState<RelationRanker>, in group: ProcessGroup? = nil
    ) -> Trainer<RelationRanker> {
        Trainer(
            state, configuration: configuration,
            objective: RankingObjective(for: state.learner, examples, of: source, configuration, sharedBy: group))
    }

    private func untrained() -> RelationRanker {
        var generator = SeededGenerator(seed: 0)
        return RelationRanker(using: &generator)
    }

    private func bytes(of module: some Module) throws -> [[UInt8]] {
        try module.namedTensors.map { try $0.tensor.bytes() }
    }

    @Test(arguments: [1, 7, 20])
    func `goes on from a checkpoint to the same bits`(stop: Int) throws {
        var whole = trainer(TrainingState(untrained()))
        while try whole.next() != nil {}
        #expect(whole.state.progress.step == configuration.episodes)
        var first = trainer(TrainingState(untrained()))
        for _ in 0..<stop { _ = try first.next() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "rankers-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = CheckpointFile(folder.appending(path: "checkpoint.safetensors"))
        try file.save(
            first.state,
            CheckpointFile.Header(
                architecture: Architecture(learner: "relation-ranker", imageShape: []), configuration: configuration,
                data: .init(name: "two", digest: "", scheme: "", splitDigest: ""), progress: first.state.progress,
                threads: 1))
        #expect(try file.header().configuration == configuration)
        var restored = TrainingState(untrained())
        try file.restore(&restored)
        var second = trainer(restored)
        while try second.next() != nil {}
        #expect(try bytes(of: whole.state.best) == bytes(of: second.state.best))
    }

    @Test(arguments: [2, 5])
    func `several processes learn what one does`(processes: Int) throws {
        @Sendable func run(in group: ProcessGroup? = nil) throws -> (
            state: TrainingState<RelationRanker>, losses: [Double]
        ) {
            var trainer = trainer(TrainingState(untrained()), in: group)
            var losses: [Double] = []
            while let event = try trainer.next() { if case .step(let report) = event { losses.append(report.loss) } }
            return (trainer.state, losses)
        }
        let alone = try run()
        let shared = try LocalGroup.run(processes) { try run(in: $0) }
        #expect(shared[0].losses.count == configuration.episodes)
        for (loss, other) in zip(alone.losses, shared[0].losses) { #expect(abs(loss - other) < rounding) }
        for process in shared { #expect(try bytes(of: process.state) == bytes(of: shared[0].state)) }
    }

    @Test func `keeps the weights that validate best where there are examples for that`() throws {
        let interactions = TwoMarkets.interactions(shoppers: 40)
        let (_, signals, known) = try TwoMarkets.source(interactions)
        let asked = known.indices.map { RankingExample(shopper: $0, known: known[$0], target: known[$0]) }
        let evaluation = RankingEvaluation(interactions, asked, others: 20, seeds: [0])
        let objective = RankingObjective(
            for: untrained(), examples, of: source, configuration,
            validation: RankingValidation(evaluation, signals))
        var trainer = Trainer(TrainingState(untrained()), configuration: configuration, objective: objective)
        var scores: [Double] = []
        while let event = try trainer.next() {
            if case .epoch(let report) = event { scores.append(report.validationAccuracy) }
        }
        #expect(scores.count == 3)
        #expect(trainer.state.progress.bestAccuracy == scores.max())
        let best = evaluation(try trainer.state.best.learner(over: signals))
        #expect(best.mean.ndcg10 == scores.max())
    }

    @Test func `models of the first layout are read, and say where they come from`() throws {
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Models/shoppers")
        let models = try ShopperModel.all(in: shipped.standardizedFileURL)
        #expect(Set(models.map(\.name)) == ["prototype", "relation", "maml"])
        let relation = try #require(models.first { $0.name == "relation" })
        #expect(relation.description.provenance?.data.name == "markets:xmarket")
        #expect(relation.description.architecture.learner == "relation-ranker")
        #expect(relation.description.provenance?.configuration.ranking?.passes == 2)
    }
}
