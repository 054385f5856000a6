import Foundation
import Testing

@Suite struct `Experiments over HTTP` {
    private func view(_ product: String, by shopper: String, _ client: Client) async throws {
        try await client.post(
            "/v1/interactions",
            #"{"interactions":[{"shopper":"\#(shopper)","product":"\#(product)","kind":"view"}]}"#)
    }

    private func recommended(to shopper: String, _ client: Client, more: String = "") async throws -> JSON {
        try await client.post("/v1/recommendations", #"{"shopper":"\#(shopper)","limit":4\#(more)}"#).json
    }

    @Test func `divide shoppers, count what they click on, and end`() async throws {
        try await withShop { client async throws in
            let begun = try await client.post(
                "/v1/experiments", #"{"name":"x","a":"content","b":"popular","share":0.5}"#)
            #expect(begun.status == 201)
            #expect(
                try await client.post("/v1/experiments", #"{"name":"y","a":"content","b":"popular"}"#).status == 409)
            var arms: [String: String] = [:]
            for number in 0..<12 {
                let shopper = "shopper-\(number)"
                try await view("mug-01", by: shopper, client)
                let first = try await recommended(to: shopper, client)
                #expect(first["experiment"]?["name"]?.text == "x")
                let arm = try #require(first["experiment"]?["arm"]?.text)
                #expect(first["learner"]?.text == (arm == "a" ? "content" : "popular"))
                #expect(try await recommended(to: shopper, client)["experiment"]?["arm"]?.text == arm)
                arms[shopper] = arm
                if number % 2 == 0, let shown = first["items"]?[0]?["product"]?["id"]?.text {
                    try await view(shown, by: shopper, client)
                }
            }
            #expect(Set(arms.values) == ["a", "b"])
            // What was shown is noted in its turn; a change that comes after it is answered after it.
            try await view("mug-02", by: "outsider", client)
            let results = try await client.get("/v1/experiments/x").json["results"]
            for arm in ["a", "b"] {
                let members = arms.filter { $0.value == arm }.map(\.key)
                let clicked = members.count { Int($0.dropFirst(8)).map { $0 % 2 == 0 } ?? false }
                #expect(results?[arm]?["shoppers"] == .number(Double(members.count)))
                #expect(results?[arm]?["exposures"] == .number(Double(2 * members.count)))
                #expect(results?[arm]?["clicks"]?["count"] == .number(Double(clicked)))
                #expect(results?[arm]?["purchases"]?["count"] == .number(0))
            }
            // Who names a learner, or no shopper, takes part in none.
            #expect(
                try await recommended(to: "shopper-1", client, more: #","learner":"popular""#)["experiment"] == .null)
            #expect(try await client.post("/v1/recommendations", "{}").json["experiment"] == .null)

            #expect(try await client.send("POST", "/v1/experiments/x/stop").json["stopped"]?.text != nil)
            #expect(try await recommended(to: "shopper-1", client)["experiment"] == .null)
            #expect(try await client.get("/v1/experiments").json["experiments"]?.list.count == 1)
        }
    }

    @Test func `draw lists from both guides in turns, the same one when it's asked for again`() async throws {
        try await withShop { client async throws in
            try await client.post(
                "/v1/experiments", #"{"name":"x","a":"content","b":"popular","design":"interleaved"}"#)
            try await view("mug-01", by: "s", client)
            let first = try await recommended(to: "s", client)
            let ids = first["items"]?.list.compactMap { $0["product"]?["id"]?.text } ?? []
            #expect(ids.count == 4 && Set(ids).count == 4)
            #expect(first["experiment"]?["arm"] == .null)
            #expect(
                try await recommended(to: "s", client)["items"]?.list.compactMap { $0["product"]?["id"]?.text } == ids)
            try await view(ids[0], by: "s", client)
            let results = try await client.get("/v1/experiments/x").json["results"]
            let clicks = ["a", "b"].map { results?[$0]?["clicks"]?["count"] ?? .null }
            #expect(clicks.contains(.number(1)))
            #expect(results?["preference"]?["of"] == .number(1))
        }
    }

    @Test func `go on after a restart, and name what is wrong`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            for (body, field) in [
                (#"{"name":"a b","a":"content","b":"popular"}"#, "name"),
                (#"{"name":"x","a":"best","b":"popular"}"#, "a"),
                (#"{"name":"x","a":"content","b":"popular","share":1.5}"#, "share"),
                (#"{"name":"x","a":"content"}"#, "b"),
            ] {
                let answer = try await client.post("/v1/experiments", body)
                #expect(answer.status == 422 && answer.fields == [field])
            }
            #expect(try await client.get("/v1/experiments/x").status == 404)
            #expect(try await client.send("POST", "/v1/experiments/x/stop").status == 404)
            try await client.post("/v1/experiments", #"{"name":"x","a":"content","b":"popular","share":1}"#)
            try await view("mug-01", by: "s", client)
        }
        try await shop.running { client async throws in
            #expect(try await recommended(to: "s", client)["experiment"]?["arm"]?.text == "b")
            try await client.delete("/v1/shoppers/s")
            #expect(try await client.get("/v1/experiments/x").json["results"]?["b"]?["shoppers"] == .number(0))
        }
    }
}
