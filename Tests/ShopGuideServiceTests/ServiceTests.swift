import Foundation
import ShopGuideService
import Testing

@Suite struct `The service` {
    @Test func `has the routes that its document describes, and no others`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let documented = client.document["paths"]?.members.flatMap { path, methods in
                methods.members.keys.map { "\($0.uppercased()) \(path)" }
            }
            #expect(documented?.sorted() == GuideService.routes(shop.options).sorted())
        }
    }

    @Test func `answers what isn't there in the same shape, without a path of the machine`() async throws {
        try await withShop { client async throws in
            for (method, path) in [
                ("GET", "/nothing"), ("GET", "/v1/products/nothing"), ("DELETE", "/healthz"), ("GET", "/v1/../etc"),
            ] {
                let answer = try await client.send(method, path)
                #expect([404, 405].contains(answer.status))
                #expect(answer.headers["content-type"] == "application/problem+json")
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.json["status"] == .number(Double(answer.status)))
                #expect(answer.json["instance"]?.text == "urn:request:\(answer.headers["x-request-id"] ?? "")")
                #expect(!String(decoding: answer.body, as: UTF8.self).contains("shop.sqlite"))
            }
            #expect(try await client.get("/v1/products?limit=3&lmit=2").fields == ["lmit"])
            #expect(try await client.get("/v1/products/%ff").status == 400)
        }
    }

    @Test func `takes a model that sees products and no other`() async throws {
        try await withShop { client async throws in
            let models = try await client.get("/v1/models").json
            #expect(models["active"]?.text == "products")
            #expect(
                models["items"]?.list.contains { $0["usable"] == .flag(false) && $0["problem"]?.text != nil } == true)
            #expect(try await client.send("POST", "/v1/models/nothing/activate").status == 404)
            #expect(try await client.send("POST", "/v1/models/lake-prototypical/activate").status == 422)
            #expect(try await client.send("POST", "/v1/models/rollback").status == 409)
        }
    }

    @Test func `sees with another model from one answer to the next, and returns to the one before`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        let models = shop.folder.appending(path: "models")
        try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
        for name in ["one", "two"] {
            try FileManager.default.copyItem(at: shop.options.model, to: models.appending(path: name))
        }
        // Another model by its digest: the last number of its weights is another.
        let weights = models.appending(path: "two/model.safetensors")
        var bytes = try Data(contentsOf: weights)
        bytes[bytes.count - 2] ^= 1
        try bytes.write(to: weights)
        shop.options.model = models.appending(path: "one")
        try await shop.running { client async throws in
            try await client.put(
                "/v1/categories/mugs", #"{"examples":[{"product":"mug-01"},{"product":"mug-02"},{"product":"mug-03"}]}"#
            )
            try await client.put("/v1/categories/words", #"{"examples":[{"title":"Something"}]}"#)
            #expect(try await client.send("POST", "/v1/models/two/activate").json["active"]?.text == "two")
            let answer = try await client.post("/v1/classify", #"{"items":[{"product":"mug-07"}]}"#).json
            #expect(answer["results"]?[0]?["category"]?.text == "mugs")
            #expect(try await client.get("/v1/categories").json["dormant"]?.list == [.text("words")])
        }
        try await shop.running { client async throws in
            #expect(try await client.get("/v1/shop").json["model"]?.text == "two")
            #expect(try await client.send("POST", "/v1/models/rollback").json["active"]?.text == "one")
            let list = try await client.get("/v1/categories").json
            #expect(list["dormant"]?.list.isEmpty == true && list["items"]?.list.count == 2)
        }
    }

    @Test func `enters a market of which nothing is known`() async throws {
        try await withShop { client async throws in
            #expect(try await client.get("/v1/markets/NZ").status == 404)
            #expect(try await client.send("PUT", "/v1/markets/NZ").json["interactions"] == .number(0))
            #expect(try await client.get("/v1/markets").json["items"]?.list.contains { $0["id"]?.text == "NZ" } == true)
            #expect(try await client.post("/v1/recommendations", #"{"market":"NZ"}"#).status == 200)
        }
    }

    @Test func `lists markets without counting what they have, if asked to`() async throws {
        try await withShop { client async throws in
            let (counted, uncounted) = (
                try await client.get("/v1/markets").json["items"]?.list ?? [],
                try await client.get("/v1/markets?counts=false").json["items"]?.list ?? []
            )
            #expect(counted.count > 1 && counted.allSatisfy { $0["products"] != nil })
            #expect(counted.map { $0["id"]?.text } == uncounted.map { $0["id"]?.text })
            #expect(uncounted.allSatisfy { $0["products"] == nil })
            let wrong = try await client.get("/v1/markets?counts=no")
            #expect(wrong.status == 422 && "\(wrong.json)".contains("must be true or false"))
        }
    }
}
