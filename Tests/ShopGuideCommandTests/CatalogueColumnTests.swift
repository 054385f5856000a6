import Foundation
import Testing

/// Ten products with one column more each time: what it is, three examples are enough.
@Suite struct CatalogueColumnTests {
    private static let files = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures/Catalogues")
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: String...) throws -> String {
        let outcome = try Program.start(arguments, in: folder).wait()
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome.output
    }

    private struct Answer: Decodable {
        let query: String
        let category: String?
        let none: Double
    }

    private func answers(to products: String...) throws -> [String: Answer] {
        let outcome = try Program.start(["classify"] + products + ["--format", "json"], in: folder).wait()
        let answers = try JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
        return Dictionary(uniqueKeysWithValues: answers.map { ($0.query, $0) })
    }

    @Test(arguments: ["plain", "link", "gtin", "review", "constant", "number", "all"])
    func `watches and cables are told apart whatever columns they have`(_ file: String) throws {
        _ = try run("catalog", "import", Self.files.appending(path: "\(file).csv").path(percentEncoded: false), "--yes")
        _ = try run("teach", "watches", "--examples", "w1", "w2", "w3")
        _ = try run("teach", "cables", "--examples", "c1", "c2", "c3")
        let answers = try answers(to: "w4", "w5", "c4", "c5")
        #expect(answers.mapValues(\.category) == ["w4": "watches", "w5": "watches", "c4": "cables", "c5": "cables"])
    }

    @Test func `strangers are none of these although they have a price`() throws {
        _ = try run("catalog", "import", Self.files.appending(path: "price.csv").path(percentEncoded: false), "--yes")
        _ = try run("teach", "mixers", "--examples", "m1", "m2", "m3")
        _ = try run("teach", "mice", "--examples", "h1", "h2", "h3")
        let answers = try answers(to: "x1", "x2", "x3", "x4")
        #expect(answers.count == 4 && answers.values.allSatisfy { $0.category == nil && $0.none > 0.5 })
    }
}
