import Foundation
import Testing

/// Teaching and asking, as a user does it on the built-in catalogue with the model that came with the program.
@Suite struct CategoryTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/products").path(percentEncoded: false)

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        #expect(try Program.start(["catalog", "import", "builtin"], in: folder).wait().status == 0)
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(arguments + ["--model", Self.models], in: folder).wait()
    }

    private struct Answer: Decodable {
        struct Named: Decodable {
            let category: String
            let probability: Double
        }

        let query: String
        let kind: String
        let category: String?
        let answers: [Named]
        let none: Double
    }

    private struct Report: Decodable {
        let examples: [String]
        let accuracy: Double?
        let nextToLabel: String?
        let misplaced: [[String: String]]?

        enum CodingKeys: CodingKey { case examples, accuracy, nextToLabel }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            examples = try values.decode([String].self, forKey: .examples)
            accuracy = try values.decodeIfPresent(Double.self, forKey: .accuracy)
            nextToLabel = try values.decodeIfPresent(String.self, forKey: .nextToLabel)
            misplaced = nil
        }
    }

    private func classify(_ things: String...) throws -> [Answer] {
        let outcome = try Program.start(
            ["classify"] + things + ["--model", Self.models, "--format", "json"], in: folder
        ).wait()
        return try JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
    }

    @Test func `a category is recognised from three products, by product and by title, and is kept`() throws {
        // Both were never trained on.
        #expect(try run("teach", "phones", "--examples", "phone-01", "phone-02", "phone-03").status == 0)
        let taught = try run(
            "teach", "toy trains", "--examples", "toy-train-01", "toy-train-02", "toy-train-03", "--format", "json")
        let report = try JSONDecoder().decode(Report.self, from: Data(taught.output.utf8))
        #expect(report.examples == ["toy-train-01", "toy-train-02", "toy-train-03"])
        #expect(report.accuracy != nil && report.nextToLabel != nil)

        let answers = try classify("phone-20", "toy-train-20", "watering-can-20")
        #expect(answers.map(\.category) == ["phones", "toy trains", nil])
        for answer in answers {
            #expect(abs(answer.answers.reduce(answer.none) { $0 + $1.probability } - 1) < 1e-6)
        }
        let shown = try Program.start(["catalog", "show", "phone-20", "--format", "json"], in: folder).wait()
        let title = try #require(shown.output.firstMatch(of: /"en"\s*:\s*"([^"]+)"/)?.1)
        let byTitle = try classify(String(title))
        #expect(byTitle[0].kind == "title" && byTitle[0].category == "phones")
    }

    @Test func `an example that is taken back counts no more, and a category can be closed`() throws {
        #expect(try run("teach", "a", "--examples", "vase-01", "vase-02").status == 0)
        #expect(try run("teach", "a", "--remove", "vase-02").output.contains("a: 1 example, active"))
        #expect(
            try run("teach", "a", "--remove", "vase-02").errors.contains("category \"a\" has no example \"vase-02\""))
        #expect(try run("teach", "b", "--examples", "chair-01").status == 0)
        #expect(try run("teach", "b", "--forget").output == "b: forgotten\n")
        #expect(try classify("vase-03")[0].answers.map(\.category) == ["a"])
        #expect(try run("teach", "a", "--remove", "vase-01").output.contains("the category is closed"))
        let asked = try run("classify", "vase-03")
        #expect(asked.status == 1)
        #expect(asked.errors.contains("no category was taught yet: shopguide teach NAME --examples …"))
    }

    @Test(
        arguments: [
            (["teach", "mugs"], 1, "there is no category \"mugs\" yet: add --examples"),
            (["teach", "mugs", "--by-name"], 1, "shopguide encode --encoder NAME"),
            (["teach", "mugs", "--by-name", "--sentence", "cups"], 64, "--by-name or --sentence, not both"),
            (["teach", "mugs", "--forget"], 1, "category \"mugs\" not found"),
            (["teach", "mugs", "--forget", "--remove", "x"], 64, "--forget closes the category"),
            (["teach", "mugs", "--examples", "mug-1"], 1, "there is no product and no file \"mug-1\""),
            (["teach", "mugs", "--examples", "none.jpg"], 1, "none.jpg: there is no such file"),
            (["teach", "mugs", "--examples", "shopguide.sqlite"], 1, "shopguide.sqlite"),
            (["classify", "mug-01", "--limit", "0"], 64, "--limit must be from 1 to 1000 (got 0)"),
            (["classify", "mug-01", "--store", "none.sqlite"], 1, "there is no such store"),
        ])
    func `bad input is refused with a sentence`(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let outcome = try Program.start(arguments + ["--model", Self.models], in: folder).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func `categories of another model are left out, and said to be`() throws {
        #expect(try run("teach", "phones", "--examples", "phone-01", "phone-02").status == 0)
        let copy = folder.url("model")
        try FileManager.default.copyItem(at: URL(filePath: Self.models), to: copy)
        let train = try Program.start(
            [
                "train", "prototypical", "--data", "catalog:builtin", "--ways", "5", "--episodes", "2",
                "--epoch-length",
                "2", "--validation-episodes", "2", "--threads", "1", "--output", "other",
            ], in: folder
        ).wait()
        #expect(train.status == 0, "\(train.errors)")
        let asked = try Program.start(["classify", "phone-03", "--model", "other"], in: folder).wait()
        #expect(asked.errors.contains("taught with another model, and left out here: phones"))
    }
}
