import FewShotLearning
import FewShotTensors
import Foundation
import LocalGroup
import ShopGuideExperiments
import Testing

/// Trainings in several processes of the program, started as a launcher of PyTorch starts them.
@Suite(.serialized) struct LaunchTests {
    /// The difference between the weights of one process and two.
    private static let tolerance: Float = 1e-3

    private let folder: TemporaryFolder
    private let launched = ["MASTER_ADDR": "10.0.0.1", "MASTER_PORT": "29500", "RANK": "1", "WORLD_SIZE": "2"]

    init() throws { folder = try TemporaryFolder() }

    /// A small training of two tasks a step.
    private func arguments(episodes: Int = 12, output: String) -> [String] {
        SmallRun.arguments(episodes: episodes, output: output) + ["--tasks", "2"]
    }

    /// Starts both processes of a training.
    private func launch(_ arguments: [String]) throws -> [Program.Running] {
        let port = try LocalGroup.freePort()
        return try (0..<2).map { rank in
            try Program.start(
                arguments, in: folder,
                after: "export MASTER_ADDR=127.0.0.1 MASTER_PORT=\(port) WORLD_SIZE=2 RANK=\(rank)")
        }
    }

    private func run(_ arguments: [String]) throws -> [Program.Outcome] {
        try launch(arguments).map { try $0.wait() }
    }

    private func place(_ changes: [String: String?]) throws -> ProcessGroup.Place? {
        var environment = launched
        for (name, value) in changes { environment[name] = value }
        return try Launch.place(in: environment)
    }

    @Test func `two processes learn what one does, write it once, and the same bits again`() throws {
        #expect(try Program.start(arguments(output: "one"), in: folder).wait().status == 0)
        let outcomes = try run(arguments(output: "two"))
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.errors))")
        #expect(outcomes[0].output.contains("best validation accuracy"))
        #expect(outcomes[1].output.isEmpty && outcomes[1].errors.isEmpty, "\(outcomes[1].errors)")
        #expect(try run(arguments(output: "again")).map(\.status) == [0, 0])
        let (one, two) = (try Traces(of: folder.url("one")), try Traces(of: folder.url("two")))
        #expect(try Traces(of: folder.url("again")) == two)
        #expect(one.metrics.map(\.step) == two.metrics.map(\.step))
        for (name, tensor) in try Safetensors(contentsOf: folder.url("one/model.safetensors")).tensors {
            let other = try #require(
                try Safetensors(contentsOf: folder.url("two/model.safetensors")).tensors[name], "\(name)")
            #expect(try (tensor - other).absolute().max().scalar() < Double(Self.tolerance), "\(name)")
        }
    }

    @Test func `where one process is killed, the other ends with a checkpoint, from which one process goes on`() throws
    {
        let long = arguments(episodes: 100_000, output: "run")
        let processes = try launch(long)
        #expect(try processes[0].says("epoch 2"))
        processes[1].send(SIGKILL)
        #expect(try processes[1].wait().status == -SIGKILL)
        let outcome = try processes[0].wait()
        #expect(outcome.status == 1)
        let message = try #require(outcome.complaints.last)
        let sentence =
            /Error: rank 0 of 2 lost another process \(.*\); stopped at episode (\d+) of 100000, its checkpoint written; go on with --resume, in as many processes as you like/
        let step = try #require(try sentence.wholeMatch(in: message), "\(message)").1
        let resumed = try Program.start(
            arguments(episodes: (Int(step) ?? 0) + 2, output: "run") + ["--resume"], in: folder
        ).wait()
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.errors.contains("note: the run began with 2 processes; with 1 its bits will differ"))
        #expect(resumed.errors.contains("; going on from episode \(step)"))
    }

    @Test func `where rank 0 is killed, the others say so, and two processes go on`() throws {
        let processes = try launch(arguments(episodes: 100_000, output: "run"))
        #expect(try processes[0].says("epoch 2"))
        processes[0].send(SIGKILL)
        _ = try processes[0].wait()
        let outcome = try processes[1].wait()
        #expect(outcome.status == 1)
        #expect(outcome.complaints.count == 1, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("Error: rank 1 of 2 lost another process ("), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("; go on from the checkpoint of rank 0 with --resume\n"), "\(outcome.errors)")
        let resumed = try launch(arguments(episodes: 100_000, output: "run") + ["--resume"])
        #expect(try resumed[0].says("; going on from episode "))
        #expect(try resumed[0].says("epoch "))
        for process in resumed { process.send(SIGKILL) }
        for process in resumed { _ = try process.wait() }
    }

    @Test func `a signal to one process stops all after the same step`() throws {
        let processes = try launch(arguments(episodes: 100_000, output: "run"))
        #expect(try processes[0].says("epoch 1"))
        processes[1].send(SIGTERM)
        let outcomes = try processes.map { try $0.wait() }
        #expect(outcomes.map(\.status) == [1, 1])
        #expect(outcomes[0].complaints.last?.hasSuffix("go on with the same command and --resume") == true)
        #expect(outcomes[1].complaints == ["Error: stopped together with rank 0"])
    }

    @Test func `a step of fewer tasks than processes is refused`() throws {
        let outcomes = try run(SmallRun.arguments(output: "run"))
        for outcome in outcomes {
            #expect(outcome.status == 1)
            #expect(
                outcome.complaints == [
                    "Error: 2 processes can't share out a step of --tasks 1: give --tasks 2 or more"
                ])
        }
    }

    @Test func `a run that is there is refused by both processes`() throws {
        try SmallRun.train(in: folder)
        let outcomes = try run(arguments(output: "run"))
        #expect(outcomes.map(\.status) == [1, 1])
        #expect(outcomes[0].errors.contains("run holds a training run: add --resume to go on with it"))
        #expect(outcomes[1].errors.hasPrefix("Error: rank 1 of 2 lost another process ("))
    }

    @Test func `the program refuses a launch without an address`() throws {
        let outcome = try Program.start(SmallRun.arguments(), in: folder, after: "export WORLD_SIZE=2 RANK=0").wait()
        #expect(outcome.status == 1)
        #expect(outcome.complaints.first?.hasPrefix("Error: WORLD_SIZE is 2, but MASTER_ADDR isn't set") == true)
        #expect(outcome.complaints.count == 1)
    }

    @Test func `reads what launchers set`() throws {
        var expected = ProcessGroup.Place(rank: 1, size: 2, host: "10.0.0.1", port: 29_500)
        #expect(try Launch.place(in: launched) == expected)
        expected.isServed = true
        expected.name = "shopguide/attempt_3"
        #expect(
            try place(["TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "3"]) == expected)
    }

    @Test func `a process trains alone without WORLD_SIZE, or where it is 1`() throws {
        #expect(try Launch.place(in: [:]) == nil)
        #expect(try place(["WORLD_SIZE": nil]) == nil)
        #expect(try Launch.place(in: ["WORLD_SIZE": "1"]) == nil)
    }

    @Test(arguments: [
        ("MASTER_ADDR", nil, "WORLD_SIZE is 2, but MASTER_ADDR isn't set: "),
        ("MASTER_ADDR", "", "WORLD_SIZE is 2, but MASTER_ADDR isn't set: "),
        ("MASTER_PORT", nil, "WORLD_SIZE is 2, but MASTER_PORT isn't set: "),
        ("MASTER_PORT", "70000", "MASTER_PORT must be a number from 1 to 65535 (got 70000)"),
        ("RANK", nil, "WORLD_SIZE is 2, but RANK isn't set: "),
        ("RANK", "2", "RANK must be a number from 0 to 1 (got 2)"),
        ("RANK", "-1", "RANK must be a number from 0 to 1 (got -1)"),
        ("WORLD_SIZE", "many", "WORLD_SIZE must be a number from 1 to 65536 (got many)"),
        ("WORLD_SIZE", "0", "WORLD_SIZE must be a number from 1 to 65536 (got 0)"),
    ])
    func `refuses what doesn't fit`(name: String, value: String?, message: String) {
        let error = #expect(throws: ExperimentError.self) { try place([name: value]) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test func `a build that can't says so`() {
        let error = #expect(throws: ExperimentError.self) { try Launch.group(in: launched, isAvailable: false) }
        #expect(
            error?.description
                == "WORLD_SIZE is 2, but the LibTorch of this build has no c10d with Gloo: build with that of PyTorch's wheel, or unset WORLD_SIZE to train alone"
        )
    }
}
