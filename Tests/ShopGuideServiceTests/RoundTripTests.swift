import FewShotData
import Foundation
import ShopGuide
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `What GET gives` {
    /// Products as imports make them.
    private static func products(_ folder: URL) throws -> [Product] {
        let picture = folder.appending(path: "a b.png")
        try TestShop.picture(of: "mug-01").write(to: picture)
        let place = picture.absoluteString
        var pictured = Product(id: "pictures", image: place)
        pictured.furtherImages = ["https://shop.example/2.jpg", place, "builtin:mug-02"]
        var slashed = Product(id: "a/../b %", image: place)
        slashed.furtherImages = [folder.appending(path: "other.png").absoluteString]
        var attributes: [String: AttributeValue] = [
            "long": .text(String(repeating: "ü", count: 32_768)), "lines": .text("one\ntwo\t\u{7F}"),
            "yes": .flag(true),
            "small": .number(0.000_1), "large": .number(1e300), "": .text(""),
        ]
        attributes[""] = nil
        attributes[String(repeating: "n", count: 300)] = .text("a long name")
        return [
            pictured, slashed,
            Product(id: "web", image: "https://shop.example/\(String(repeating: "x", count: 4000)).jpg"),
            Product(id: "drawn", image: "builtin:mug-03"),
            Product(
                id: "all",
                title: LocalizedText(["en": "Line one\nline two", "de": String(repeating: "w ", count: 10_000)]),
                category: ShopGuide.Category(path: (1...40).map { "step \($0)" }),
                brand: String(repeating: "b", count: 5000),
                price: Price("900719925474.0992", currency: "EUR"), attributes: attributes, markets: ["DE", "fr-x"],
                availability: .backorder),
            Product(id: "bare"), Product(id: "cheap", price: Price("0.0001", currency: "JPY")),
        ]
    }

    @Test func `can be put back, and nothing changes`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let products = try Self.products(shop.folder)
        let store = try Stores.open(at: shop.options.store)
        try store.write { writer in for product in products { try writer.save(product) } }
        try await shop.running { client async throws in
            for product in products {
                let path =
                    "/v1/products?id=\(product.id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
                let given = try await client.get(path)
                #expect(given.status == 200 && !String(decoding: given.body, as: UTF8.self).contains("file:"))
                let taken = try await client.send("PUT", path, given.body, type: "application/json")
                #expect(taken.status == 200, "\(product.id): \(taken.json)")
                #expect(taken.body == given.body, "\(product.id)")
                #expect(try store.product(product.id) == product, "\(product.id)")
            }
            let pictures = try await client.get("/v1/products/pictures").json["images"]?.list.compactMap(\.text)
            #expect(
                pictures == [
                    "/v1/products/pictures/image", "https://shop.example/2.jpg", "/v1/products/pictures/image?number=3",
                    "builtin:mug-02",
                ])
            let slashed = try await client.get("/v1/products?id=a%2F..%2Fb%20%25").json
            let address = try #require(slashed["image"]?.text)
            #expect(address == "/v1/products/-/image?id=a%2F..%2Fb%20%25")
            #expect(try await client.get(address).status == 200)
            #expect(slashed["images"]?[1]?.text == "\(address)&number=2")
            #expect(try await client.get("/v1/products/pictures/image?number=3").status == 200)
            #expect(try await client.get("/v1/products/pictures/image?number=2").status == 404)
            #expect(try await client.get("/v1/products/pictures/image?number=9&required=false").status == 204)

            try await client.put("/v1/shoppers/anna", #"{"market":"DE","attributes":{"vip":true}}"#)
            try await client.post(
                "/v1/interactions", #"{"interactions":[{"shopper":"anna","product":"mug-01","kind":"view"}]}"#)
            let profile = try await client.get("/v1/shoppers/anna")
            let taken = try await client.send("PUT", "/v1/shoppers/anna", profile.body, type: "application/json")
            #expect(taken.status == 200 && taken.body == profile.body)
        }
    }

    @Test func `takes what an import takes`() async throws {
        try await withShop { client async throws in
            for (written, meant) in [
                ("\"In Stock\"", "in_stock"), ("\"sold out\"", "out_of_stock"), ("true", "in_stock"),
                ("0", "out_of_stock"),
            ] {
                let saved = try await client.put("/v1/products/x", "{\"availability\":\(written)}")
                #expect(saved.json["availability"]?.text == meant, "\(written): \(saved.json)")
            }
            let large = String(repeating: "x", count: 65_536)
            #expect(try await client.put("/v1/products/x", "{\"attributes\":{\"a\":\"\(large)\"}}").status == 200)
            let larger = try await client.put("/v1/products/x", "{\"attributes\":{\"a\":\"\(large)x\"}}")
            #expect(larger.fields == ["attributes.a"])
        }
    }
}
