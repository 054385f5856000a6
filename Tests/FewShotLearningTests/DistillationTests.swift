import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import GradientChecking
import Testing

@Suite struct `Learning from a teacher` {
    private let train = Datasets.noisyPictures(classes: 30, examples: 10, noise: 0.1, seed: 1)
    private let validation = Datasets.noisyPictures(classes: 10, examples: 10, noise: 0.1, seed: 2)

    private func configuration(share: Double?) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.shape = EpisodeShape(ways: 10, shots: 1, queries: 3)
        configuration.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 5)
        configuration.validationEpisodes = 20
        configuration.episodes = 60
        configuration.epochLength = 20
        if let share {
            var distillation = Distillation(teacher: "digest")
            distillation.share = share
            configuration.distillation = distillation
        }
        return configuration
    }

    private func untrained(_ seed: UInt64) -> PrototypicalNetwork<Conv4> {
        var generator = SeededGenerator(seed: seed)
        return PrototypicalNetwork(encoder: Conv4(width: 16, using: &generator))
    }

    /// Trains to the end and returns the reports of the epochs.
    private func reports(_ share: Double?, from teacher: (any Learner)?) throws -> [EpochReport] {
        var trainer = try Trainer(
            TrainingState(untrained(1)), configuration: configuration(share: share), train: train,
            validation: validation, teacher: teacher)
        var reports: [EpochReport] = []
        while let event = try trainer.next() { if case .epoch(let report) = event { reports.append(report) } }
        return reports
    }

    @Test func `the loss is shared by labels and teacher, at a temperature`() throws {
        let two = Tensor(2.0, type: .float64)
        // At temperature 4 the teacher thinks 3/4 and 1/4 likely.
        let taught = Tensor([4 * log(3.0), 0], shape: [1, 2])
        var distillation = Distillation(teacher: "")
        distillation.share = 0.25
        // The learner thinks 1/2 of each: H = log 2, and the loss is 0.75 · 2 + 0.25 · 16 · H.
        let unsure = Tensor([0, 0] as [Double], shape: [1, 2])
        let loss = try distillation.loss(two, of: [unsure], taught: [taught]).scalar()
        let expected: Double = 1.5 + 4 * log(2.0)
        #expect(abs(loss - expected) < 1e-9)
        // It thinks 9/10 and 1/10: H = −3/4 · log 0.9 − 1/4 · log 0.1.
        let sure = Tensor([4 * log(9.0), 0], shape: [1, 2])
        let entropy: Double = -0.75 * log(0.9) - 0.25 * log(0.1)
        let second = try distillation.loss(two, of: [sure], taught: [taught]).scalar()
        #expect(abs(second - (1.5 + 4 * entropy)) < 1e-9)
    }

    @Test func `its gradient is what finite differences say`() throws {
        var generator = SeededGenerator(seed: 0)
        let scores = Tensor.normal([3, 4], type: .float64, using: &generator)
        let taught = Tensor.normal([3, 4], type: .float64, using: &generator)
        let worst = try GradientCheck.firstOrder(at: [scores]) { inputs in
            Distillation(teacher: "").loss(Tensor(1.0, type: .float64), of: inputs, taught: [taught])
        }
        #expect(worst < GradientCheck.tolerance)
    }

    @Test func `a learner that sees no label learns from a teacher that does`() throws {
        var trainer = try Trainer(
            TrainingState(untrained(0)), configuration: configuration(share: nil), train: train, validation: validation)
        while try trainer.next() != nil {}
        let taught = try reports(1, from: trainer.state.best)
        #expect(try #require(taught.last).validationAccuracy > 0.7)  // chance is 0.2
        // Without a teacher it learns otherwise.
        #expect(try reports(nil, from: nil).map(\.loss) != taught.map(\.loss))
    }

    @Test func `a recipe is written with its teacher and read again`() throws {
        let recipe = configuration(share: 0.3)
        let json = try JSONEncoder().encode(recipe)
        #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: json) == recipe)
        let plain = try JSONEncoder().encode(configuration(share: nil))
        #expect(!String(decoding: plain, as: UTF8.self).contains("distillation"))
    }
}
