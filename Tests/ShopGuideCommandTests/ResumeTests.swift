import FewShotLearning
import FewShotTensors
import Foundation
import Testing

/// A training ends in the same bits however it was interrupted.
@Suite(.serialized) struct ResumeTests {
    private let folder: TemporaryFolder
    private let arguments = SmallRun.arguments(episodes: 60, epochLength: 2)
    /// What stands in a folder after a finished run.
    private let finished = ["checkpoint.safetensors", "metrics.jsonl", "model.json", "model.safetensors"]

    init() throws { folder = try TemporaryFolder() }

    /// What the same run leaves without an interruption.
    private static let reference = Result {
        let folder = try TemporaryFolder()
        let run = try Program.start(SmallRun.arguments(episodes: 60, epochLength: 2), in: folder)
        #expect(try run.wait().status == 0)
        return try Traces(of: folder.url("run"))
    }

    private func resume() throws -> Program.Outcome { try Program.start(arguments + ["--resume"], in: folder).wait() }

    @Test func `a run that is killed again and again ends in the same bits`() throws {
        let expected = try Self.reference.get()
        var generator = SeededGenerator(seed: 3)
        var kills = 0
        for attempt in 0..<10 {
            let run = try Program.start(arguments + ["--resume"], in: folder)
            // Most are killed in the first of 30 epochs after a resumption, or soon after it: files are written all the time.
            // Some are killed before training has begun.
            if attempt % 4 != 3 { #expect(try run.says(attempt % 2 == 0 ? "epoch " : "parameters")) }
            usleep(UInt32(generator.uniform(in: 0...0.02) * 1e6))
            run.send(SIGKILL)
            if try run.wait().status == -SIGKILL { kills += 1 }
            guard FileManager.default.fileExists(atPath: folder.url("run/model.safetensors").path) else { continue }
            #expect(throws: Never.self) { try ModelFolder(folder.url("run"), registry: .standard).load() }
        }
        #expect(kills >= 8)
        #expect(try resume().status == 0)
        #expect(try Traces(of: folder.url("run")) == expected)
        #expect(try folder.files(ofRun: "run") == finished)
    }

    @Test func `a run that is killed in the middle of a write goes on from before it`() throws {
        let expected = try Self.reference.get()
        let run = try Program.start(arguments, in: folder)
        #expect(try run.says("epoch 3"))
        run.send(SIGKILL)
        _ = try run.wait()
        let evaluation = ["evaluate", "--model", "run", "--data", "builtin", "--episodes", "1", "--threads", "1"]
        #expect(try Program.start(evaluation, in: folder).wait().status == 0)
        // The system ends a process at the byte where a file passes the limit; blocks are of 512 or 1,024 bytes.
        let cut = try Program.start(arguments + ["--resume"], in: folder, after: "ulimit -c 0; ulimit -f 20").wait()
        #expect(cut.status == -SIGXFSZ, "\(cut.errors)")
        #expect(try folder.files(in: "run").contains { $0.hasSuffix(".partial") })
        #expect(try resume().status == 0)
        #expect(try Traces(of: folder.url("run")) == expected)
        #expect(try folder.files(ofRun: "run") == finished)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a run that is asked to stop writes its checkpoint, says how to go on, and does`(_ signal: Int32) throws {
        let expected = try Self.reference.get()
        let run = try Program.start(arguments, in: folder)
        #expect(try run.says("epoch 2"))
        let start = ContinuousClock.now
        run.send(signal)
        let outcome = try run.wait()
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        let message = try #require(outcome.complaints.last)
        #expect(
            try /Error: stopped at episode \d+ of 60, its checkpoint written; go on with the same command and --resume/
                .wholeMatch(in: message) != nil, "\(message)")
        #expect(try resume().errors.contains("; going on from episode "))
        #expect(try Traces(of: folder.url("run")) == expected)
    }

    @Test func `a long validation is interrupted in its middle`() throws {
        let run = try Program.start(arguments + ["--validation-episodes", "1000000"], in: folder)
        #expect(try run.says("parameters"))
        usleep(1_000_000)
        run.send(SIGINT)
        let outcome = try run.wait()
        #expect(outcome.complaints.last?.hasPrefix("Error: stopped at episode 2 of 60") == true, "\(outcome.errors)")
    }

    @Test func `a second Ctrl-C ends it at once`() throws {
        // One step of this takes long; the first Ctrl-C waits for its end.
        let slow = arguments + ["--ways", "38", "--queries", "30", "--width", "128"]
        let run = try Program.start(slow, in: folder)
        #expect(try run.says("parameters"))
        run.send(SIGINT)
        usleep(50_000)
        let start = ContinuousClock.now
        run.send(SIGINT)
        #expect(try run.wait().status == 130)
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func `two runs can't write to one folder`() throws {
        let run = try Program.start(SmallRun.arguments(episodes: 100_000), in: folder)
        #expect(try run.says("parameters"))
        let second = try resume()
        #expect(second.status == 1)
        #expect(
            second.complaints == ["Error: another training is writing to run: wait for it, or choose another --output"])
        run.send(SIGKILL)
        _ = try run.wait()
    }

    @Test func `a finished run goes on for more episodes and validates where it would have`() throws {
        #expect(try Program.start(SmallRun.arguments(episodes: 5), in: folder).wait().status == 0)
        #expect(try Program.start(SmallRun.arguments(episodes: 12) + ["--resume"], in: folder).wait().status == 0)
        #expect(try Traces(of: folder.url("run")).metrics.map(\.step) == [4, 5, 8, 12])
    }
}
