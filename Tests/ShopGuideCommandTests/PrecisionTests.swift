import FewShotLearning
import FewShotTensors
import Foundation
import Testing

/// Trainings whose blocks multiply numbers of bfloat16.
@Suite struct PrecisionTests {
    private let folder: TemporaryFolder
    /// Filters of the loops' own number.
    private let arguments = SmallRun.arguments(episodes: 4, epochLength: 2) + ["--width", "16"]

    init() throws { folder = try TemporaryFolder() }

    private func train(_ run: String, _ options: String...) throws -> Program.Outcome {
        try Program.start(arguments + ["--output", run] + options, in: folder).wait()
    }

    @Test func `a training in bfloat16 says so, goes on so, and gives the same bits twice`() throws {
        #expect(try train("plain").status == 0)
        #expect(try train("one", "--precision", "bfloat16").status == 0)
        #expect(try train("other", "--precision", "bfloat16", "--episodes", "2").status == 0)
        #expect(try train("other", "--resume").status == 0)
        let models = try ["plain", "one", "other"].map {
            try ModelFolder(folder.url($0), registry: .standard).load().description
        }
        let traces = try ["plain", "one", "other"].map { try Traces(of: folder.url($0)) }
        #expect(traces[1] == traces[2])
        #expect(traces[0] != traces[1])
        #expect(models.map { $0.provenance?.configuration.precision } == [.float32, .bfloat16, .bfloat16])
    }

    @Test func `a run goes on in the precision that it began in`() throws {
        #expect(try train("run").status == 0)
        let changed = try train("run", "--resume", "--precision", "bfloat16")
        #expect(changed.status == 1)
        #expect(changed.complaints.last?.contains("holds a run with another recipe") == true, "\(changed.errors)")
    }

    @Test func `a model is measured in either, which the result names`() throws {
        #expect(try train("run").status == 0)
        for precision in ["float32", "bfloat16"] {
            let evaluation = [
                "evaluate", "--model", "run", "--data", "builtin", "--episodes", "2", "--precision", precision,
            ]
            let outcome = try Program.start(evaluation, in: folder).wait()
            #expect(outcome.status == 0 && outcome.output.contains(", in \(precision), "), "\(outcome.output)")
        }
    }
}
