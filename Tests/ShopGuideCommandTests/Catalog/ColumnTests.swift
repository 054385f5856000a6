import Foundation
import Testing

/// The columns of a catalogue, as a user lists and weighs them, with models that came with the program.
@Suite struct ColumnTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func model(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Models/\(name)").path(percentEncoded: false)
    }

    private struct Columns: Decodable {
        struct Column: Decodable {
            let name: String
            let kind: String
            let weight: Double
            let factor: Double
        }

        let items: [Column]
        let products: Int

        subscript(_ name: String) -> Column? { items.first { $0.name == name } }
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(arguments, in: folder).wait()
    }

    private func columns(_ arguments: String...) throws -> Program.Outcome {
        try Program.start(["catalog", "columns", "--model", Self.model("catalogues")] + arguments, in: folder).wait()
    }

    private func importProducts() throws -> Program.Outcome {
        let rows = (0..<40).map { row in
            "p\(row),\(["red", "blue", "green"][row % 3]) \(["mug", "lamp"][row % 2]) no \(row),"
                + "\(["Acme", "Globex"][row % 2]),\(row * 7 % 31 + 1).50,https://shop.example/\(row),new"
        }
        try folder.write(
            "id,title,brand,price,link,condition\n" + rows.joined(separator: "\n") + "\n", to: "products.csv")
        return try run("catalog", "import", "products", "products.csv", "--default", "currency=EUR")
    }

    @Test func `an import says which columns became what`() throws {
        let outcome = try importProducts()
        #expect(
            outcome.output.contains(
                "\ncolumns: title, brand (category), price (number); not compared: link; the same for all: condition\n"),
            "\(outcome.output)")
    }

    @Test func `columns are listed with their kinds and weights, and factors are kept`() throws {
        #expect(try importProducts().status == 0)
        let table = try columns()
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.hasPrefix("column "))
        #expect(table.output.contains(" https://shop.example/0 "))
        #expect(!table.output.contains("factor"))

        let before = try JSONDecoder().decode(Columns.self, from: Data(try columns("--format", "json").output.utf8))
        #expect(before.products == 40)
        #expect(before["title"]?.kind == "title" && before["brand"]?.kind == "category")
        #expect(before["price"]?.kind == "number" && before["link"]?.kind == "link")
        #expect(before["link"]?.weight == 0 && before["condition"]?.weight == 0)
        #expect(abs(before.items.reduce(0) { $0 + $1.weight } - 1) < 1e-6)

        let set = try columns("--set", "brand=2", "--set", "price=0")
        #expect(set.status == 0, "\(set.errors)")
        #expect(set.output.contains("factor"))
        let after = try JSONDecoder().decode(Columns.self, from: Data(try columns("--format", "json").output.utf8))
        #expect(after["brand"]?.factor == 2 && after["price"]?.weight == 0)
        let (old, new) = (try #require(before["brand"]), try #require(after["brand"]))
        #expect(new.weight > old.weight)
        // Taught and asked with the same factors, in another process.
        #expect(
            try run("teach", "mugs", "--examples", "p0", "p2", "p4", "--model", Self.model("catalogues")).status == 0)
        #expect(try run("classify", "p6", "--model", Self.model("catalogues")).status == 0)
    }

    @Test(
        arguments: [
            (["--set", "brand"], 64, "--set <name=factor>"),
            (["--set", "brand=101"], 64, "--set brand must be from 0.0 to 100.0 (got 101.0)"),
            (["--set", "brand=-1"], 64, "--set brand must be from 0.0 to 100.0 (got -1.0)"),
            (["--set", "warehouse=2"], 1, "columns.warehouse: there is no such column; there are title, "),
        ])
    func `bad factors are refused with a sentence`(_ arguments: [String], _ status: Int32, _ message: String) throws {
        #expect(try importProducts().status == 0)
        let outcome = try Program.start(
            ["catalog", "columns", "--model", Self.model("catalogues")] + arguments, in: folder
        ).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func `a store without products has no columns`() throws {
        try folder.write("id\nsomebody\n", to: "shoppers.csv")
        #expect(try run("catalog", "import", "shoppers", "shoppers.csv").status == 0)
        for outcome in [try columns(), try columns("--set", "brand=2")] {
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("the store has no products yet, and so no columns"), "\(outcome.errors)")
        }
    }

    @Test func `a model that doesn't weigh columns is named`() throws {
        #expect(try importProducts().status == 0)
        for more in [[], ["--set", "brand=2"]] {
            let outcome = try Program.start(
                ["catalog", "columns", "--model", Self.model("products")] + more, in: folder
            ).wait()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("the model products doesn't weigh columns"), "\(outcome.errors)")
        }
    }
}
