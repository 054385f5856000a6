import Foundation
import Testing

@Suite struct `Ids over HTTP` {
    private static let odd = [
        "FN73239/40/41", "a+b=c 31S+36S", "[S4Z17-TSDLF701] kobalt", "head&shoulders_2014", "..", ".", "茶/壶", "#1",
        "100%",
        "0012", "%2F", "a/../b", "/", "//", "-", "image", "similar", " leading", "?id=x", "a\\b", "\"quoted\"", "{id}",
        "😀",
        String(repeating: "x", count: 256), String(repeating: "茶", count: 85),
    ]

    /// Percent-encodes everything but letters and digits.
    private static func encoded(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "!"..."~")))
            ?? id
    }

    private static func json(_ id: String) throws -> String {
        String(decoding: try JSONEncoder().encode(["id": id, "title": "Something"]), as: UTF8.self)
    }

    @Test func `of any kind name products in the path and in the query`() async throws {
        try await withShop { client async throws in
            for id in Self.odd {
                let (path, query) = ("/v1/products/\(Self.encoded(id))", "/v1/products?id=\(Self.encoded(id))")
                #expect(try await client.put(path, try Self.json(id)).status == 200, "\(id)")
                #expect(try await client.get(query).json["id"]?.text == id)
                #expect(try await client.get("/v1/products/-?id=\(Self.encoded(id))").json["id"]?.text == id)
                let similar = "similar?limit=1&id=\(Self.encoded(id))"
                #expect(try await client.get("/v1/products/-/\(similar)").status == 200, "\(id)")
                #expect(try await client.get("/v1/products/-/image?id=\(Self.encoded(id))").status == 404)
                #expect(try await client.delete(query).status == 204, "\(id)")
                #expect(try await client.get(path).status == 404, "\(id)")
                #expect(try await client.put(query, try Self.json(id)).status == 200, "\(id)")
                #expect(try await client.get(path).json["id"]?.text == id)
                #expect(try await client.delete(path).status == 204, "\(id)")
            }
        }
    }

    @Test func `of any kind name shoppers and categories`() async throws {
        try await withShop { client async throws in
            for id in Self.odd {
                let encoded = Self.encoded(id)
                #expect(try await client.put("/v1/shoppers?id=\(encoded)", "{}").json["id"]?.text == id)
                #expect(try await client.get("/v1/shoppers/\(encoded)").json["id"]?.text == id)
                #expect(try await client.get("/v1/shoppers/-/interactions?id=\(encoded)").status == 200)
                #expect(try await client.delete("/v1/shoppers?id=\(encoded)").status == 200)
                let example =
                    #"{"examples":[{"product":"mug-01","id":"\#(id == "\"quoted\"" || id == "a\\b" ? "x" : id)"}]}"#
                #expect(try await client.put("/v1/categories?name=\(encoded)", example).status == 200, "\(id)")
                #expect(try await client.get("/v1/categories?name=\(encoded)&catches=0").json["name"]?.text == id)
                #expect(try await client.delete("/v1/categories/\(encoded)").status == 204)
            }
        }
    }

    @Test func `are needed, once`() async throws {
        try await withShop { client async throws in
            #expect(try await client.delete("/v1/products").fields == ["id"])
            #expect(try await client.put("/v1/shoppers", "{}").fields == ["id"])
            #expect(try await client.get("/v1/products/mug-01?id=mug-02").fields == ["id"])
            #expect(try await client.get("/v1/products?id=mug-01&limit=3").fields == ["limit"])
            #expect(try await client.get("/v1/products?id=").fields == ["id"])
            #expect(try await client.get("/v1/products?id=a%0Ab").fields == ["id"])
            #expect(try await client.get("/v1/products?id=\(String(repeating: "x", count: 257))").fields == ["id"])
        }
    }

    @Test func `are told apart by their bytes, composed and decomposed`() async throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        try await withShop { client async throws in
            for (id, title) in [(composed, "Mug of one"), (decomposed, "Mug of another")] {
                let body = "{\"id\":\"\(id)\",\"title\":\"\(title)\"}"
                #expect(try await client.put("/v1/products/\(Self.encoded(id))", body).status == 200)
            }
            let one = try await client.get("/v1/products/\(Self.encoded(composed))").json
            let other = try await client.get("/v1/products/\(Self.encoded(decomposed))").json
            #expect(one["title"]?.text == "Mug of one" && other["title"]?.text == "Mug of another")
            #expect(Array(other["id"]?.text?.utf8 ?? "".utf8) == Array(decomposed.utf8))
            let crossed = "{\"id\":\"\(composed)\"}"
            #expect(try await client.put("/v1/products/\(Self.encoded(decomposed))", crossed).fields == ["id"])
            // Both are recommended: neither has taken the other's place in memory.
            let answer = try await client.post(
                "/v1/recommendations", #"{"seen":["mug-01"],"limit":60,"diversity":0}"#)
            let titles = answer.json["items"]?.list.compactMap { $0["product"]?["title"]?.text } ?? []
            #expect(titles.contains("Mug of one") && titles.contains("Mug of another"))
            #expect(try await client.delete("/v1/products/\(Self.encoded(composed))").status == 204)
            #expect(try await client.get("/v1/products/\(Self.encoded(decomposed))").status == 200)
        }
    }
}
