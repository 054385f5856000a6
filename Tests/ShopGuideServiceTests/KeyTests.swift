import Foundation
import ShopGuideApplication
import ShopGuideService
import Testing

@Suite struct `Keys and tenants` {
    @Test func `a key opens its tenant's shop as far as its scope reaches, until it is revoked`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.requiresKey = true
        let (reader, writer) = (
            try shop.keys.create(tenant: "default", scope: .read).key,
            try shop.keys.create(tenant: "default", scope: .write).key
        )
        try await shop.running { client async throws in
            var client = client
            #expect(try await client.get("/healthz").status == 200)
            #expect(try await client.get("/v1/products").status == 401)
            client.key = "sg_guess"
            #expect(try await client.get("/v1/products").status == 401)
            client.key = reader
            #expect(try await client.get("/v1/products").status == 200)
            #expect(try await client.delete("/v1/products/mug-01").status == 403)
            client.key = writer
            #expect(try await client.delete("/v1/products/mug-01").status == 204)
            #expect(try await client.send("POST", "/v1/models/rollback").status == 403)
            try shop.keys.revoke(String(writer.prefix(11)))
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await client.get("/v1/products").status == 401)
        }
        let file = try shop.keptKeys()
        #expect(!file.contains(reader) && !file.contains(reader.dropFirst(12)))
    }

    @Test func `an admin sees the keys of their shop, and no key that opens anything`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let admin = try shop.keys.create(tenant: "default", scope: .admin).key
        let reader = try shop.keys.create(tenant: "default", scope: .read).key
        let stranger = try shop.keys.create(tenant: "other", scope: .admin).key
        try await shop.running { client async throws in
            var client = client
            for (key, seen) in [(admin, [admin, reader]), (stranger, [stranger]), (nil, [admin, reader, stranger])] {
                client.key = key
                let answer = try await client.get("/v1/keys")
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(answer.status == 200)
                for other in [admin, reader, stranger] {
                    #expect(text.contains(other.prefix(11)) == seen.contains(other))
                    #expect(!text.contains(other))
                }
            }
            client.key = reader
            #expect(try await client.get("/v1/keys").status == 403)
        }
    }

    @Test func `a key made over the network opens at once, is told once, and opens nothing once revoked`() async throws
    {
        let shop = try TestShop()
        defer { shop.remove() }
        let admin = try shop.keys.create(tenant: "default", scope: .admin).key
        try await shop.running { client async throws in
            var client = client
            client.key = admin
            let made = try await client.post("/v1/keys", #"{"scope":"write","note":"the till"}"#)
            #expect(made.status == 201 && made.headers["cache-control"] == "no-store")
            let key = try #require(made.json["key"]?.text)
            let id = try #require(made.json["id"]?.text)
            #expect(
                key.hasPrefix(id) && made.json["tenant"]?.text == "default" && made.json["note"]?.text == "the till")
            let list = String(decoding: try await client.get("/v1/keys").body, as: UTF8.self)
            #expect(list.contains(id) && !list.contains(key))
            var till = client
            till.key = key
            #expect(try await till.delete("/v1/products/mug-01").status == 204)
            #expect(try await till.post("/v1/keys", #"{"scope":"admin"}"#).status == 403)
            #expect(try await client.delete("/v1/keys/\(id)").status == 204)
            #expect(try await till.get("/v1/products").status == 401)
            #expect(try await client.delete("/v1/keys/\(id)").status == 404)
        }
        let file = try shop.keptKeys()
        #expect(!file.contains("the till"))
    }

    @Test func `keys are made and revoked in one's own shop only, and never the one in use`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let admin = try shop.keys.create(tenant: "default", scope: .admin).key
        let stranger = try shop.keys.create(tenant: "other", scope: .read).key
        try await shop.running { client async throws in
            var client = client
            client.key = admin
            #expect(try await client.post("/v1/keys", #"{"scope":"read","tenant":"other"}"#).status == 403)
            #expect(try await client.delete("/v1/keys/\(stranger.prefix(11))").status == 404)
            #expect(try await client.delete("/v1/keys/\(admin.prefix(11))").status == 409)
            for body in [
                #"{}"#, #"{"scope":"all"}"#, #"{"scope":"read","tenant":"../x"}"#, #"{"scope":"read","scopes":"x"}"#,
                #"{"scope":"read","note":"\#(String(repeating: "n", count: 201))"}"#,
            ] {
                #expect(try await client.post("/v1/keys", body).status == 422)
            }
            #expect(try await client.post("/v1/keys", "{").status == 422)
            client.key = nil
            #expect(try await client.post("/v1/keys", #"{"scope":"read","tenant":"other"}"#).status == 201)
            #expect(try await client.delete("/v1/keys/\(stranger.prefix(11))").status == 204)
        }
        #expect(try shop.keys.entries().map(\.tenant).sorted() == ["default", "other"])
    }

    @Test func `without a key only this machine is listened to, and no page of another site`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            #expect(try await client.send("GET", "/v1/products", headers: ["Host": "shop.example"]).status == 403)
            #expect(
                try await client.send("GET", "/v1/products", headers: ["Origin": "https://shop.example"]).status == 403)
            #expect(
                try await client.send("GET", "/v1/products", headers: ["Origin": "http://localhost:3000"]).status == 200
            )
        }
        shop.options.host = "0.0.0.0"
        await #expect(throws: (any Error).self) { try await shop.running { _ in } }
    }

    /// What is sent to each operation that takes a body; an operation that isn't here fails the test.
    private static let bodies = [
        "saveProducts": #"{"id":"verborgen","title":"Overwritten"}"#,
        "saveProduct": #"{"id":"verborgen","title":"Overwritten"}"#,
        "saveProductByQuery": #"{"id":"verborgen","title":"Overwritten"}"#,
        "saveShopperByQuery": #"{"id":"someone"}"#, "teachCategoryByQuery": #"{"examples":[{"title":"Other"}]}"#,
        "beginImport": #"{"id":"verborgen","title":"Overwritten"}"#,
        "saveEmbeddings": #"{"product":"verborgen","vector":[1,2]}"#,
        "saveFeed": #"{"url":"https://shop.invalid/feed"}"#,
        "saveInteractions": #"{"interactions":[{"id":"e1","shopper":"someone","product":"verborgen","kind":"view"}]}"#,
        "teachCategory": #"{"examples":[{"title":"Other"}]}"#, "addExamples": #"{"examples":[{"title":"Other"}]}"#,
        "classify": #"{"items":[{"title":"Geheimnisvoll"}]}"#, "recommend": #"{"shopper":"someone"}"#,
        "explainClassification": #"{"item":{"product":"verborgen"},"category":"cat"}"#,
        "explain": #"{"product":"verborgen","shopper":"someone"}"#, "certainty": #"{"shopper":"someone"}"#,
        "saveExposures":
            #"{"exposures":[{"shopper":"someone","product":"verborgen","position":1,"recommendation":"r"}]}"#,
        "learn": #"{"budget":1}"#,
        "search": #"{"text":"verborgen"}"#, "mergeShopper": #"{"from":"someone"}"#,
        "setColumns": #"{"columns":{"title":2}}"#,
        "beginExperiment": #"{"name":"hers","a":"content","b":"popular"}"#, "createKey": #"{"scope":"read"}"#,
        "saveShopper": #"{"id":"someone","attributes":{"note":"Overwritten"}}"#,
    ]

    @Test func `no route shows or changes what is another tenant's`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let other = try shop.keys.create(tenant: "other", scope: .admin).key
        try await shop.running { client async throws in
            try await client.put(
                "/v1/products/verborgen",
                #"{"id":"verborgen","title":"Geheimnisvoll","markets":["ZZ"],"image":"builtin:mug-01"}"#)
            try await client.put(
                "/v1/categories/cat", #"{"examples":[{"product":"verborgen"},{"title":"Geheimnisvoll"}]}"#)
            try await client.post(
                "/v1/interactions",
                #"{"interactions":[{"id":"e1","shopper":"someone","product":"verborgen","kind":"like"}]}"#)
            try await client.post("/v1/experiments", #"{"name":"cat","a":"content","b":"popular"}"#)
            let owned = [
                "/v1/experiments", "/v1/experiments/cat",
                "/v1/products/verborgen", "/v1/categories/cat?catches=0", "/v1/categories", "/v1/shoppers/someone",
                "/v1/shoppers/someone/interactions", "/v1/markets", "/v1/products?limit=200", "/v1/models",
            ]
            let before = try await client.bodies(owned)

            var stranger = client
            stranger.key = other
            let names = ["{id}": "verborgen", "{name}": "cat", "{example}": "verborgen"]
            for (template, methods) in client.document["paths"]?.members.sorted(by: { $0.key < $1.key }) ?? [] {
                for (method, operation) in methods.members.sorted(by: { $0.key < $1.key }) {
                    var path = names.reduce(template) { $0.replacing($1.key, with: $1.value) }
                    if template.hasPrefix("/v1/shoppers/") { path = path.replacing("verborgen", with: "someone") }
                    if template.hasPrefix("/v1/markets/") { path = path.replacing("verborgen", with: "ZZ") }
                    let answer: Client.Answer
                    if operation["requestBody"] != nil {
                        let id = operation["operationId"]?.text ?? ""
                        let body = try #require(Self.bodies[id], "\(method) \(template) needs a body here")
                        let isLines = operation["requestBody"]?["content"]?["application/json"] == nil
                        answer = try await stranger.send(
                            method.uppercased(), path, Data(body.utf8),
                            type: isLines ? "application/x-ndjson" : "application/json")
                    } else {
                        answer = try await stranger.send(method.uppercased(), path)
                    }
                    let text = String(decoding: answer.body, as: UTF8.self)
                    let isEcho = operation["operationId"]?.text == "classify"
                    #expect(isEcho || !text.contains("Geheimnisvoll"), "\(method) \(template) shows another tenant's")
                    #expect(answer.headers["content-type"] != "image/png", "\(method) \(template) shows a picture")
                }
            }
            let after = try await client.bodies(owned)
            for (path, (old, new)) in zip(owned, zip(before, after)) { #expect(old == new, "\(path) was changed") }
        }
    }
}
