import Foundation
import Testing

@Suite struct OffersTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/pricerunner/pricerunner.tsv.gz").path(percentEncoded: false)
    private static var isThere: Bool { FileManager.default.fileExists(atPath: file) }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private struct Row: Decodable {
        let learner: String
        let ways: Int
        let accuracy: Double
    }

    @Test(.enabled(if: isThere, "needs PriceRunner's offers in ../shared/data"))
    func `a learner of titles is above TF-IDF after a few seconds`() throws {
        let outcome = try Program.start(
            [
                "reproduce", "offers", "--data", "offers:\(Self.file)", "--learner", "prototypical", "--learner",
                "tf-idf",
                "--episodes", "20", "--budget", "0.05", "--threads", "1", "--format", "json",
            ], in: folder
        ).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
        func mean(_ learner: String) -> Double {
            let own = rows.filter { $0.learner == learner && $0.ways == 100 }.map(\.accuracy)
            return own.reduce(0, +) / Double(own.count)
        }
        #expect(rows.count == 8)
        #expect(mean("prototypical") > mean("tf-idf") + 0.03)
    }

    @Test func `a table that isn't one of offers is refused`() throws {
        try "title,cluster\nmug,1\n".write(to: folder.url("a.csv"), atomically: true, encoding: .utf8)
        try "title,cluster_id,category\nmug,1,\n".write(to: folder.url("b.csv"), atomically: true, encoding: .utf8)
        for (data, message) in [
            ("offers:a.csv", "no column \"cluster_id\""),
            ("offers:b.csv", "line 2: title, cluster_id or category is empty"),
            ("offers:none.csv", "none.csv"),
        ] {
            let outcome = try Program.start(["train", "prototypical", "--data", data], in: folder).wait()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
        let other = try Program.start(["train", "relation", "--data", "catalog:builtin"], in: folder).wait()
        #expect(other.errors.contains("unknown encoder \"product\" for relation; there is conv4-relation"))
    }
}
