import FewShotLearning
import FewShotTensors
import Foundation

/// A training so small that it takes about a second.
enum SmallRun {
    /// The options, but for the output folder.
    static func arguments(episodes: Int = 12, epochLength: Int = 4, output: String = "run") -> [String] {
        [
            "train", "prototypical", "--data", "builtin", "--width", "8", "--ways", "5", "--queries", "3",
            "--validation-episodes", "3", "--validation-queries", "5", "--threads", "1", "--episodes", "\(episodes)",
            "--epoch-length", "\(epochLength)", "--output", output,
        ]
    }

    /// Trains in a folder called `run`.
    @discardableResult
    static func train(_ more: String..., in folder: TemporaryFolder) throws -> Program.Outcome {
        let outcome = try Program.start(arguments() + more, in: folder).wait()
        guard outcome.status == 0 else { throw Program.Missing(description: outcome.errors) }
        return outcome
    }

    /// Writes an untrained model, as ``train(_:in:)`` would leave one, without the wait.
    static func writeModel(
        to url: URL, width: Int = 8, imageShape: [Int] = [1, 28, 28], seed: UInt64 = 1,
        change: (inout Safetensors) throws -> Void = { _ in }
    ) throws {
        let architecture = Architecture(learner: "prototypical", width: width, imageShape: imageShape)
        var generator = SeededGenerator(seed: seed)
        let learner = try ModelRegistry.standard.learner(architecture, using: &generator)
        try ModelFolder(url, registry: .standard).save(learner, ModelDescription(architecture: architecture))
        let file = url.appending(path: "model.safetensors")
        var contents = try Safetensors(contentsOf: file)
        try change(&contents)
        try contents.write(to: file)
    }
}

/// What a run leaves that must be the same however often it was interrupted.
struct Traces: Equatable {
    /// The bytes of every tensor of the model.
    let tensors: [String: [UInt8]]
    /// The metrics without the time they took.
    let metrics: [EpochReport]

    init(of folder: URL) throws {
        tensors = try Safetensors(contentsOf: folder.appending(path: "model.safetensors")).tensors.mapValues {
            try $0.bytes()
        }
        metrics = try String(contentsOf: folder.appending(path: "metrics.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { line in
                var report = try JSONDecoder().decode(EpochReport.self, from: Data(line.utf8))
                report.seconds = 0
                return report
            }
    }
}
