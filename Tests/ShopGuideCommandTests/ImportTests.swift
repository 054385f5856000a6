import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

/// `shopguide import weights`, with weights and relations that PyTorch wrote; see Fixtures/make.py.
@Suite struct ImportTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importWeights(_ file: String, _ more: String...) throws -> Program.Outcome {
        let options = ["--size", "22", "--width", "4", "--output", "run"]
        return try Program.start(["import", "weights", file] + options + more, in: folder).wait()
    }

    private var weights: String { Self.fixtures.appending(path: "relation.safetensors").path(percentEncoded: false) }

    @Test func `the model gives the relations that PyTorch computes`() throws {
        let outcome = try importWeights(weights)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let expected = try Safetensors(contentsOf: Self.fixtures.appending(path: "relations.safetensors")).tensors
        let relations = try #require(expected["relations"])
        let support = Examples(
            features: try #require(expected["support"]), labels: Tensor([0, 0, 1, 1, 2, 2]), ways: 3)
        let query = Examples(features: try #require(expected["query"]), labels: Tensor([0, 1, 2, 0]), ways: 3)
        let learner = try ModelFolder(folder.url("run"), registry: .standard).load().learner
        var context = ForwardContext(normalization: .running)
        let scores = try learner.scores(for: Episode(support: support, query: query), in: &context)
        #expect(scores.shape == [4, 3])
        #expect(try (scores - relations).absolute().max().scalar() < 1e-6)
        // Classes and queries differ by much more than that.
        #expect(try relations.max().scalar() - relations.min().scalar() > 0.05)
    }

    @Test func `the model knows the ink of the drawings that it is for`() throws {
        #expect(try importWeights(weights, "--dark-ink").status == 0)
        #expect(try ModelFolder(folder.url("run"), registry: .standard).load().description.ink == .bright)
    }

    @Test func `export halves a model, which answers as before`() throws {
        _ = try importWeights(weights)
        let outcome = try Program.start(
            ["export", "weights", "--model", "run", "--output", "half"], in: folder
        ).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        func size(_ model: String) throws -> Int {
            try Data(contentsOf: folder.url("\(model)/model.safetensors")).count
        }
        let (exact, halved) = (try size("run"), try size("half"))
        let (whole, half) = (
            try ModelFolder(folder.url("run"), registry: .standard).load(),
            try ModelFolder(folder.url("half"), registry: .standard).load()
        )
        #expect(whole.description == half.description)
        #expect(exact - halved >= 2 * whole.learner.parameterCount)  // two bytes saved for each, and no more header
        let tensors = Dictionary(uniqueKeysWithValues: half.learner.namedTensors.map { ($0.name, $0.tensor) })
        for (name, tensor) in whole.learner.namedTensors {
            let other = try #require(tensors[name])
            let error = ((tensor - other).absolute() / (tensor.absolute() + 1e-3)).max()
            #expect(try error.scalar() < 1e-3)
        }
        let again = try Program.start(
            ["export", "weights", "--model", "run", "--output", "half"], in: folder
        ).wait()
        #expect(again.complaints == ["Error: half holds a model: choose another --output"])
    }

    @Test func `a model that is there already is left alone`() throws {
        _ = try importWeights(weights)
        let again = try importWeights(weights)
        #expect(again.status == 1)
        #expect(again.complaints == ["Error: run holds a model: choose another --output"])
    }

    @Test func `weights that don't fit are named in one line, and nothing is written`() throws {
        func complaint(_ change: (inout [String: Tensor]) -> Void) throws -> String {
            var file = try Safetensors(contentsOf: Self.fixtures.appending(path: "relation.safetensors"))
            change(&file.tensors)
            try file.write(to: folder.url("changed.safetensors"))
            let outcome = try importWeights("changed.safetensors")
            #expect(outcome.status == 1 && outcome.complaints.count == 1 && outcome.output.isEmpty)
            return outcome.complaints.first ?? ""
        }
        #expect(
            try complaint { $0["relation.fc1.bias"] = nil }
                == "Error: changed.safetensors: tensor \"relation.fc1.bias\" is missing")
        #expect(
            try complaint { $0["encoder.layer1.0.weight"] = .zeros([4, 3, 3, 3]) }
                == "Error: changed.safetensors: tensor \"encoder.layer1.0.weight\" is float32 [4, 3, 3, 3], not float32 [4, 1, 3, 3]"
        )
        #expect(
            try complaint { $0["decoder.weight"] = Tensor(1) }
                == "Error: changed.safetensors: tensor \"decoder.weight\" is of no use to a relation network")
        #expect(!FileManager.default.fileExists(atPath: folder.url("run/model.safetensors").path))
    }

    @Test func `a file that isn't there, and another learner, are named`() throws {
        let missing = try importWeights("nowhere.safetensors")
        #expect(missing.status == 1 && missing.complaints.count == 1)
        #expect(missing.errors.contains("nowhere.safetensors"))
        let other = try importWeights(weights, "--learner", "maml")
        #expect(other.status == 64)
        #expect(other.errors.contains("--learner maml: weights can be imported for relation alone"))
    }
}
