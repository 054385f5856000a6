import Foundation
import Testing

/// Protocols and trainings of shoppers end in the same figures however they were interrupted.
@Suite(.serialized) struct MarketResumeTests {
    private let folder: TemporaryFolder
    private let table = ["reproduce", "shoppers", "--data", "shop", "--threads", "1", "--budget", "0.1"]
    private let training = [
        "train", "relation-ranker", "--data", "markets:shop", "--threads", "1", "--episodes", "24", "--epoch-length",
        "4",
    ]

    init() throws {
        folder = try TemporaryFolder()
        var lines = ["userId itemId rate date"]
        for shopper in 0..<15 {
            for (position, month) in [1, 2, 6, 7].enumerated() {
                let product = (shopper % 3) * 4 + (shopper + position) % 4
                lines.append("u\(shopper) p\(product) 5.0 2019-0\(month)-1\(shopper % 10)")
            }
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "shop/de_5core.txt")
    }

    /// The figures of a table without the time they took.
    private func figures(_ output: String) throws -> NSDictionary {
        let json = try JSONSerialization.jsonObject(with: Data(output.utf8))
        let figures = try #require(json as? NSDictionary).mutableCopy()
        let results = try #require(figures as? NSMutableDictionary)
        results.removeObject(forKey: "seconds")
        return results
    }

    private func run(_ arguments: [String], to output: String, _ more: [String] = []) throws -> Program.Outcome {
        try Program.start(arguments + ["--output", output, "--format", "json"] + more, in: folder).wait()
    }

    @Test func `a table that is stopped, killed and resumed has the figures of one that isn't`() throws {
        let whole = try run(table, to: "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let arguments = table + ["--output", "parts", "--format", "json"]
        let first = try Program.start(arguments, in: folder)
        #expect(try first.says("cold-1-after/relation"))
        first.send(SIGINT)
        let stopped = try first.wait()
        #expect(stopped.status == 1)
        let message = try #require(stopped.complaints.last)
        #expect(message.hasPrefix("Error: stopped") && message.hasSuffix("with the same command and --resume"))
        let second = try Program.start(arguments + ["--resume"], in: folder)
        #expect(try second.says("returning-2-with-ages/relation"))
        second.send(SIGKILL)
        #expect(try second.wait().errors.contains("going on after "))
        let numbers = try String(contentsOf: folder.url("parts/shoppers/finished.jsonl"), encoding: .utf8)
        let last = try run(table, to: "parts", ["--resume"])
        #expect(last.status == 0, "\(last.errors)")
        #expect(try figures(last.output) == figures(whole.output))
        let all = try String(contentsOf: folder.url("parts/shoppers/finished.jsonl"), encoding: .utf8)
        #expect(all.hasPrefix(numbers[..<(numbers.lastIndex(of: "\n") ?? numbers.startIndex)]))
        let again = try run(table, to: "parts", ["--resume"])
        #expect(!again.errors.contains("parameters"))
        #expect(try figures(again.output) == figures(whole.output))
    }

    @Test func `a table isn't resumed with another seed`() throws {
        let first = try Program.start(table + ["--output", "runs"], in: folder)
        #expect(try first.says("parameters"))
        first.send(SIGINT)
        #expect(try first.wait().status == 1)
        let refused = try run(table, to: "runs", ["--resume", "--seed", "3"])
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasSuffix(
                "Error: runs/shoppers holds a run with other data, --seed or --budget: --resume goes on as it began; or "
                    + "choose another --output\n"))
    }

    @Test(arguments: [SIGINT, SIGKILL])
    func `a ranker whose training is interrupted ends in the same bits`(_ signal: Int32) throws {
        let whole = try run(training, to: "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let first = try Program.start(training + ["--output", "parts"], in: folder)
        #expect(try first.says("epoch 2"))
        first.send(signal)
        _ = try first.wait()
        let resumed = try run(training, to: "parts", ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.errors.contains("; going on from episode "))
        #expect(try Traces(of: folder.url("parts")) == Traces(of: folder.url("whole")))
    }

    @Test func `a ranker is trained on interactions alone, by its own options`() throws {
        for (arguments, message) in [
            (["--data", "builtin"], "relation-ranker learns from interactions: --data markets:FOLDER, not builtin"),
            (
                ["--data", "markets:shop", "--ways", "5"],
                "--ways is for learners of labelled examples, not for rankers"
            ),
        ] {
            let outcome = try Program.start(["train", "relation-ranker"] + arguments, in: folder).wait()
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("Error: \(message)"), "\(outcome.errors)")
        }
        let other = try Program.start(["train", "prototypical", "--data", "markets:shop"], in: folder).wait()
        #expect(other.status == 1)
        #expect(other.errors.contains("markets:shop has no classes"), "\(other.errors)")
    }
}
