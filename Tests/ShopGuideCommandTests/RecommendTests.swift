import Foundation
import Testing

/// Recommending and explaining, as a user does it on the built-in catalogue.
@Suite struct RecommendTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/products").path(percentEncoded: false)

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        #expect(try Program.run("catalog", "import", "builtin", in: folder).status == 0)
    }

    private func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program.start(arguments + ["--model", Self.models], in: folder).wait()
    }

    private func json(_ words: String) throws -> [String: Any] {
        let outcome = try run(words.split(separator: " ").map(String.init) + ["--format", "json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    private func products(_ answer: [String: Any]) throws -> [[String: Any]] {
        try #require(answer["recommendations"] as? [[String: Any]]).map {
            try #require($0["product"] as? [String: Any])
        }
    }

    @Test func `recommends to a shopper and to somebody who has just seen something, with reasons that add up`() throws
    {
        let answer = try json("recommend DE-007 --explain --limit 5 --now 2026-07-01")
        #expect(answer.keys.sorted() == ["events", "learner", "market", "notes", "recommendations", "shopper"])
        #expect(answer["market"] as? String == "DE")
        for entry in try #require(answer["recommendations"] as? [[String: Any]]) {
            let reason = try #require(entry["reason"] as? [String: Any])
            let events = try #require(reason["events"] as? [[String: Any]])
            let parts = events.compactMap { $0["contribution"] as? Double }
            let score = try #require(entry["score"] as? Double)
            #expect(abs(parts.reduce(try #require(reason["base"] as? Double), +) - score) < 1e-4)
            #expect(try #require(entry["sentence"] as? String).hasPrefix("Because you "))
        }
        let seen = try products(json("recommend --seen teapot-02:like mug-01 --market DE --limit 6"))
        #expect(seen.count == 6)
        #expect(seen.allSatisfy { ($0["category"] as? [String])?.first == "kitchen" })
        let chinese = try run(["recommend", "--seen", "teapot-02", "--explain", "--language", "zh", "--limit", "1"])
        #expect(chinese.output.contains("因为您看过《"))
    }

    @Test func `filters and similar products`() throws {
        let few = try products(
            json("recommend --market AT --category kitchen --price-from 5 --price-to 12 --currency EUR --limit 50"))
        #expect(!few.isEmpty)
        for product in few {
            #expect((product["category"] as? [String])?.first == "kitchen")
            #expect(5...12 ~= (product["price"] as? Double ?? 0) && product["currency"] as? String == "EUR")
            #expect((product["markets"] as? [String])?.contains("AT") == true)
        }
        let similar = try products(json("recommend --similar mug-01 --limit 3"))
        #expect(similar.count == 3)
        #expect(similar.allSatisfy { ($0["category"] as? [String])?.last == "mug" && $0["id"] as? String != "mug-01" })
        let diverse = try products(json("recommend --seen mug-01 --market DE --diversity 0.8 --limit 8"))
        #expect(Set(diverse.compactMap { ($0["category"] as? [String])?.last }).count > 1)
    }

    @Test func `explains a recommendation, and why not another product`() throws {
        let best = try #require(try products(json("recommend DE-007 --limit 1 --now 2026-07-01"))[0]["id"] as? String)
        let report = try json("explain \(best) --shopper DE-007 --not kettle-03 --now 2026-07-01")
        let explanation = try #require(report["explanation"] as? [String: Any])
        #expect(explanation["isRecommended"] as? Bool == true && explanation["rank"] as? Int == 1)
        #expect(try #require(explanation["parts"] as? [[String: Any]]).count > 5)
        #expect(report["comparisonSentence"] is String)
        let text = try run(["explain", best, "--shopper", "DE-007"])
        #expect(text.status == 0 && text.output.contains("chosen in the market"))
    }

    @Test func `explains a classification by examples, words and places of the picture`() throws {
        for name in ["phone", "toy-train"] {
            #expect(try run(["teach", name, "--examples", "\(name)-01", "\(name)-02", "\(name)-03"]).status == 0)
        }
        let report = try json("explain phone-20 --not toy-train")
        let reason = try #require(report["reason"] as? [String: Any])
        #expect(reason["category"] as? String == "phone")
        let examples = try #require(reason["examples"] as? [[String: Any]])
        let parts = examples.compactMap { $0["contribution"] as? Double }
        let logit = try #require(reason["logit"] as? Double)
        #expect(abs(parts.reduce(try #require(reason["base"] as? Double), +) - logit) < 1e-4)
        let map = try #require(reason["occlusion"] as? [String: Any])
        #expect((map["effects"] as? [Double])?.count == 49)
        #expect(try #require(report["sentence"] as? String).contains("is taken for phone because it is like “"))
        #expect((report["other"] as? [String: Any])?["category"] as? String == "toy-train")
        #expect(try run(["explain", "phone-20"]).output.contains("What counts in the picture"))
    }

    @Test func `somebody whom the shop doesn't know is answered as a newcomer, and told so`() throws {
        let answer = try json("recommend nobody --market DE --limit 2")
        #expect(try products(answer).count == 2 && answer["events"] as? Int == 0)
        #expect((answer["notes"] as? [String])?.first?.hasPrefix("shopper \"nobody\" isn't known") == true)
    }

    @Test func `what contradicts itself or lies ahead is said`() throws {
        let both = try json("recommend --seen mug-01:like mug-01:dismiss --market DE --limit 2")
        #expect(both["notes"] as? [String] == ["mug-01 was both liked and dismissed; the newest counts: dismiss"])
        let early = try json("recommend DE-007 --now 2025-08-01 --limit 2")
        #expect((early["notes"] as? [String])?.first?.contains("lie in the future") == true)
        #expect(early["events"] as? Int == 3)
    }

    @Test(
        arguments: [
            (["recommend", "--seen", "nothing"], 1, "there is no product \"nothing\""),
            (["recommend", "--seen", "mug-01:stole"], 1, "--seen mug-01:stole: \"stole\" is none of view, cart"),
            (["recommend", "--similar", "nothing"], 1, "there is no product \"nothing\""),
            (["recommend", "--market", "XX"], 1, "there is no market \"XX\"; there are AT, CN, DE, FR, GB, JP, US"),
            (["recommend", "--category", "boats"], 1, "there is no category \"boats\""),
            (["recommend", "--price-to", "5"], 64, "say which money the price is in: --currency EUR"),
            (["recommend", "--price-to", "five", "--currency", "EUR"], 64, "--price-to five EUR: write an amount"),
            (["recommend", "--price-to", "5", "--currency", "XXX"], 1, "no product has a price in XXX"),
            (
                ["recommend", "--price-from", "9", "--price-to", "5", "--currency", "EUR"], 1,
                "prices from 9 to 5 EUR: nothing costs both"
            ),
            (["recommend", "--availability", "soon"], 64, "--availability soon is none of in_stock"),
            (["recommend", "--diversity", "2"], 64, "--diversity must be from 0.0 to 1.0 (got 2.0)"),
            (["recommend", "--limit", "0"], 64, "--limit must be from 1 to 1000 (got 0)"),
            (["recommend", "--now", "soon"], 64, "--now soon is no date"),
            (["recommend", "DE-007", "--similar", "mug-01"], 64, "--similar is for a product's page"),
            (["recommend", "--learner", "oracle"], 1, "there is no learner \"oracle\""),
            (["recommend", "--store", "none.sqlite"], 1, "there is no such store"),
            (["explain", "nothing", "--shopper", "DE-007"], 1, "there is no product \"nothing\""),
            (["explain", "mug-01", "--market", "DE", "--not", "mug-01"], 1, "are the same product"),
            (["explain", "mug-01"], 1, "no category was taught yet"),
            (["explain", "mug-01", "--brand", "x"], 64, "say for whom: --shopper ID"),
        ])
    func `bad input is refused with a sentence`(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let outcome = try run(arguments)
        #expect(outcome.status == status, "\(arguments)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func `a market in which nothing is sold says so`() throws {
        try folder.write("id,market\ns,ZZ\n", to: "who.csv")
        try folder.write("id,title,markets\np,Lonely thing,DE\n", to: "products.csv")
        for (part, file) in [("products", "products.csv"), ("shoppers", "who.csv")] {
            #expect(try Program.run("catalog", "import", part, file, "--store", "one.sqlite", in: folder).status == 0)
        }
        let outcome = try run(["recommend", "s", "--store", "one.sqlite"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("nothing is left that may be recommended: no product is sold in ZZ"))
    }
}
