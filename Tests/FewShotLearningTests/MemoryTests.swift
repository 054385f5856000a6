import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

/// Work that goes on for long takes no more memory at its end than at its beginning; measured in processes of their own.
@Suite struct Memory {
    @Test func `1,000 evaluated episodes leave resident memory flat`() async {
        await #expect(processExitsWith: .success) {
            let dataset = Datasets.noisyPictures(classes: 20, examples: 20)
            let sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 5, shots: 1, queries: 15), seed: 1)
            let learner = Self.untrained()
            var tally = Tally()
            var resident = ResidentMemory(warmUp: 200)
            for episode in sampler.episodes().prefix(1200) {
                tally.add(try learner.answer(episode, protocol: .inductive), plan: episode.plan)
                try resident.sample()
            }
            #expect(tally.episodes == 1200)
            #expect(resident.growth < 1.05)
        }
    }

    @Test func `300 training steps leave resident memory flat`() async {
        await #expect(processExitsWith: .success) {
            var configuration = TrainingConfiguration()
            configuration.shape = EpisodeShape(ways: 5, shots: 1, queries: 5)
            configuration.validationShape = EpisodeShape(ways: 5, shots: 1, queries: 5)
            configuration.validationEpisodes = 5
            configuration.episodes = 400
            configuration.epochLength = 50
            var trainer = try Trainer(
                TrainingState(Self.untrained()), configuration: configuration,
                train: Datasets.noisyPictures(classes: 20, examples: 20, seed: 1),
                validation: Datasets.noisyPictures(classes: 8, examples: 20, seed: 2))
            var resident = ResidentMemory(warmUp: 100)
            while let event = try trainer.next() { if case .step = event { try resident.sample() } }
            #expect(trainer.state.progress.step == 400)
            #expect(resident.growth < 1.05)
        }
    }

    @Test func `400 meta-steps of second order leave resident memory flat`() async {
        await #expect(processExitsWith: .success) {
            let dataset = Datasets.noisyPictures(classes: 20, examples: 20)
            let sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 5, shots: 1, queries: 1), seed: 1)
            var generator = SeededGenerator(seed: 0)
            var learner = MAML(network: TaskNetwork(imageShape: [1, 28, 28], width: 8, classes: 5, using: &generator))
            var optimizer = Optimizer(Adam(), for: learner)
            var resident = ResidentMemory(warmUp: 100)
            for step in 0..<500 {
                let episodes = (0..<4).map { sampler.episode(at: step * 4 + $0) }
                var context = ForwardContext(normalization: .batch)
                let (_, gradient) = try valueWithGradient(at: learner) { learner in
                    try learner.objective(on: episodes, in: &context).loss
                }
                try optimizer.update(&learner, along: gradient, rate: 1e-3)
                try resident.sample()
            }
            #expect(resident.growth < 1.05)
        }
    }

    private static func untrained() -> PrototypicalNetwork<Conv4> {
        var generator = SeededGenerator(seed: 0)
        return PrototypicalNetwork(encoder: Conv4(width: 8, using: &generator))
    }
}

/// Resident memory of this process over repeated work.
private struct ResidentMemory {
    private let warmUp: Int
    private var samples: [Int] = []

    init(warmUp: Int) { self.warmUp = warmUp }

    /// Notes the resident pages: the second number of `/proc/self/statm`.
    mutating func sample() throws {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        samples.append(try #require(Int(pages)))
    }

    /// Memory at the end, as a multiple of the most in the quarter after warming up.
    var growth: Double {
        let rest = samples.dropFirst(warmUp)
        let early = rest.prefix(rest.count / 4).max() ?? 1
        return Double(samples.last ?? .max) / Double(early)
    }
}
