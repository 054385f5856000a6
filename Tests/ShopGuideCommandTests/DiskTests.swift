import FewShotLearning
import Foundation
import Testing

/// A disk that refuses a file ends a command with its reason, and spares what was written before.
@Suite(.serialized) struct DiskTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Makes the system refuse files of more than some bytes instead of ending the process at them.
    private let refusing = "trap '' XFSZ"

    @Test func `says so before training starts`() throws {
        let outcome = try Program.start(SmallRun.arguments(), in: folder, after: "\(refusing); ulimit -f 20").wait()
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.complaints.count == 1)
        let path = "\(folder.path)/run/checkpoint.safetensors"
        #expect(outcome.complaints.last == "Error: \(path): can't be written: File too large")
        #expect(try folder.files(in: "run") == ["metrics.jsonl"])
    }

    @Test func `keeps the last good checkpoint where a write fails in mid-training`() throws {
        try SmallRun.train("--output", "whole", "--episodes", "40", in: folder)
        let arguments = SmallRun.arguments(episodes: 40)
        let run = try Program.start(arguments, in: folder, after: refusing)
        #expect(try run.says("epoch 2"))
        #expect(try Self.succeeds("prlimit", "--pid", "\(run.identifier)", "--fsize=2048"))
        let outcome = try run.wait()
        #expect(outcome.status == 1)
        let message = try #require(outcome.complaints.last)
        #expect(message.hasPrefix("Error: \(folder.path)/run"))
        #expect(message.hasSuffix(": can't be written: File too large"))
        #expect(try !folder.files(in: "run").contains { $0.hasSuffix(".partial") })
        #expect(throws: Never.self) { try ModelFolder(folder.url("run"), registry: .standard).load() }
        #expect(try Program.start(arguments + ["--resume"], in: folder).wait().status == 0)
        #expect(try Traces(of: folder.url("run")) == Traces(of: folder.url("whole")))
    }

    @Test(
        .enabled("this system lets nobody mount a disk of their own") {
            try Self.succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
        }
    )
    func `keeps the last good checkpoint where the disk is full in mid-training`() throws {
        // On a disk of 88 KB, of which a checkpoint takes 40, there is no room to replace it once a model lies beside.
        let script = """
            mkdir small rescued && mount -t tmpfs -o size=88k none small || exit 99
            "$0" "$@"; status=$?
            cp small/run/* rescued; ls -A small/run > listing; exit $status
            """
        let arguments = SmallRun.arguments(episodes: 40, output: "small/run")
        let outcome = try Program.start(arguments, in: folder, wrapping: ["unshare", "-rm", "sh", "-c", script]).wait()
        #expect(outcome.status == 1)
        #expect(outcome.complaints.contains { $0.hasPrefix("epoch ") } || outcome.complaints.count == 2)
        let message = try #require(outcome.complaints.last)
        #expect(
            message.hasSuffix("run/checkpoint.safetensors: can't be written: No space left on device"), "\(message)")
        #expect(try !String(contentsOf: folder.url("listing"), encoding: .utf8).contains(".partial"))
        #expect(throws: Never.self) { try ModelFolder(folder.url("rescued"), registry: .standard).load() }
        let resumed = SmallRun.arguments(episodes: 40, output: "rescued") + ["--resume"]
        #expect(try Program.start(resumed, in: folder).wait().status == 0)
        try SmallRun.train("--output", "whole", "--episodes", "40", in: folder)
        #expect(try Traces(of: folder.url("rescued")) == Traces(of: folder.url("whole")))
    }

    private static func succeeds(_ command: String...) throws -> Bool {
        try Program.succeeds(command)
    }

    @Test func `a result that nobody can read is a failure`() throws {
        try SmallRun.writeModel(to: folder.url("model"))
        let arguments = ["evaluate", "--model", "model", "--data", "builtin", "--episodes", "1"]
        let outcome = try Program.start(arguments, in: folder, after: "exec > /dev/full").wait()
        #expect(outcome.status == 1)
        #expect(outcome.complaints == ["Error: can't print the result: No space left on device"])
    }

    @Test func `a log that nobody can read is none`() throws {
        let run = try Program.start(SmallRun.arguments(), in: folder, after: "exec 2> /dev/full").wait()
        #expect(run.status == 0)
    }
}
