import Foundation
import ShopGuide
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `Interactions over HTTP` {
    private static func view(_ product: String, _ shopper: String = "anna", id: String? = nil, kind: String = "view")
        -> String
    {
        let id = id.map { "\"id\":\"\($0)\"," } ?? ""
        return "{\"interactions\":[{\(id)\"shopper\":\"\(shopper)\",\"product\":\"\(product)\",\"kind\":\"\(kind)\"}]}"
    }

    @Test func `count in the next answer, and so does their shopper`() async throws {
        try await withShop { client async throws in
            let before = try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#).json
            #expect(before["events"] == .number(0) && before["notes"]?.list.count == 1)
            try await client.post("/v1/interactions", Self.view("kettle-01", kind: "like"))
            let after = try await client.post("/v1/recommendations", #"{"shopper":"anna","limit":5,"explain":true}"#)
                .json
            #expect(after["events"] == .number(1))
            let items = after["items"]?.list ?? []
            #expect(items.count { $0["product"]?["id"]?.text?.hasPrefix("kettle") == true } >= 3)
            #expect(items.first?["reason"]?["events"]?[0]?["product"]?.text == "kettle-01")
            #expect(try await client.get("/v1/shoppers/anna").json["interactions"] == .object(["like": .number(1)]))
        }
    }

    @Test func `a product is explained, whether it is recommended or not, and why not another`() async throws {
        try await withShop { client async throws in
            try await client.post("/v1/interactions", Self.view("kettle-01", kind: "like"))
            try await client.post("/v1/interactions", Self.view("mug-02", kind: "dismiss"))
            let items = try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#).json["items"]?.list
            let first = try #require(items?.first?["product"]?["id"]?.text)
            let asked = #"{"product":"\#(first)","insteadOf":"mug-03","shopper":"anna"}"#
            let answer = try await client.post("/v1/explanations", asked).json
            #expect(answer["recommended"] == .flag(true) && answer["rank"] == .number(1) && answer["barrier"] == .null)
            let parts = answer["reason"]?["events"]?.list.compactMap { $0["contribution"]?.number } ?? []
            let (score, base) = (answer["reason"]?["score"]?.number ?? .nan, answer["reason"]?["base"]?.number ?? .nan)
            #expect(abs(parts.reduce(base, +) - score) < 1e-5)
            let other = answer["comparison"]?["score"]?.number ?? .nan
            let differences = answer["comparison"]?["differences"]?.list.compactMap { $0["difference"]?.number } ?? []
            #expect(abs(differences.reduce(0, +) - (score - other)) < 1e-5)
            let barred = try await client.post("/v1/explanations", #"{"product":"mug-02","shopper":"anna"}"#).json
            #expect(barred["recommended"] == .flag(false) && barred["barrier"]?["kind"]?.text == "dismissed")
            #expect(try await client.post("/v1/explanations", #"{"product":"no"}"#).status == 404)
        }
    }

    @Test func `a request with a key is done once however often it comes`() async throws {
        try await withShop { client async throws in
            let headers = ["Idempotency-Key": "order 1"]
            let first = try await client.post("/v1/interactions", Self.view("mug-01"), headers: headers).json
            let again = try await client.post("/v1/interactions", Self.view("mug-01"), headers: headers).json
            #expect(first["added"] == .number(1) && first["replayed"] == .flag(false))
            #expect(again["added"] == .number(1) && again["replayed"] == .flag(true))
            #expect(try await client.get("/v1/shoppers/anna/interactions").json["items"]?.list.count == 1)
            let other = try await client.post("/v1/interactions", Self.view("mug-02"), headers: headers)
            #expect(other.status == 422 && other.fields == ["Idempotency-Key"])
        }
    }

    @Test func `an event that has an id takes the place of what had it`() async throws {
        try await withShop { client async throws in
            try await client.post("/v1/interactions", Self.view("kettle-01", id: "e1", kind: "like"))
            let again = try await client.post("/v1/interactions", Self.view("mug-01", id: "e1", kind: "like")).json
            #expect(again["stored"] == .number(1) && again["added"] == .number(0))
            let items =
                try await client.post("/v1/recommendations", #"{"shopper":"anna","limit":5}"#).json["items"]?.list ?? []
            #expect(items.count { $0["product"]?["id"]?.text?.hasPrefix("mug") == true } >= 3)
        }
    }

    @Test func `what is wrong is left out and listed; where nothing is right all is refused`() async throws {
        try await withShop { client async throws in
            let mixed = """
                {"interactions":[{"shopper":"a","product":"mug-01","kind":"view"},
                {"shopper":"a","product":"nope","kind":"view"},{"shopper":"a","product":"mug-01","kind":"stare"},
                {"shopper":"a","product":"mug-01","kind":"view","time":"3000-01-01"}]}
                """
            let answer = try await client.post("/v1/interactions", mixed).json
            #expect(answer["stored"] == .number(1))
            let rejected = answer["rejected"]?.list ?? []
            #expect(rejected.compactMap { $0["line"]?.number } == [2, 3, 4])
            #expect(rejected.compactMap { $0["errors"]?[0]?["field"]?.text } == ["product", "kind", "time"])
            #expect(try await client.post("/v1/interactions", Self.view("nope")).fields == ["line 1: product"])
            let lines = Data(#"{"shopper":"b","product":"mug-01","kind":"cart"}"#.utf8)
            #expect(
                try await client.send("POST", "/v1/interactions", lines, type: "application/x-ndjson").status == 200)
        }
    }

    @Test func `many at once are all on the disk`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let (senders, each) = (8, 25)
        try await shop.running { client async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<senders {
                    group.addTask {
                        for number in 0..<each {
                            let product = number % 5 == 4 ? "nope" : "mug-01"
                            let answer = try await client.post(
                                "/v1/interactions", Self.view(product, "s\(sender)", id: "\(sender)-\(number)"))
                            #expect(answer.status == (number % 5 == 4 ? 422 : 200))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        var ids = Set<String>()
        try Stores.open(at: shop.options.store).forEachInteraction { ids.insert($0.id ?? "") }
        #expect(ids.count == senders * each * 4 / 5)
    }

    @Test func `a shopper who is erased is gone everywhere, from the files as well`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        let name = "zu-vergessende-person"
        try await shop.running { client async throws in
            try await client.put(
                "/v1/shoppers/\(name)", "{\"id\":\"\(name)\",\"market\":\"DE\",\"attributes\":{\"age\":40}}")
            for number in 1...5 {
                try await client.post("/v1/interactions", Self.view("mug-0\(number)", name, kind: "like"))
            }
            #expect(try await client.get("/v1/shoppers?market=DE").json["items"]?.list.count == 1)
            #expect(try await client.delete("/v1/shoppers/\(name)").json["interactions"] == .number(5))
            #expect(try await client.get("/v1/shoppers/\(name)").status == 404)
            #expect(try await client.get("/v1/shoppers/\(name)/interactions").status == 404)
            #expect(try await client.delete("/v1/shoppers/\(name)").status == 404)
            #expect(try await client.get("/v1/shoppers").json["items"]?.list.isEmpty == true)
            #expect(
                try await client.post("/v1/recommendations", "{\"shopper\":\"\(name)\"}").json["events"] == .number(0))
            for file in try FileManager.default.contentsOfDirectory(at: shop.folder, includingPropertiesForKeys: nil) {
                let bytes = try Data(contentsOf: file)
                #expect(bytes.range(of: Data(name.utf8)) == nil, "still in \(file.lastPathComponent)")
            }
        }
    }
}
