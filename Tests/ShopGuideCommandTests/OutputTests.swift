import Foundation
import Testing

/// What programs read from standard output.
@Suite struct OutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func object(_ outcome: Program.Outcome) throws -> [String: Any] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    private func evaluate(_ more: String...) throws -> [String: Any] {
        try object(
            Program.start(
                [
                    "evaluate", "--model", "run", "--data", "builtin", "--episodes", "20", "--threads", "1", "--format",
                    "json",
                ] + more, in: folder
            ).wait())
    }

    @Test func `train prints JSON alone`() throws {
        let result = try object(SmallRun.train("--format", "json", in: folder))
        #expect(
            result.keys.sorted() == [
                "bestStep", "episodes", "learner", "model", "seconds", "seed", "validationAccuracy",
            ])
        #expect(result["episodes"] as? Int == 12)
        #expect(result["learner"] as? String == "prototypical")
    }

    @Test func `evaluate prints JSON alone`() throws {
        try SmallRun.train(in: folder)
        let result = try evaluate()
        #expect(
            result.keys.sorted() == [
                "accuracy", "checkpoint", "confidence95", "episodes", "learner", "protocol", "queries", "scheme",
                "secondsPerEpisode", "seed", "shots", "split", "ways",
            ])
        let checkpoint = try #require(result["checkpoint"] as? [String: Any])
        #expect(checkpoint.keys.sorted() == ["rule", "step", "validationAccuracy"])
        #expect(result["split"] as? String == "test")
        #expect(result["protocol"] as? String == "inductive")
        #expect(result["episodes"] as? Int == 20)
    }

    @Test func `the same seed gives the same bits, another seed others`() throws {
        try SmallRun.train(in: folder)
        try SmallRun.train("--output", "again", in: folder)
        #expect(try Traces(of: folder.url("run")) == Traces(of: folder.url("again")))
        try SmallRun.train("--output", "other", "--seed", "1", in: folder)
        #expect(try Traces(of: folder.url("run")).tensors != Traces(of: folder.url("other")).tensors)

        let accuracy = try evaluate()["accuracy"] as? Double
        #expect(try evaluate()["accuracy"] as? Double == accuracy)
        #expect(try evaluate("--seed", "1")["accuracy"] as? Double != accuracy)
        let transductive = try evaluate("--protocol", "transductive")
        #expect(transductive["protocol"] as? String == "transductive")
        #expect(transductive["accuracy"] as? Double != accuracy)
    }

    @Test func `evaluate reports each class on request`() throws {
        try SmallRun.train(in: folder)
        let classes = try #require(try evaluate("--per-class")["classes"] as? [[String: Any]])
        #expect(classes.count == 14)
        #expect(classes[0].keys.sorted() == ["mistakes", "name", "queries", "right"])
    }

    @Test func `train writes a model of a method without training, which evaluate measures`() throws {
        let trained = try Program.run("train", "random", "--data", "builtin", "--output", "run", in: folder)
        #expect(trained.status == 0 && trained.output.isEmpty)
        #expect(
            trained.complaints == [
                "run: random has nothing to train; next: shopguide evaluate --model run --data builtin"
            ])
        #expect(try Set(folder.files(in: "run")).isSuperset(of: ["model.json", "model.safetensors"]))
        let result = try evaluate()
        #expect(result["learner"] as? String == "random")
        let accuracy = try #require(result["accuracy"] as? Double)
        #expect(abs(accuracy - 0.2) < 0.05)  // 1,500 answers: 4.8 standard deviations
    }

    @Test func `learners lists every learner with its settings`() throws {
        let json = try Program.run("learners", "--format", "json", in: folder)
        let entries = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        let text = try Program.run("learners", in: folder).output
        #expect(entries.count >= 9)
        for entry in entries {
            #expect(entry.keys.sorted() == ["encoders", "isTrained", "meaning", "name", "settings"])
            let (name, meaning) = (entry["name"] as? String ?? "", entry["meaning"] as? String ?? "")
            #expect(text.contains("\(name): \(meaning)\n"))
            for setting in entry["settings"] as? [[String: String]] ?? [] {
                #expect(setting.keys.sorted() == ["meaning", "name", "standard", "values"])
                #expect(text.contains("\n  \(setting["name"] ?? "")=\(setting["standard"] ?? ""): "))
            }
        }
        let maml = try #require(entries.first { $0["name"] as? String == "maml" })
        #expect(maml["encoders"] as? [String] == ["conv4-stride", "conv4", "pretrained"])
    }

    @Test func `text says what was measured, and what to do next`() throws {
        let trained = try SmallRun.train(in: folder)
        #expect(trained.output.hasSuffix("Next: shopguide evaluate --model run --data builtin\n"))
        let outcome = try Program.run("evaluate", "--model", "run", "--data", "builtin", "--episodes", "3", in: folder)
        #expect(
            try
                /prototypical: \d+\.\d\d ± \d+\.\d\d % \(5-way 1-shot, 15 queries, 3 episodes, inductive, test split, seed 0; .* ms per episode\)\n/
                .wholeMatch(in: outcome.output) != nil, "\(outcome.output)")
    }

    @Test func `the model says where it comes from`() throws {
        try SmallRun.train(in: folder)
        let json =
            try JSONSerialization.jsonObject(with: Data(contentsOf: folder.url("run/model.json"))) as? [String: Any]
        let provenance = try #require(json?["provenance"] as? [String: Any])
        #expect(
            provenance.keys.sorted() == [
                "checkpoint", "configuration", "data", "episodes", "machine", "revision", "split", "trainingSeconds",
                "validationProtocol",
            ])
        #expect(try !String(contentsOf: folder.url("run/model.json"), encoding: .utf8).contains(folder.path))
    }
}
