import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

@Suite struct Training {
    private let train = Datasets.noisyPictures(classes: 30, examples: 10, noise: 0.1, seed: 1)
    private let validation = Datasets.noisyPictures(classes: 10, examples: 10, noise: 0.1, seed: 2)
    private let configuration = {
        var configuration = TrainingConfiguration()
        configuration.shape = EpisodeShape(ways: 10, shots: 1, queries: 3)
        configuration.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 5)
        configuration.validationEpisodes = 20
        configuration.episodes = 30
        configuration.epochLength = 10
        return configuration
    }()

    private func untrained() -> PrototypicalNetwork<Conv4> {
        var generator = SeededGenerator(seed: 0)
        return PrototypicalNetwork(encoder: Conv4(width: 16, using: &generator))
    }

    private func trainer(_ state: TrainingState<PrototypicalNetwork<Conv4>>) throws -> Trainer<
        PrototypicalNetwork<Conv4>
    > {
        try Trainer(state, configuration: configuration, train: train, validation: validation)
    }

    private func bytes(of module: some Module) throws -> [[UInt8]] {
        try module.namedTensors.map { try $0.tensor.bytes() }
    }

    @Test func `learns classes that it never saw`() throws {
        var trainer = try trainer(TrainingState(untrained()))
        var reports: [EpochReport] = []
        while let event = try trainer.next() { if case .epoch(let report) = event { reports.append(report) } }
        #expect(reports.map(\.step) == [10, 20, 30])
        #expect(trainer.state.progress.bestAccuracy > 0.8)  // chance is 0.2
        #expect(reports[2].loss < reports[0].loss)
    }

    @Test func `gives the same bits twice`() throws {
        var (one, other) = (try trainer(TrainingState(untrained())), try trainer(TrainingState(untrained())))
        for _ in 0..<12 { _ = (try one.next(), try other.next()) }
        #expect(try bytes(of: one.state) == bytes(of: other.state))
    }

    @Test(arguments: [1, 10, 11, 17, 25])
    func `goes on from a saved state to the same bits`(stop: Int) throws {
        var whole = try trainer(TrainingState(untrained()))
        while try whole.next() != nil {}
        var first = try trainer(TrainingState(untrained()))
        for _ in 0..<stop { _ = try first.next() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "training-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = CheckpointFile(folder.appending(path: "checkpoint.safetensors"))
        try file.save(first.state, header(first.state.progress))
        var restored = TrainingState(untrained())
        try file.restore(&restored)
        var second = try trainer(restored)
        while try second.next() != nil {}
        #expect(try bytes(of: whole.state) == bytes(of: second.state))
        #expect(whole.state.progress.bestStep == second.state.progress.bestStep)
    }

    @Test func `stops where validation no longer gains`() throws {
        var configuration = configuration
        configuration.patience = 1
        configuration.rate = 1e-12
        configuration.episodes = 1000
        var trainer = try Trainer(
            TrainingState(untrained()), configuration: configuration, train: train, validation: validation)
        while try trainer.next() != nil {}
        #expect(trainer.state.progress.step < 1000)
        #expect(trainer.state.progress.epochsWithoutGain == 1)
    }

    @Test func `keeps the state from before a loss that is no number`() throws {
        var broken = untrained()
        broken.encoder.blocks[0].convolution.weight = broken.encoder.blocks[0].convolution.weight * Double.nan
        var trainer = try trainer(TrainingState(broken))
        let error = #expect(throws: TrainingError.self) { try trainer.next() }
        #expect(error?.description == "the loss became nan at episode 1; try a lower --rate than 0.001")
        #expect(trainer.state.progress.step == 0)
    }

    @Test func `keeps a moving average of the weights, which forgets the first ones`() throws {
        var configuration = configuration
        configuration.averaging = 0.5
        var trainer = try Trainer(
            TrainingState(untrained(), isAveraged: true), configuration: configuration, train: train,
            validation: validation)
        func scale(of learner: PrototypicalNetwork<Conv4>) throws -> [Float] {
            try learner.encoder.blocks[0].normalization.scale.values(as: Float.self)
        }
        var expected = try scale(of: untrained())
        // A young average keeps (1 + steps) / (10 + steps) of itself, until that is more than is asked for.
        for step in 0..<10 {
            let kept = Float(min(0.5, Double(1 + step) / Double(10 + step)))
            _ = try trainer.next()
            let learned = try scale(of: trainer.state.learner)
            expected = zip(expected, learned).map { old, new in old * kept + new * (1 - kept) }
            let averaged = try scale(of: try #require(trainer.state.averaged))
            #expect(zip(averaged, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
        while trainer.state.progress.epoch == 0 { _ = try trainer.next() }
        let best = try scale(of: trainer.state.best)  // what was validated, and is kept, is the average
        #expect(zip(best, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(try best != scale(of: trainer.state.learner))
    }

    @Test func `shows new running statistics to the next step`() throws {
        var trainer = try trainer(TrainingState(untrained()))
        _ = try trainer.next()
        let mean = try trainer.state.learner.encoder.blocks[0].normalization.mean.values(as: Float.self)
        #expect(mean.contains { $0 != 0 })
    }

    private func header(_ progress: TrainingProgress) -> CheckpointFile.Header {
        CheckpointFile.Header(
            architecture: Architecture(learner: "prototypical", width: 16, imageShape: [1, 16, 16]),
            configuration: configuration,
            data: Provenance.Data(name: "generated", digest: "", scheme: "", splitDigest: ""), progress: progress,
            threads: TensorRuntime.threads)
    }
}
