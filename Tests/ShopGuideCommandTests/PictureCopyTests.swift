import FewShotData
import FewShotTensors
import Foundation
import Testing

/// Products that have one picture in common, and products that have several.
@Suite struct PictureCopyTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/products").path(percentEncoded: false)

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a picture of cells in random greys.
    private func write(_ name: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let cells = (0..<72).map { _ in UInt8.random(in: 20...230, using: &generator) }
        let pixels = (0..<36 * 32).map { index -> UInt8 in
            let (row, column) = (index / 36, index % 36)
            return cells[row / 4 * 9 + column / 4]
        }
        try folder.write("", to: name)
        try Data(ImageCodec.png(from: DecodedImage(width: 36, height: 32, channels: 1, pixels: pixels)))
            .write(to: folder.url(name))
    }

    @Test func `count once in a category, and a category of too few others is left out`() throws {
        var rows = "id,title,category,image\n"
        for category in 0..<15 {
            for product in 0..<7 {
                let name = "\(category)-\(product)"
                try write("p/\(name).png", seed: UInt64(category * 100 + product))
                // The first category has one picture twice, the second has one for three products.
                let shown = category == 0 && product == 1 || category == 1 && product < 3 ? "\(category)-0" : name
                rows += "\(name),Thing \(product),c\(category),\(shown).png\n"
            }
        }
        try folder.write(rows, to: "products.csv")
        let imported = try Program.run("catalog", "import", "products", "products.csv", "--images", "p", in: folder)
        #expect(imported.status == 0, "\(imported.errors)")
        let train = try Program.run(
            "train", "prototypical", "--data", "catalog:shopguide.sqlite", "--ways", "2", "--shots", "1", "--queries",
            "1", "--episodes", "2", "--epoch-length", "2", "--validation-episodes", "2", "--validation-ways", "2",
            "--threads", "1", "--output", "run", in: folder)
        #expect(
            train.errors.contains(
                "3 products have the picture of another in their category and count once: 0-1 (that of 0-0), 1-1 (that of 1-0), "
                    + "1-2 (that of 1-0)"), "\(train.errors)")
        #expect(
            train.errors.contains("1 category has fewer than 6 products with pictures of their own, left out: c1"))
    }

    private func teach(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(["teach", "mugs", "--candidates", "0", "--model", Self.models] + arguments, in: folder).wait()
    }

    private func importPictures() throws {
        try folder.write("id,title,images\na,Blue mug,a.png|b.png|none.png\nb,Red mug,b.png\n", to: "products.csv")
        for (name, seed) in [("a", 1), ("b", 2)] { try write("p/\(name).png", seed: UInt64(seed)) }
        let imported = try Program.run("catalog", "import", "products", "products.csv", "--images", "p", in: folder)
        #expect(imported.status == 0, "\(imported.errors)")
    }

    @Test func `are told of where one is the example of a category twice`() throws {
        try importPictures()
        #expect(try !teach("--examples", "a").output.contains("picture of"))
        let taught = try teach("--examples", "b", "p/a.png")
        #expect(taught.output.contains("picture of p/a.png is that of a"), "\(taught)")
        #expect(!taught.output.contains("picture of b"))
    }

    @Test func `may all be examples, each found by its number`() throws {
        try importPictures()
        let taught = try teach("--examples", "a", "--all-pictures")
        #expect(taught.output.contains("mugs: 2 examples, active"), "\(taught)")
        let more = try teach("--examples", "b", "--format", "json")
        #expect(more.output.contains("\"picture of b is that of a#2\"") && more.output.contains("\"a#2\""), "\(more)")
        let asked = try Program.run("classify", "a#2", "--model", Self.models, "--format", "json", in: folder)
        #expect(asked.output.contains("\"product\"") && asked.output.contains("\"mugs\""), "\(asked)")
        #expect(try teach("--remove", "a#2").output.contains("2 examples"))
    }
}
