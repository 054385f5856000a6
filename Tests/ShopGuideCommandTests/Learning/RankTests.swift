import Foundation
import Testing

/// Given candidates, ranked for other people's evaluators.
@Suite struct RankTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "id,title\nmug-1,red mug\nmug-2,blue mug\npan-1,small pan\npan-2,large pan\n", to: "products.csv")
        // Without times: the order is that of the file.
        let events = ["a,mug-1", "b,mug-1", "b,mug-2", "c,mug-1", "c,mug-2", "d,pan-1", "d,pan-2"]
        try folder.write("shopper,product,kind\n" + events.map { "\($0),view\n" }.joined(), to: "events.csv")
        for arguments in [["products", "products.csv"], ["interactions", "events.csv"]] {
            let outcome = try Program.start(
                ["catalog", "import"] + arguments + ["--store", "s.sqlite"], in: folder
            ).wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func rank(_ candidates: String, _ more: String...) throws -> Program.Outcome {
        try folder.write(candidates, to: "candidates.tsv")
        return try Program.start(
            ["rank", "--store", "s.sqlite", "--candidates", "candidates.tsv", "--output", "run.txt"] + more, in: folder
        ).wait()
    }

    private func run() throws -> [[String]] {
        try String(contentsOf: folder.url("run.txt"), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: " ").map(String.init) }
    }

    @Test func `a run has every candidate once, the best first, and is scored by the right ones`() throws {
        try folder.write("user item gain\na mug-2 2\na pan-1 1\n", to: "truth.txt")
        let outcome = try rank("a\tpan-1,mug-2,gone,pan-2,mug-2\nnobody\tpan-1,mug-2\n", "--truth", "truth.txt")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try run()
        let own = lines.filter { $0[0] == "a" }
        #expect(own.map { $0[3] } == ["1", "2", "3", "4"])
        #expect(own.first?[2] == "mug-2" && own.last?[2] == "gone")
        #expect(own.allSatisfy { $0.count == 6 && $0[1] == "Q0" && $0[5] == "shopguide-content" })
        let scores = own.compactMap { Double($0[4]) }
        #expect(scores == scores.sorted(by: >) && scores.count == 4)
        #expect(lines.count { $0[0] == "nobody" } == 2)
        #expect(outcome.errors.contains("1 candidates aren't in the catalogue and come last"))
        #expect(
            outcome.output.hasPrefix("content: nDCG@10 ")
                && outcome.output.contains("HR@10 1.0000, MRR 1.0000 (1 shoppers)"))
    }

    @Test func `pairs and lists say the same, with a header or without`() throws {
        #expect(try rank("a\tpan-1,mug-2,pan-2\n").status == 0)
        let lists = try run()
        #expect(try rank("userId itemId\na pan-1\na mug-2\na pan-2\n").status == 0)
        #expect(try run() == lists)
    }

    @Test func `a shopper is asked for after what they did last, or after everything`() throws {
        let dated = [
            "a,mug-1,2020-01-01", "b,mug-1,2020-01-01", "c,mug-2,2020-01-01", "d,pan-1,2024-01-01",
            "e,pan-1,2024-01-02",
        ]
        try folder.write(
            "shopper,product,kind,time\n"
                + dated.map {
                    let fields = $0.split(separator: ",")
                    return "\(fields[0]),\(fields[1]),purchase,\(fields[2])T10:00:00Z\n"
                }.joined(), to: "dated.csv")
        for arguments in [["products", "products.csv"], ["interactions", "dated.csv"]] {
            let outcome = try Program.start(["catalog", "import"] + arguments + ["--store", "t.sqlite"], in: folder)
                .wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try folder.write("a\tpan-1,mug-2\n", to: "candidates.tsv")
        func scores(_ asked: String...) throws -> [String] {
            let outcome = try Program.start(
                [
                    "rank", "--store", "t.sqlite", "--candidates", "candidates.tsv", "--output", "run.txt", "--learner",
                    "relation",
                ]
                    + asked, in: folder
            ).wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
            return try run().map { "\($0[2]) \($0[4])" }
        }
        // Nobody had taken the pan yet when the shopper did something last; four years later many had.
        let (own, late) = (try scores(), try scores("--asked", "store"))
        #expect(own != late)
        #expect(try scores("--asked", "shopper") == own)
        #expect(try rank("a\tmug-1\n", "--asked", "never").status == 64)
    }

    @Test func `every learner that recommends is scored on the same candidates`() throws {
        try folder.write("a\tpan-1,mug-2,pan-2\n", to: "candidates.tsv")
        try folder.write("a mug-2\n", to: "truth.txt")
        let outcome = try Program.run(
            "evaluate", "shop", "--store", "s.sqlite", "--candidates", "candidates.tsv", "--truth", "truth.txt",
            "--format", "json", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
        let scores = Dictionary(
            uniqueKeysWithValues: (json ?? []).map { ($0["learner"] as? String ?? "", $0["ndcg10"] as? Double ?? -1) })
        #expect(Set(scores.keys).isSuperset(of: ["content", "popular", "relation"]))
        #expect(scores["content"] == 1)
    }

    @Test func `a line that says nothing is named`() throws {
        #expect(
            try rank("a\tmug-1\nb\n").errors.contains("candidates.tsv, line 2: expected shopper<TAB>product,product,…"))
        #expect(try rank("").errors.contains("candidates.tsv: there are no lines in it"))
        try folder.write("a mug-1 much\n", to: "truth.txt")
        let outcome = try rank("a\tmug-1\n", "--truth", "truth.txt")
        #expect(outcome.status == 1 && outcome.errors.contains("truth.txt, line 1: expected shopper product [gain]"))
    }
}
