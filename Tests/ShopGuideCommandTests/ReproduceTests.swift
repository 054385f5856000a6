import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuideExperiments
import Testing

@Suite struct ReproduceTests {
    private static let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/omniglot")
    private static let omniglot = data.appending(path: "omniglot_105.zip").path(percentEncoded: false)
    private static var isThere: Bool { FileManager.default.fileExists(atPath: omniglot) }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private struct Row: Decodable, Equatable {
        let table: String
        let learner: String
        let accuracy: Double
        let `protocol`: String
    }

    private func reproduce(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(["reproduce"] + arguments + ["--threads", "1"], in: folder).wait()
    }

    private func rows(_ outcome: Program.Outcome) throws -> [Row] {
        try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
    }

    @Test(.enabled(if: isThere, "needs Omniglot in ../shared/data"))
    func `measures Lake's runs, keeps what is finished and publishes beside other tables`() throws {
        let other =
            #"[{"accuracy":0.5,"command":"c","confidence95":0,"data":"d","episodes":1,"learner":"random","protocol":"#
            + #""inductive","queries":1,"scheme":"s","seed":0,"shots":1,"split":"test","table":"paper","task":"episodes","ways":2}]"#
        let docs = folder.url("Docs")
        try FileManager.default.createDirectory(at: docs, withIntermediateDirectories: true)
        try other.write(to: docs.appending(path: "results.json"), atomically: true, encoding: .utf8)
        let arguments = [
            "reproduce", "lake", "--data", "omniglot:\(Self.omniglot)", "--learner", "random", "--learner",
            "modified-hausdorff", "--threads", "1", "--format", "json",
        ]
        let first = try Program.start(arguments, in: folder).wait()
        #expect(first.status == 0)
        let found = try rows(first)
        #expect(found.map(\.learner) == ["modified-hausdorff", "random"])
        #expect(abs(found[0].accuracy - 0.612) < 0.005)

        let refused = try Program.start(arguments, in: folder).wait()
        #expect(refused.status == 1)
        #expect(refused.errors.contains("runs/reproduce/lake is there already: add --resume to go on with it"))

        let again = try Program.start(arguments + ["--resume", "--publish"], in: folder).wait()
        #expect(try rows(again) == found)
        #expect(!again.errors.contains("%"))  // nothing was measured again
        let published = try JSONDecoder().decode(
            [Row].self, from: Data(contentsOf: docs.appending(path: "results.json")))
        #expect(published.map(\.table) == ["paper", "lake", "lake"])

        // One learner alone leaves the table's others as they were.
        let part = arguments.prefix(4) + ["--learner", "random", "--threads", "1", "--resume", "--publish"]
        #expect(try Program.start(Array(part), in: folder).wait().status == 0)
        let kept = try JSONDecoder().decode([Row].self, from: Data(contentsOf: docs.appending(path: "results.json")))
        #expect(kept == published)
        let markdown = try String(contentsOf: docs.appending(path: "results.md"), encoding: .utf8)
        #expect(markdown.contains("| modified-hausdorff | inductive | 61.25 ± "))
        #expect(FileManager.default.fileExists(atPath: folder.url("runs/reproduce/lake/report.html").path))
    }

    @Test func `shows a learner that has weights for each column in one row`() throws {
        func result(_ label: String, shots: Int, accuracy: Double) -> String {
            #"{"accuracy":\#(accuracy),"command":"c","confidence95":0.01,"data":"d","episodes":1,"learner":"\#(label)","#
                + #""protocol":"transductive","queries":15,"scheme":"s","seed":0,"shots":\#(shots),"split":"test","#
                + #""table":"omniglot","task":"episodes","ways":5}"#
        }
        let (one, five) = (
            result("maml", shots: 1, accuracy: 0.5), result("maml-5-shot", shots: 5, accuracy: 0.6)
        )
        let rows = try JSONDecoder().decode([ResultRow].self, from: Data("[\(one),\(five)]".utf8))
        #expect(
            ResultsMarkdown(rows: rows).document.contains(
                "| maml | transductive | 50.00 ± 1.00 | 60.00 ± 1.00 | – |"))
    }

    @Test(.enabled(if: isThere, "needs Omniglot in ../shared/data"))
    func `trains what is missing within the budget, and not again`() throws {
        let arguments = [
            "reproduce", "paper", "--data", "omniglot:\(Self.omniglot)", "--learner", "prototypical-draw0", "--learner",
            "random-draw0", "--budget", "0.01", "--episodes", "20", "--threads", "1", "--format", "json",
        ]
        let first = try Program.start(arguments, in: folder).wait()
        #expect(first.status == 0)
        #expect(first.errors.contains("training paper/prototypical-draw0"))
        let found = try rows(first)
        #expect(found.map { "\($0.learner) \($0.protocol)" }.contains("prototypical-draw0 transductive"))
        let again = try Program.start(arguments + ["--resume"], in: folder).wait()
        #expect(try rows(again) == found)
        #expect(!again.errors.contains("training"))
    }

    @Test(.enabled(if: isThere, "needs Omniglot in ../shared/data"))
    func `trains a wide encoder in bfloat16, and measures it as it was asked to`() throws {
        let outcome = try Program.start(
            [
                "reproduce", "lake", "--data", "omniglot:\(Self.omniglot)", "--learner", "prototypical-wide",
                "--budget", "0.01", "--episodes", "2", "--threads", "1",
            ], in: folder
        ).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let model = ModelFolder(
            folder.url("runs/reproduce/lake/prototypical-wide"), registry: .standard)
        let description = try model.load().description
        #expect(description.architecture.width == 128)
        #expect(description.provenance?.configuration.precision == .bfloat16)
        let results = try String(contentsOf: folder.url("runs/reproduce/lake/results.json"), encoding: .utf8)
        #expect(results.contains("shopguide reproduce lake --data") && !results.contains("--precision"))
    }

    @Test(.enabled(if: isThere, "needs Omniglot in ../shared/data"))
    func `joins trained models into an ensemble, and names those that it lacks`() throws {
        let arguments = [
            "reproduce", "lake", "--data", "omniglot:\(Self.omniglot)", "--learner",
            "prototypical-five-alphabets-ensemble",
            "--models", "models", "--threads", "1", "--format", "json",
        ]
        let lacking = try Program.start(arguments, in: folder).wait()
        #expect(lacking.status == 1)
        #expect(
            lacking.complaints.last
                == "Error: prototypical-five-alphabets-ensemble stands on lake-prototypical-five-alphabets, which isn't trained: "
                + "don't leave it out")
        for (seed, name) in ["lake-prototypical-five-alphabets", "lake-prototypical-five-alphabets-2"].enumerated() {
            try SmallRun.writeModel(to: folder.url("models/\(name)"), seed: UInt64(seed))
        }
        let joined = try Program.start(arguments + ["--resume"], in: folder).wait()
        #expect(joined.status == 0, "\(joined.errors)")
        #expect(!joined.errors.contains("training"))
        #expect(try rows(joined).first?.learner == "prototypical-five-alphabets-ensemble")
        let made = folder.url("runs/reproduce/lake/prototypical-five-alphabets-ensemble")
        let architecture = try ModelFolder(made, registry: .standard).load().description.architecture
        #expect(architecture.encoder == "conv4-ensemble")
    }

    @Test(
        arguments: [
            (["nothing"], 64, "unknown table \"nothing\"; there is paper, omniglot, lake, grocery, transfer"),
            (["lake", "--learner", "siamese"], 64, "table lake has no row \"siamese\"; it has prototypical, "),
            (["lake", "--budget", "0"], 64, "--budget must be above 0 and at most 100000 minutes, not 0.0"),
            (["lake", "--episodes", "0"], 64, "--episodes must be at least 1, not 0"),
            (["lake", "--data", "photos"], 64, "--data: "),
            (["offers", "--precision", "bfloat16"], 64, "--precision is for tables of pictures, not offers"),
            (["lake"], 1, "this table needs Omniglot: add --data omniglot:omniglot_105.zip"),
            (["grocery"], 1, "this table needs product photos: add --data images:grocery84.zip"),
            (["lake", "--data", "omniglot:nowhere.zip"], 1, "nowhere.zip"),
        ] as [([String], Int32, String)])
    func `what is asked wrongly is named`(arguments: [String], status: Int32, message: String) throws {
        let outcome = try Program.start(["reproduce"] + arguments, in: folder).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message))
        #expect(outcome.output.isEmpty)
    }
}
