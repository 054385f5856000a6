import Foundation
import ShopGuideService
import Testing

/// Ten products with one column more each time, over HTTP: the files that the command's tests read as well.
@Suite struct CatalogueColumnRouteTests {
    private static let files = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ShopGuideCommandTests/Fixtures/Catalogues")

    /// Imports a file into an empty shop, teaches two categories, and returns the answers to some products.
    private func answers(
        _ file: String, teaching categories: [String: [String]], to products: [String]
    ) async throws -> [String?] {
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.model = shop.options.model.deletingLastPathComponent().appending(path: "catalogues")
        try shop.replaceStore()
        return try await shop.running { client async throws in
            let text = try String(contentsOf: Self.files.appending(path: file), encoding: .utf8)
            let job = try await client.imported(text, "kind=products", name: file)
            #expect(job["state"]?.text == "finished" && job["rejected"] == .number(0), "\(job)")
            for (name, examples) in categories.sorted(by: { $0.key < $1.key }) {
                let items = examples.map { "{\"product\":\"\($0)\"}" }.joined(separator: ",")
                #expect(try await client.put("/v1/categories/\(name)", "{\"examples\":[\(items)]}").status < 300)
            }
            let items = products.map { "{\"product\":\"\($0)\"}" }.joined(separator: ",")
            let results = try await client.post("/v1/classify", "{\"items\":[\(items)]}").json["results"]?.list ?? []
            #expect(results.count == products.count)
            return results.map { $0["category"]?.text }
        }
    }

    @Test(arguments: ["plain", "link", "gtin", "review", "constant", "number", "all"])
    func `watches and cables are told apart whatever columns they have`(_ file: String) async throws {
        let found = try await answers(
            "\(file).csv", teaching: ["watches": ["w1", "w2", "w3"], "cables": ["c1", "c2", "c3"]],
            to: ["w4", "w5", "c4", "c5"])
        #expect(found == ["watches", "watches", "cables", "cables"])
    }

    @Test func `strangers are none of these although they have a price`() async throws {
        let found = try await answers(
            "price.csv", teaching: ["mixers": ["m1", "m2", "m3"], "mice": ["h1", "h2", "h3"]],
            to: ["x1", "x2", "x3", "x4"])
        #expect(found == [nil, nil, nil, nil])
    }
}
