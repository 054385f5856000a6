import Foundation
import Testing

/// Searching, as a user does it on the built-in catalogue.
@Suite struct SearchTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        #expect(try Program.run("catalog", "import", "builtin", in: folder).status == 0)
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(["search"] + arguments, in: folder).wait()
    }

    private struct Answer: Decodable {
        struct Entry: Decodable {
            struct Product: Decodable {
                var id: String
            }

            struct Reason: Decodable {
                var words: [String]
            }

            var product: Product
            var sentence: String?
            var shopperSentence: String?
            var reason: Reason
        }

        var found: Bool
        var corrections: [String: String]
        var results: [Entry]
        var ids: [String] { results.map(\.product.id) }
    }

    private func answer(_ arguments: String...) throws -> Answer {
        let outcome = try Program.start(["search"] + arguments + ["--format", "json"], in: folder).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    }

    @Test func `words, slips, Chinese, a product and a shopper`() throws {
        let mugs = try answer("blue mugs", "--limit", "5")
        #expect(
            mugs.found && mugs.ids.allSatisfy { $0.hasPrefix("mug-") }
                && mugs.results[0].reason.words == ["blue", "mugs"])
        #expect(try answer("teepot", "--limit", "3").corrections == ["teepot": "teapot"])
        #expect(try answer("茶壶", "--limit", "3").ids.allSatisfy { $0.hasPrefix("teapot-") })
        #expect(try answer("--product", "mug-01", "--limit", "3").ids.allSatisfy { $0 != "mug-01" })
        let own = try answer("mug", "--shopper", "DE-007", "--explain", "--limit", "3")
        #expect(own.ids.allSatisfy { $0.hasPrefix("mug-") })
        #expect(own.results.allSatisfy { $0.sentence?.hasPrefix("Has “mug”") == true && $0.shopperSentence != nil })
        let shown = try run("qqxxzz", "--limit", "1")
        #expect(shown.output.hasPrefix("note: no product has \"qqxxzz\"\nnote: nothing was found"))
        #expect(try run("mug", "--explain", "--language", "zh", "--limit", "1").output.contains("包含“mug”"))
    }

    @Test func `a search for nothing, and files that aren't pictures, are refused in a sentence`() throws {
        let nothing = try run("--shopper", "DE-007")
        #expect(nothing.status == 64 && nothing.errors.contains("say what is looked for"))
        #expect(try run("--image", "a.jpg", "--product", "mug-01").status == 64)
        let missing = try run("--image", "a.jpg")
        #expect(missing.status == 1 && missing.errors.contains("a.jpg: can't be read"))
        try Data("no picture".utf8).write(to: folder.url("b.jpg"))
        let wrong = try run("--image", "b.jpg")
        #expect(wrong.status == 1 && wrong.errors.contains("image: can't be used"))
        #expect(try run("  ").errors.contains("text: is empty"))
        #expect(try run("mug", "--limit", "0").status == 64)
    }
}
