import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

/// Every learner gives on each device that there is what it gives on the processor; without a GPU the processor is compared with
/// itself.
@Suite struct `Learners on every device` {
    /// What float32 scores may differ by: sums are added up in another order.
    private static let scoreTolerance = 1e-3
    /// What weights may differ by after a few steps of Adam, whose first steps are as long as their rate whatever the gradient.
    private static let weightTolerance = 5e-3

    private let dataset = Datasets.noisyPictures(classes: 12, examples: 6, noise: 0.1, side: 24, seed: 1)

    private func learner(_ kind: LearnerKind, on device: Device) throws -> any Learner {
        var generator = SeededGenerator(seed: 5)
        let classes = kind.head == .ways ? 3 : kind.head == .trainingClasses ? 12 : nil
        return try ModelRegistry.standard.learner(
            Architecture(
                learner: kind.name, encoder: kind.encoder, width: 8, imageShape: [1, 24, 24], classes: classes),
            on: device, using: &generator)
    }

    private func sampler(on device: Device) throws -> EpisodeSampler {
        try EpisodeSampler(dataset.on(device), shape: EpisodeShape(ways: 3, shots: 2, queries: 2), seed: 7)
    }

    @Test(arguments: Device.available, LearnerKind.all)
    func `give the scores of the processor`(device: Device, kind: LearnerKind) throws {
        for normalization in [Normalization.running, .batch] {
            func scores(on device: Device) throws -> Tensor {
                var context = ForwardContext(normalization: normalization)
                return try learner(kind, on: device).scores(for: sampler(on: device).episode(at: 0), in: &context)
                    .checked()
            }
            let (result, expected) = (try scores(on: device), try scores(on: .cpu))
            #expect(result.device == device)
            #expect(try difference(result, expected) < Self.scoreTolerance)
        }
    }

    @Test(arguments: Device.available, LearnerKind.all.filter { $0.recipe != nil })
    func `learn what they learn on the processor, and go on from its checkpoints`(
        device: Device, kind: LearnerKind
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "device-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = Run(kind: kind, dataset: dataset, folder: folder)
        let expected = try run.trained(learner(kind, on: .cpu), on: .cpu, handedTo: .cpu)
        // Two steps on the processor and two here, or the other way round.
        for (first, second) in [(Device.cpu, device), (device, .cpu)] {
            let result = try run.trained(learner(kind, on: first), on: first, handedTo: second)
            #expect(result.keys == expected.keys)
            for (name, tensor) in expected {
                let other = try #require(result[name])
                #expect(try difference(other, tensor) < Self.weightTolerance, "\(name)")
            }
        }
    }

    @Test(arguments: Device.available)
    func `vary images as on the processor`(device: Device) throws {
        for augmentation in [Augmentation.drawings, .photos] {
            let images = dataset.features[0..<3].maximum(0 * dataset.features[0..<3])
            func varied(on device: Device) -> Tensor {
                var generator = SeededGenerator(seed: 2)
                return augmentation(images.to(device), using: &generator)
            }
            #expect(varied(on: device).device == device)
            #expect(try difference(varied(on: device), varied(on: .cpu)) < Self.scoreTolerance)
        }
    }

    @Test(.enabled(if: Device.available.count > 1, "no GPU here: the processor was compared with itself alone"))
    func `include a GPU`() { #expect(Device.available.count > 1) }

    private func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
        guard b.count > 0 else { return 0 }
        return try (a.to(.cpu) - b.to(.cpu)).absolute().max().scalar()
    }
}

/// A short training that changes devices half-way, through a checkpoint.
private struct Run {
    let kind: LearnerKind
    let dataset: Dataset
    let folder: URL

    private var configuration: TrainingConfiguration {
        var recipe = kind.recipe ?? TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 3, shots: 2, queries: 2)
        recipe.validationShape = recipe.shape
        recipe.tasks = min(recipe.tasks, 2)
        (recipe.validationEpisodes, recipe.episodes, recipe.epochLength, recipe.rate) = (1, 4, 4, 1e-3)
        return recipe
    }

    func trained(_ learner: some Learner, on first: Device, handedTo second: Device) throws -> [String: Tensor] {
        var state = TrainingState(learner)
        try advance(&state, to: 2, on: first)
        let file = CheckpointFile(folder.appending(path: UUID().uuidString))
        let header = CheckpointFile.Header(
            architecture: Architecture(learner: kind.name, imageShape: [1, 24, 24]), configuration: configuration,
            data: Provenance.Data(name: "noise", digest: "", scheme: "", splitDigest: ""), progress: state.progress,
            threads: 1)
        try file.save(state, header)
        var resumed = TrainingState(learner.on(second))
        try file.restore(&resumed)
        try advance(&resumed, to: 4, on: second)
        return Dictionary(uniqueKeysWithValues: resumed.learner.namedTensors.map { ($0.name, $0.tensor) })
    }

    private func advance(_ state: inout TrainingState<some Learner>, to step: Int, on device: Device) throws {
        let dataset = dataset.on(device)
        var trainer = try Trainer(state, configuration: configuration, train: dataset, validation: dataset)
        while trainer.state.progress.step < step, try trainer.next() != nil {}
        state = trainer.state
    }
}
