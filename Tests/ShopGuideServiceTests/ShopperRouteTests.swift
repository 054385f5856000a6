import Foundation
import ShopGuide
import ShopGuideService
import ShopGuideStore
import Testing

/// Merging visitors into shoppers, and everything of a person in one answer.
@Suite struct `Shoppers over HTTP` {
    private func view(_ product: String, by shopper: String, id: String, _ client: Client) async throws {
        try await client.post(
            "/v1/interactions",
            "{\"interactions\":[{\"id\":\"\(id)\",\"shopper\":\"\(shopper)\",\"product\":\"\(product)\",\"kind\":\"like\"}]}"
        )
    }

    @Test func `a visitor's events become the shopper's, at once and for good`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            try await view("mug-01", by: "anna", id: "e1", client)
            for (number, product) in ["kettle-01", "kettle-02", "phone-01"].enumerated() {
                try await view(product, by: "visitor-81", id: "v\(number)", client)
            }
            #expect(try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#).json["events"] == .number(1))
            let merged = try await client.post("/v1/shoppers/anna/merge", #"{"from":"visitor-81"}"#).json
            #expect(merged["interactions"] == .number(3) && merged["shopper"]?.text == "anna")
            #expect(try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#).json["events"] == .number(4))
            #expect(try await client.get("/v1/shoppers/visitor-81").status == 404)
            #expect(
                try await client.post("/v1/recommendations", #"{"shopper":"visitor-81"}"#).json["events"] == .number(0))
            // The shopper needn't be known before.
            try await view("mug-02", by: "visitor-82", id: "w", client)
            #expect(
                try await client.post("/v1/shoppers/new/merge", #"{"from":"visitor-82"}"#).json["interactions"]
                    == .number(1))
            #expect(try await client.post("/v1/shoppers/anna/merge", #"{"from":"visitor-81"}"#).status == 404)
            #expect(try await client.post("/v1/shoppers/anna/merge", #"{"from":"anna"}"#).fields == ["from"])
            #expect(try await client.post("/v1/shoppers/anna/merge", "{}").status == 422)
        }
        let store = try Stores.open(at: shop.options.store)
        #expect(try store.interactionCounts(of: "anna") == ["like": 4])
        #expect(try store.interaction("v1")?.shopper == "anna")
        #expect(try store.problems().isEmpty)
        try await shop.running { client async throws in
            #expect(try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#).json["events"] == .number(4))
        }
    }

    @Test func `everything of a person comes out in one answer, and is gone when they are erased`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            try await client.put("/v1/shoppers/eve", #"{"market":"DE","attributes":{"age":40}}"#)
            for (number, product) in ["mug-01", "mug-02"].enumerated() {
                try await view(product, by: "eve", id: "e\(number)", client)
            }
            try await client.post("/v1/experiments", #"{"name":"x","a":"content","b":"popular","share":1}"#)
            let shown = try await client.post("/v1/recommendations", #"{"shopper":"eve","limit":3}"#).json["items"]
            let export = try await client.get("/v1/shoppers/eve/export").json
            #expect(export["shopper"]?["market"]?.text == "DE")
            #expect(export["shopper"]?["attributes"]?["age"] == .number(40))
            #expect(export["interactions"]?.list.compactMap { $0["id"]?.text } == ["e0", "e1"])
            let ids = shown?.list.compactMap { $0["product"]?["id"]?.text } ?? []
            var exposures: [JSON] = []
            // What was shown is written down after the answer.
            for _ in 0..<200 where exposures.isEmpty {
                exposures = try await client.get("/v1/shoppers/eve/export").json["exposures"]?.list ?? []
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(Set(exposures.compactMap { $0["product"]?.text }) == Set(ids))
            #expect(exposures.allSatisfy { $0["experiment"]?.text == "x" && $0["arm"]?.text == "b" })
            #expect(try await client.get("/v1/shoppers/nobody/export").status == 404)
            try await client.delete("/v1/shoppers/eve")
            #expect(try await client.get("/v1/shoppers/eve/export").status == 404)
        }
    }
}
