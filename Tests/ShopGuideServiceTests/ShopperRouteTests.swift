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
            let list = try #require(
                try await client.post("/v1/recommendations", #"{"shopper":"eve","limit":1}"#).json["id"]?.text)
            let logged = try await client.post(
                "/v1/exposures",
                #"{"exposures":[{"recommendation":"\#(list)","shopper":"eve","product":"mug-01","position":1,"propensity":0.5}]}"#
            )
            #expect(logged.status == 200 && logged.json["added"] == .number(1))
            try await client.post(
                "/v1/interactions",
                #"{"interactions":[{"shopper":"eve","product":"mug-01","kind":"cart","recommendation":"\#(list)"}]}"#)
            let whole = try await client.get("/v1/shoppers/eve/export").json
            #expect(whole["shown"]?[0]?["recommendation"]?.text == list && whole["shown"]?.list.count == 1)
            #expect(whole["responses"]?[0]?["kind"]?.text == "cart" && whole["responses"]?.list.count == 1)
            #expect(try await client.get("/v1/shoppers/nobody/export").status == 404)
            try await client.delete("/v1/shoppers/eve")
            #expect(try await client.get("/v1/shoppers/eve/export").status == 404)
        }
        let store = try Stores.open(at: shop.options.store)
        #expect(try store.loggedExposures(to: "eve").isEmpty && store.responses(of: "eve").isEmpty)
    }

    @Test func `what was shown is logged once for each place, and lines that can't be taken are named`() async throws {
        try await withShop { client async throws in
            let lines = [
                #"{"shopper":"s","product":"mug-01","position":1,"time":"2024-05-01T10:00:00Z"}"#,
                #"{"shopper":"s","product":"mug-02","position":0,"time":"2024-05-01T10:00:00Z"}"#,
                #"{"shopper":"s","product":"mug-03","position":3}"#,
                #"{"recommendation":"r","shopper":"s","product":"gone","position":1,"propensity":1.5}"#,
                #"{"recommendation":"r","shopper":"s","product":"gone","position":2,"propensity":0.5}"#,
            ]
            let body = Data(lines.joined(separator: "\n").utf8)
            let logged = try await client.send("POST", "/v1/exposures", body, type: "application/x-ndjson").json
            #expect(logged["stored"] == .number(2) && logged["added"] == .number(2))
            #expect(logged["rejected"]?.list.map { $0["line"] } == [.number(2), .number(3), .number(4)])
            let again = try await client.send("POST", "/v1/exposures", body, type: "application/x-ndjson").json
            #expect(again["stored"] == .number(2) && again["added"] == .number(0))
            // Somebody whom the shop doesn't know has a right to it too.
            #expect(try await client.get("/v1/shoppers/s/export").json["shown"]?.list.count == 2)
            #expect(try await client.delete("/v1/shoppers/s").status == 200)
            #expect(try await client.get("/v1/shoppers/s/export").status == 404)
            #expect(try await client.post("/v1/exposures", #"{"exposures":[]}"#).fields == ["exposures"])
        }
    }

    @Test func `an interaction that another process writes while a visitor is merged isn't lost`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let other = try Stores.open(at: shop.options.store)
        func write(_ number: Int) throws {
            try other.write { writer in
                _ = try writer.save(
                    Interaction(id: "w\(number)", shopper: "visitor", product: "mug-01", kind: .view))
            }
        }
        try write(0)
        try await shop.running { client async throws in
            async let writing: Void = Task.detached { for number in 1..<200 { try write(number) } }.value
            for _ in 0..<5 {
                let merged = try await client.post("/v1/shoppers/anna/merge", #"{"from":"visitor"}"#)
                #expect([200, 404].contains(merged.status))
            }
            try await writing
        }
        for number in 0..<200 {
            let shopper = try other.interaction("w\(number)")?.shopper
            #expect(shopper == "anna" || shopper == "visitor", "interaction \(number) is lost")
        }
        #expect(try other.problems().isEmpty)
    }
}
