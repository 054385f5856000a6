import Foundation
import Testing

@Suite struct `Variants over HTTP` {
    /// Adds two jumpers in four sizes each, and some other products beside them.
    private static func fill(_ client: Client) async throws {
        let sizes = ["S", "M", "L", "XL"]
        let jumpers = ["Alma", "Berta"].flatMap { name in
            sizes.map { size in
                #"{"id":"\#(name)-\#(size)","title":"\#(name) wool jumper, \#(size)","brand":"Nordwolle"}"#
            }
        }
        let grouped = (1...3).map { #"{"id":"lamp-\#($0)","title":"Lamp \#($0)","attributes":{"item_group_id":"L"}}"# }
        let lines = (jumpers + grouped).joined(separator: "\n")
        #expect(
            try await client.send("POST", "/v1/products", Data(lines.utf8), type: "application/x-ndjson").status == 200)
    }

    private func ids(_ answer: Client.Answer, _ prefix: String) -> [String] {
        (answer.json["items"]?.list ?? []).compactMap { $0["product"]?["id"]?.text }.filter { $0.hasPrefix(prefix) }
    }

    @Test func `are shown by the best of each family, or all where that is asked for`() async throws {
        try await withShop { client async throws in
            try await Self.fill(client)
            let similar = try await client.get("/v1/products/Alma-M/similar?limit=5")
            #expect(ids(similar, "Alma").isEmpty && ids(similar, "Berta").count == 1)
            let best = similar.json["items"]?.list.first { $0["product"]?["id"]?.text?.hasPrefix("Berta") == true }
            #expect(best?["variants"] == .number(3))
            let all = try await client.get("/v1/products/Alma-M/similar?limit=20&allVariants=true")
            #expect(ids(all, "Alma").count == 3 && ids(all, "Berta").count == 4)
            #expect(all.json["items"]?.list.allSatisfy { $0["variants"] == nil } == true)
            #expect(try await client.get("/v1/products/Alma-M/similar?allVariants=2").fields == ["allVariants"])

            let asked = #"{"seen":["mug-01"],"limit":100"#
            let recommended = try await client.post("/v1/recommendations", asked + "}")
            #expect(ids(recommended, "Alma").count == 1 && ids(recommended, "Berta").count == 1)
            #expect(ids(recommended, "lamp").count == 1)
            let shown = try await client.post("/v1/recommendations", asked + #","allVariants":true}"#)
            #expect(ids(shown, "Alma").count == 4 && ids(shown, "lamp").count == 3)
            let hidden = try #require(["lamp-1", "lamp-2"].first { ids(recommended, "lamp") != [$0] })
            let explained = try await client.post(
                "/v1/explanations", #"{"product":"\#(hidden)","seen":["mug-01"],"limit":100}"#)
            #expect(explained.json["barrier"]?["kind"]?.text == "variant")
        }
    }

    @Test func `among examples are told of`() async throws {
        try await withShop { client async throws in
            try await Self.fill(client)
            func notes(_ method: String, _ path: String, _ ids: [String]) async throws -> [String] {
                let examples = ids.map { #"{"product":"\#($0)"}"# }.joined(separator: ",")
                let body = #"{"examples":[\#(examples)]}"#
                let answer = try await method == "PUT" ? client.put(path, body) : client.post(path, body)
                return answer.json["notes"]?.list.compactMap(\.text) ?? []
            }
            #expect(try await notes("PUT", "/v1/categories/jumpers", ["Alma-S", "Berta-S"]).isEmpty)
            #expect(
                try await notes("POST", "/v1/categories/jumpers/examples", ["Alma-M", "mug-01"]) == [
                    "these 2 are one product: Alma-S, Alma-M; show others too"
                ])
            #expect(
                try await notes("PUT", "/v1/categories/jumpers", ["Alma-S", "Alma-M", "Alma-L", "lamp-1", "lamp-2"])
                    == [
                        "these 3 are one product: Alma-S, Alma-M, Alma-L; show others too",
                        "these 2 are one product: lamp-1, lamp-2; show others too",
                    ])
        }
    }
}
