import Foundation
import ShopGuideApplication
import ShopGuideService
import Testing

@Suite struct `Columns over HTTP` {
    /// A shop whose model weighs columns.
    private static func shop() throws -> TestShop {
        var shop = try TestShop()
        shop.options.model = shop.options.model.deletingLastPathComponent().appending(path: "catalogues")
        return shop
    }

    private func patch(_ client: Client, _ json: String) async throws -> Client.Answer {
        try await client.send("PATCH", "/v1/columns", Data(json.utf8), type: "application/json")
    }

    private func column(_ name: String, of answer: JSON?) -> JSON? {
        answer?["items"]?.list.first { $0["name"]?.text == name }
    }

    @Test func `columns are listed with their weights, and factors are set and kept`() async throws {
        let shop = try Self.shop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let models = try await client.get("/v1/models").json["items"]?.list ?? []
            #expect(models.filter { $0["weighsColumns"] == .flag(true) }.map { $0["id"]?.text } == ["catalogues"])
            let before = try await client.get("/v1/columns").json
            #expect(before["model"]?.text == "catalogues" && before["products"] == .number(40))
            #expect(column("title", of: before)?["kind"]?.text == "title")
            #expect(column("price", of: before)?["kind"]?.text == "number")
            try await client.put(
                "/v1/categories/mugs", #"{"examples":[{"product":"mug-01"},{"product":"mug-02"},{"product":"mug-03"}]}"#
            )
            let answer = try await patch(client, #"{"columns":{"title":4,"price":0}}"#)
            #expect(answer.status == 200)
            #expect(column("title", of: answer.json)?["factor"] == .number(4))
            #expect(column("price", of: answer.json)?["weight"] == .number(0))
            #expect(try await client.get("/v1/columns").json == answer.json)
            // The category was taught again from its products.
            #expect(try await client.get("/v1/categories").json["dormant"]?.list.isEmpty == true)
            #expect(
                try await client.post("/v1/classify", #"{"items":[{"product":"mug-04"}]}"#).json["results"]?[0]?[
                    "category"]
                    != nil)
            #expect(try await patch(client, #"{"columns":{}}"#).json == answer.json)
        }
        try await shop.running { client async throws in
            let kept = try await client.get("/v1/columns").json
            #expect(column("title", of: kept)?["factor"] == .number(4))
            #expect(try await patch(client, #"{"columns":{"title":1,"price":1}}"#).status == 200)
        }
    }

    @Test func `what can't be set is told of, and changes nothing`() async throws {
        let shop = try Self.shop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let before = try await client.get("/v1/columns").json
            for (body, field) in [
                (#"{"columns":{"title":2,"warehouse":2}}"#, "columns.warehouse"),
                (#"{"columns":{"title":101}}"#, "columns.title"), (#"{"columns":{"title":-0.5}}"#, "columns.title"),
                (#"{"columns":{"title":"2"}}"#, "columns.title"), (#"{"columns":{"title":null}}"#, "columns.title"),
                (#"{"columns":[2]}"#, "columns"), (#"{"factors":{}}"#, "factors"), ("{}", "columns"),
            ] {
                let answer = try await patch(client, body)
                #expect(answer.status == 422, "\(body)")
                #expect(answer.fields == [field], "\(body): \(answer.json)")
            }
            #expect(
                try await patch(client, #"{"columns":{"warehouse":2}}"#).json["detail"]?.text?.contains(
                    "there are title, ") == true)
            #expect(try await client.send("PATCH", "/v1/columns", Data("{}".utf8), type: "text/plain").status == 415)
            #expect(try await client.get("/v1/columns?limit=1").fields == ["limit"])
            #expect(try await client.get("/v1/columns").json == before)
        }
    }

    @Test func `an empty shop has no columns, and a model that weighs none says so`() async throws {
        var shop = try Self.shop()
        defer { shop.remove() }
        try shop.replaceStore()
        try await shop.running { client async throws in
            #expect(try await client.get("/v1/columns").json["items"]?.list.isEmpty == true)
            #expect(try await patch(client, #"{"columns":{"title":2}}"#).status == 409)
            // Columns are weighed soon after the first products are there.
            try await client.put("/v1/products/a", #"{"title":{"en":"Blue mug"},"brand":"Acme"}"#)
            #expect(
                try await client.eventually {
                    try await client.get("/v1/columns").json["items"]?.list.isEmpty == false
                })
            #expect(try await client.send("POST", "/v1/models/products/activate").status == 200)
            for answer in [try await client.get("/v1/columns"), try await patch(client, #"{"columns":{"title":2}}"#)] {
                #expect(answer.status == 422)
                #expect(answer.json["detail"]?.text?.contains("the model products doesn't weigh columns") == true)
            }
        }
    }

    @Test func `an import of ten products or more says which columns became what`() async throws {
        try await withShop { client async throws in
            func rows(_ count: Int) -> String {
                "id,title,brand,link\n"
                    + (0..<count).map {
                        "c\($0),Red mug no \($0),\(["Acme", "Globex"][$0 % 2]),https://shop.example/\($0)\n"
                    }.joined()
            }
            #expect(
                try await client.imported(rows(12))["notes"]?.list == [
                    .text("columns: title, brand (category); not compared: link")
                ])
            #expect(try await client.imported(rows(9))["notes"]?.list.isEmpty == true)
        }
    }

    @Test func `a key reads columns as far as its scope reaches`() async throws {
        var shop = try Self.shop()
        defer { shop.remove() }
        shop.options.requiresKey = true
        let keys = try [("read", 403), ("write", 403), ("admin", 200)].map { name, status in
            (
                try shop.keys.create(
                    tenant: "default", scope: name == "read" ? .read : name == "write" ? .write : .admin
                ).key, status
            )
        }
        try await shop.running { client async throws in
            var client = client
            #expect(try await client.get("/v1/columns").status == 401)
            for (key, status) in keys {
                client.key = key
                #expect(try await client.get("/v1/columns").status == 200)
                #expect(try await patch(client, #"{"columns":{"title":2}}"#).status == status)
            }
        }
    }
}
