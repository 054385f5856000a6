import FewShotLearning
import Foundation
import Testing

/// `shopguide export ensemble`, and `train --teacher` from what it makes.
@Suite struct EnsembleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func start(_ words: String) throws -> Program.Outcome {
        try Program.start(words.split(separator: " ").map(String.init), in: folder).wait()
    }

    private func writeModels() throws {
        for (seed, name) in ["one", "two"].enumerated() {
            try SmallRun.writeModel(to: folder.url(name), seed: UInt64(seed))
        }
    }

    private struct Report: Decodable {
        let accuracy: Double
    }

    @Test func `an ensemble is measured, halved and learned from as a model is`() throws {
        try writeModels()
        let joined = try start("export ensemble --model one --model two --output both")
        #expect(joined.status == 0 && joined.output.isEmpty)
        #expect(joined.complaints == ["both: an ensemble of 2 models"])
        #expect(try start("export weights --model both --output half").status == 0)
        for model in ["both", "half"] {
            let measured = try start(
                "evaluate --model \(model) --data builtin --episodes 5 --threads 1 --format json")
            let report = try JSONDecoder().decode(Report.self, from: Data(measured.output.utf8))
            #expect(report.accuracy > 0.2)  // chance
        }

        let arguments = SmallRun.arguments(episodes: 4, epochLength: 2)
        let taught = try Program.start(arguments + ["--teacher", "half"], in: folder).wait()
        #expect(taught.status == 0, "\(taught.errors)")
        let recipe = try ModelFolder(folder.url("run"), registry: .standard).load().description.provenance?
            .configuration
        #expect(recipe?.distillation?.teacher.count == 64)  // a digest
        let alone = try Program.start(arguments + ["--resume"], in: folder).wait()
        #expect(
            alone.complaints == [
                "Error: run holds a run that learns from a trained model: add --teacher to go on with it"
            ])
        let other = try Program.start(arguments + ["--resume", "--teacher", "both"], in: folder).wait()
        #expect(other.status == 1 && other.errors.contains("run holds a run with another recipe"))
        #expect(try Program.start(arguments + ["--resume", "--teacher", "half"], in: folder).wait().status == 0)

        try SmallRun.writeModel(to: folder.url("larger"), imageShape: [1, 32, 32])
        let larger = try Program.start(
            SmallRun.arguments(output: "other") + ["--teacher", "larger"], in: folder
        ).wait()
        #expect(
            larger.complaints == [
                "Error: --teacher larger takes examples of shape [1, 32, 32], not [1, 28, 28] as builtin has"
            ])
    }

    @Test func `what can't be joined is named in one line, and nothing is written`() throws {
        try writeModels()
        try SmallRun.writeModel(to: folder.url("wide"), width: 16)
        for (words, status, message) in [
            ("--model one --output both", 1, "an ensemble is of 2 to 64 models, not 1"),
            ("--model one --model one --output both", 64, "--model one is given twice"),
            ("--model one --model wide --output both", 1, "has another architecture than"),
            ("--model one --model nowhere --output both", 1, "no such folder"),
            ("--model one --model two --output wide", 1, "wide holds a model: choose another --output"),
        ] as [(String, Int32, String)] {
            let outcome = try start("export ensemble \(words)")
            #expect(outcome.status == status && outcome.errors.contains(message), "\(words): \(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.url("both").path))
        }
    }
}
