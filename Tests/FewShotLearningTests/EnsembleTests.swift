import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

@Suite struct `An ensemble` {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "ensemble-\(UUID())")
    private let episode: Episode

    init() throws {
        let pictures = Datasets.noisyPictures(classes: 4, examples: 4)
        episode = try EpisodeSampler(pictures, shape: EpisodeShape(ways: 4, shots: 2, queries: 2), seed: 0)
            .episode(at: 0)
    }

    private func model(_ name: String) -> ModelFolder { ModelFolder(folder.appending(path: name), registry: .standard) }

    /// Writes a model with random weights and returns its folder.
    private func written(
        _ seed: UInt64, width: Int = 4, learner: String = "prototypical", temperature: String? = nil,
        metric: Metric = .squaredEuclidean, classes: String = "these"
    ) throws -> ModelFolder {
        let architecture = Architecture(
            learner: learner, metric: metric, width: width, imageShape: [1, 16, 16],
            settings: temperature.map { ["temperature": $0] })
        var configuration = TrainingConfiguration()
        configuration.seed = seed
        let provenance = Provenance(
            data: Provenance.Data(name: "pictures", digest: "d", scheme: "s", splitDigest: classes),
            configuration: configuration,
            checkpoint: Provenance.Checkpoint(
                rule: "best validation accuracy", step: 100 * Int(seed), validationAccuracy: Double(seed) / 10),
            episodes: 200 * Int(seed), trainingSeconds: Double(seed), revision: "r", machine: "m")
        var generator = SeededGenerator(seed: seed)
        let made = try ModelRegistry.standard.learner(architecture, using: &generator)
        let target = model("\(learner)-\(metric.rawValue)-\(seed)-\(width)-\(classes)")
        try target.save(made, ModelDescription(architecture: architecture, provenance: provenance))
        return target
    }

    private func scores(_ model: ModelFolder, _ normalization: Normalization) throws -> [Float] {
        var context = ForwardContext(normalization: normalization)
        return try model.load().learner.scores(for: episode, in: &context).values(as: Float.self)
    }

    private func message(_ models: [ModelFolder]) -> String? {
        #expect(throws: ModelError.self) { try model("refused").join(models) }
        do { try model("refused").join(models) } catch { return "\(error)" }
        return nil
    }

    @Test(arguments: [Normalization.running, .batch])
    func `its distances are the mean of its members'`(normalization: Normalization) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let members = try [1, 2, 3].map { try written($0, temperature: "2") }
        try model("joined").join(members)
        let own = try members.map { try scores($0, normalization) }
        #expect(own[0] != own[1])
        for (index, score) in try scores(model("joined"), normalization).enumerated() {
            let mean = own.reduce(0) { $0 + $1[index] } / 3
            #expect(abs(score - mean) < 1e-4 * max(1, abs(mean)))
        }
    }

    @Test func `its record is of all members, each of whose is kept`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try model("joined").join([written(1), written(2)])
        let loaded = try model("joined").load()
        let provenance = try #require(loaded.description.provenance)
        #expect(provenance.members?.map(\.configuration.seed) == [1, 2])
        #expect(provenance.checkpoint.rule == "2 models, each of its best validation accuracy")
        #expect(provenance.checkpoint.step == 300 && provenance.episodes == 600 && provenance.trainingSeconds == 3)
        #expect(abs(provenance.checkpoint.validationAccuracy - 0.15) < 1e-9)
        let encoder = try #require((loaded.learner as? any EncodingLearner)?.encoder)
        #expect(encoder.dimensions(for: [1, 16, 16]) == 8)
        #expect(encoder(.zeros([2, 1, 16, 16])).shape == [2, 8])
    }

    @Test func `what can't be joined is named`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try written(1)
        #expect(message([first]) == "an ensemble is of 2 to 64 models, not 1")
        #expect(message([first, try written(2, width: 8)])?.contains("has another architecture than") == true)
        #expect(message([first, try written(2, classes: "others")])?.contains("trained on other classes") == true)
        #expect(message([try written(1, learner: "matching"), first])?.contains("is matching on conv4") == true)
        #expect(message([try written(1, metric: .cosine), first])?.contains("on conv4 by cosine") == true)
        try model("joined").join([first, try written(2)])
        #expect(message([model("joined"), model("joined")])?.contains("is prototypical on conv4-ensemble") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "refused").path))
    }

    @Test func `without a number of members there is none`() {
        let architecture = Architecture(learner: "prototypical", encoder: "conv4-ensemble", imageShape: [1, 16, 16])
        var generator = SeededGenerator(seed: 0)
        let error = #expect(throws: ModelError.self) {
            try ModelRegistry.standard.learner(architecture, using: &generator)
        }
        #expect(error?.description.contains("members is missing; shopguide export ensemble joins 2 to 64") == true)
    }
}
