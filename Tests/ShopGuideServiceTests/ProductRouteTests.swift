import Foundation
import Testing

@Suite struct `Products over HTTP` {
    @Test func `are saved, read, listed page by page and deleted`() async throws {
        try await withShop { client async throws in
            let product =
                #"{"id":"lamp/1 é","title":{"en":"Desk lamp","de":"Lampe"},"category":["home","lamp"],"price":19.99,"currency":"EUR","attributes":{"watts":7,"dimmable":true},"markets":["DE"]}"#
            let path = "/v1/products/lamp%2F1%20%C3%A9"
            #expect(try await client.put(path, product).status == 200)
            let read = try await client.get(path).json
            #expect(read == (try JSON(Data(product.utf8))))
            #expect(try await client.get("/v1/products?category=home").json["items"]?.list.count == 1)
            #expect(try await client.get("/v1/products?q=lampe").json["items"]?[0]?["id"]?.text == "lamp/1 é")
            #expect(try await client.get("/v1/products?q=lampe&market=FR").json["items"]?.list.isEmpty == true)

            var (seen, cursor) = ([String](), "")
            repeat {
                let page = try await client.get("/v1/products?limit=15\(cursor)").json
                seen += page["items"]?.list.compactMap { $0["id"]?.text } ?? []
                cursor = page["next"]?.text.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(seen.count == 41 && Set(seen).count == 41)

            #expect(try await client.delete(path).status == 204)
            #expect(try await client.get(path).status == 404)
            #expect(try await client.delete(path).status == 404)
        }
    }

    @Test func `come in bulk, and lines that are wrong are left out and listed`() async throws {
        try await withShop { client async throws in
            let lines = """
                {"id":"a","title":"A"}

                {"id":"b","titel":"B"}
                {"id":"c","price":1}
                {"id":"","brand":""}
                {"id":"mug-01","title":"Another"}
                nonsense
                """
            let answer = try await client.send("POST", "/v1/products", Data(lines.utf8), type: "application/x-ndjson")
            #expect(answer.status == 200)
            #expect(answer.json["stored"] == .number(2) && answer.json["added"] == .number(1))
            let rejected = answer.json["rejected"]?.list ?? []
            #expect(rejected.compactMap { $0["line"]?.number } == [3, 4, 5, 7])
            #expect(rejected.first?["errors"]?[0]?["field"]?.text == "titel")
            #expect(rejected[1]["errors"]?[0]?["field"]?.text == "currency")
            #expect(try await client.get("/v1/products/b").status == 404)
            #expect(
                try await client.send("POST", "/v1/products", Data("x".utf8), type: "application/x-ndjson").status
                    == 422)
        }
    }

    private static let wrong = [
        (#"{"id":"x","titel":"A"}"#, "titel"), (#"{"id":"x","title":null}"#, "title"),
        (#"{"id":"x","title":{"en":3}}"#, "title.en"), (#"{"id":"x","price":-1,"currency":"EUR"}"#, "price"),
        (#"{"id":"x","markets":"DE"}"#, "markets"), (#"{"id":"x","markets":["D E"]}"#, "markets"),
        (#"{"id":"x","image":"file:///etc/passwd"}"#, "image"), (#"{"id":"y"}"#, "id"),
        (#"{"id":"x","availability":"maybe"}"#, "availability"), (#"[1]"#, "body"), (#"{"id":"#, "body"),
    ]

    @Test func `that are wrong are refused with the name of the field`() async throws {
        try await withShop { client async throws in
            for (body, field) in Self.wrong {
                let answer = try await client.put("/v1/products/x", body)
                #expect(answer.status == 422 && answer.fields == [field], "\(body): \(answer.json)")
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            #expect(try await client.get("/v1/products/x").status == 404)
        }
    }

    @Test func `have pictures, no larger than asked for, and are like each other`() async throws {
        try await withShop { client async throws in
            let picture = try await client.get("/v1/products/mug-01/image?size=16")
            #expect(picture.status == 200 && picture.headers["content-type"] == "image/png")
            #expect(picture.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            let tag = try #require(picture.headers["etag"])
            let again = try await client.send(
                "GET", "/v1/products/mug-01/image?size=16", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(try await client.get("/v1/products/mug-01/image?size=9").fields == ["size"])
            try await client.put("/v1/products/bare", #"{"id":"bare"}"#)
            #expect(try await client.get("/v1/products/bare/image").status == 404)
            #expect(try await client.get("/v1/products/bare/image?required=false").status == 204)
            #expect(try await client.get("/v1/products/nobody/image?required=false").status == 404)

            let similar = try await client.get("/v1/products/mug-01/similar?limit=5").json["items"]?.list ?? []
            #expect(similar.count == 5)
            let mugs = similar.count { $0["product"]?["id"]?.text?.hasPrefix("mug") == true }
            #expect(mugs >= 4)
        }
    }

    @Test func `need no id in the body, for it stands in the address, and shoppers neither`() async throws {
        try await withShop { client async throws in
            let saved = try await client.put("/v1/products/lamp", #"{"title":"Lamp"}"#)
            #expect(saved.status == 200 && saved.json["id"]?.text == "lamp")
            let other = try await client.put("/v1/products/lamp", #"{"id":"desk","title":"Lamp"}"#)
            #expect(other.status == 422 && other.fields == ["id"])
            #expect(other.json["detail"]?.text?.contains(#"is "desk"; the address says "lamp""#) == true)
            #expect(try await client.put("/v1/shoppers/anna", #"{"market":"DE"}"#).json["id"]?.text == "anna")
            #expect(try await client.post("/v1/products", #"{"title":"Lamp"}"#).fields == ["id"])
        }
    }

    @Test func `a picture's own address leaves the picture as it is`() async throws {
        try await withShop { client async throws in
            try await client.put(
                "/v1/products/mug-01", #"{"id":"mug-01","title":"Mug","image":"/v1/products/mug-01/image"}"#)
            #expect(try await client.get("/v1/products/mug-01").json["image"]?.text == "builtin:mug-01")
        }
    }
}
