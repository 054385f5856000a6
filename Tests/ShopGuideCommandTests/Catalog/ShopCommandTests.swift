import Foundation
import ShopGuideStore
import Testing

/// Commands that do what routes of the service do.
@Suite struct ShopCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let imported = try Program.run("catalog", "import", "builtin", "--store", "s.sqlite", in: folder)
        #expect(imported.status == 0, "\(imported.errors)")
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(arguments + ["--store", "s.sqlite"], in: folder).wait()
    }

    @Test func `products are deleted, all or none`() throws {
        let store = try Stores.open(at: folder.url("s.sqlite"))
        let refused = try run("catalog", "delete", "mug-01", "nothing-01")
        #expect(refused.status == 1)
        #expect(refused.complaints.last?.contains("nothing-01") == true)
        #expect(try store.product("mug-01") != nil)
        #expect(try run("catalog", "delete", "mug-01", "mug-02", "mug-01").status == 0)
        #expect(try store.product("mug-01") == nil)
        #expect(try store.product("mug-02") == nil)
    }

    @Test func `a product's picture is written, and its absence told`() throws {
        #expect(try run("catalog", "show", "mug-01", "--picture", "mug.png").status == 0)
        let bytes = try Data(contentsOf: folder.url("mug.png"))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(try run("catalog", "show", "--picture", "mug.png").status == 64)
    }

    @Test func `certainty is how many recommendations stay without one event`() throws {
        let outcome = try run("recommend", "--seen", "mug-01", "teapot-02", "--certainty", "--format", "json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let certainty = try #require(report["certainty"] as? [String: Any])
        #expect(certainty["events"] as? Int == 2)
        #expect(certainty["of"] as? Int == 10)
        #expect(try run("recommend", "--certainty").output.contains("nothing is known of the shopper"))
    }

    @Test func `the map has a place for each product`() throws {
        let outcome = try run("catalog", "map", "--limit", "50")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").count }
        #expect(rows.count == 50)
        #expect(rows.allSatisfy { $0 == 5 })
        #expect(try run("catalog", "map", "--limit", "2").status == 64)
    }

    @Test func `feeds are saved, listed and removed`() throws {
        #expect(try run("feed", "save", "main", "ftp://shop.example/feed.csv").status == 1)
        let address = "https://shop.example/feed.csv"
        let saved = try run("feed", "save", "main", address, "--every-hours", "6", "--column", "id=sku")
        #expect(saved.status == 0, "\(saved.errors)")
        let listed = try run("feed", "list", "--format", "json")
        let feeds = try #require(
            try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
        #expect(feeds.map { $0["everyHours"] as? Double } == [6])
        #expect(feeds.first?["column"] as? [String] == ["id=sku"])
        #expect(try run("feed", "fetch", "main").output.contains("queued"))
        #expect(try run("feed", "remove", "main").status == 0)
        #expect(try run("feed", "show", "main").complaints.last?.contains("feed \"main\"") == true)
    }

    @Test func `trainings are listed and shown`() throws {
        try SmallRun.train(in: folder)
        try FileManager.default.createDirectory(at: folder.url("runs"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: folder.url("run"), to: folder.url("runs/first"))
        let listed = try Program.run("training", "list", in: folder)
        #expect(listed.output.contains("first  finished, prototypical, "))
        let shown = try Program.run("training", "show", "first", in: folder)
        #expect(shown.output.contains("epoch 1, step "))
        let missing = try Program.run("training", "show", "second", in: folder)
        #expect(missing.status == 1)
        #expect(missing.complaints.last?.contains("training \"second\"") == true)
    }
}
