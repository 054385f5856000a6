import Foundation
import Testing

/// Sizes and colours of one product, as a shop's feed has them.
@Suite struct VariantTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/catalogues").path(percentEncoded: false)

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        var rows = "id,title,brand,category,color,item group id\n"
        for jumper in ["Alma", "Berta", "Carla"] {
            for (number, color) in ["red", "sea green", "blue", "black"].enumerated() {
                rows += "\(jumper)-\(number),\"\(jumper) wool jumper, \(color)\",Nordwolle,jumpers,\(color),\n"
            }
        }
        for boot in 1...3 { rows += "boot-\(boot),Boot of kind \(boot),Fellgang,boots,,B\n" }
        for other in 1...12 { rows += "mug-\(other),Stoneware mug number \(other),Kesselby,mugs,,\n" }
        try folder.write(rows, to: "products.csv")
        let imported = try Program.run("catalog", "import", "products", "products.csv", in: folder)
        #expect(imported.status == 0, "\(imported.errors)")
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(arguments + ["--model", Self.models], in: folder).wait()
    }

    private func ids(_ outcome: Program.Outcome) -> [Substring] {
        outcome.output.matches(of: /\(([A-Za-z]+)-\d+[,)]/).map(\.output.1)
    }

    @Test func `are recommended by the best of each, with the number of the others`() throws {
        let similar = try run("recommend", "--similar", "Alma-1", "--limit", "14")
        #expect(similar.status == 0 && ids(similar).count == 14, "\(similar)")
        let others = ids(similar).filter { $0 != "mug" }
        #expect(!others.contains("Alma") && others.count == Set(others).count && others.contains("Berta"))
        #expect(similar.output.contains(", 3 more variants)"))
        let all = try run("recommend", "--similar", "Alma-1", "--all-variants", "--limit", "14")
        #expect(ids(all).count { $0 == "Alma" } == 3 && ids(all).count { $0 == "Berta" } == 4, "\(all)")
        #expect(!all.output.contains("variants"))
        let json = try run("recommend", "--seen", "mug-1", "--limit", "30", "--format", "json")
        #expect(json.output.contains("\"variants\" : 3") && json.output.contains("\"variants\" : 2"), "\(json)")
    }

    @Test func `are told of where several are examples`() throws {
        let taught = try run(
            "teach", "jumpers", "--examples", "Alma-0", "Alma-1", "Alma-2", "Berta-0", "--candidates", "0")
        #expect(taught.output.contains("these 3 are one product: Alma-0, Alma-1, Alma-2; show others too"), "\(taught)")
        let more = try run("teach", "boots", "--examples", "boot-1", "boot-2", "--candidates", "0", "--format", "json")
        #expect(more.output.contains("these 2 are one product: boot-1, boot-2; show others too"), "\(more)")
        let none = try run("teach", "mugs", "--examples", "mug-1", "mug-2", "mug-3", "--candidates", "0")
        #expect(!none.output.contains("one product"), "\(none)")
    }

    @Test func `count once in episodes of a store`() throws {
        var rows = "id,title,brand,category\n"
        for category in 0..<15 {
            for product in 0..<7 {
                for size in product == 0 ? ["S", "M"] : ["S"] {
                    rows +=
                        "\(category)-\(product)\(size),\"Thing \(product) of wool, \(size)\",Nordwolle,c\(category)\n"
                }
            }
        }
        try folder.write(rows, to: "products.csv")
        let imported = try Program.run(
            "catalog", "import", "products", "products.csv", "--store", "s.sqlite", in: folder)
        #expect(imported.status == 0, "\(imported.errors)")
        let train = try Program.run(
            "train", "prototypical", "--data", "catalog:s.sqlite", "--ways", "2", "--shots", "1", "--queries", "1",
            "--episodes", "2", "--epoch-length", "2", "--validation-episodes", "2", "--validation-ways", "2",
            "--threads",
            "1", "--output", "run", in: folder)
        #expect(
            train.errors.contains("15 products are variants of others and left out: 0-0M, 1-0M, 2-0M, 3-0M, 4-0M, …"),
            "\(train.errors)")
    }
}
