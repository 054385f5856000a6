import Foundation
import LocalPostgres
import ShopGuideService
import Testing

/// Several services on one database.
@Suite(.enabled(if: LocalPostgres.isThere, "there is no PostgreSQL server: Scripts/postgres installs it"))
struct ReplicaTests {
    private static let event = #"{"interactions":[{"shopper":"anna","product":"mug-01","kind":"purchase"}]}"#

    /// Asks again until an answer is as it should be, for half a minute at most.
    private func eventually(_ isRight: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<600 {
            if try await isRight() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    private func events(of shopper: String, _ client: Client) async throws -> Int {
        let answer = try await client.post("/v1/recommendations", #"{"shopper":"\#(shopper)"}"#)
        return answer.status == 200 ? Int(answer.json["events"]?.number ?? 0) : -1
    }

    @Test func `one replica answers by what another was told, and says that it isn't behind`() async throws {
        let shop = try TestShop(on: try LocalPostgres.shared.get())
        defer { shop.remove() }
        try await shop.running { one async throws in
            try await shop.running { other async throws in
                #expect(try await one.post("/v1/interactions", Self.event).status == 200)
                #expect(try await events(of: "anna", one) == 1)
                #expect(try await eventually { try await events(of: "anna", other) == 1 })
                #expect(try await other.get("/v1/shop").headers["shopguide-behind"] == "0")
            }
        }
    }

    @Test func `requests of a key count on all replicas together`() async throws {
        var shop = try TestShop(on: try LocalPostgres.shared.get())
        defer { shop.remove() }
        // Each client reads the document first.
        (shop.options.limits.rate, shop.options.limits.burst) = (0.001, 6)
        try await shop.running { [shop] one async throws in
            try await shop.running { other async throws in
                for client in [one, other, one, other] { #expect(try await client.get("/v1/markets").status == 200) }
                for client in [one, other] {
                    let answer = try await client.get("/v1/markets")
                    #expect(answer.status == 429 && answer.headers["ratelimit-remaining"] == "0")
                }
            }
        }
    }

    @Test func `while the database is away reads are answered from memory, and writes as soon as it is back`()
        async throws
    {
        let server = try LocalPostgres()
        let shop = try TestShop(on: server)
        defer { shop.remove() }
        try await shop.running { client async throws in
            #expect(try await client.post("/v1/interactions", Self.event).status == 200)
            #expect(try await events(of: "anna", client) == 1)
            try server.kill()
            let refused = try await client.post("/v1/interactions", Self.event)
            #expect(refused.status == 503 && refused.headers["retry-after"] != nil)
            let isSaid = try await eventually {
                let answer = try await client.post("/v1/recommendations", #"{"shopper":"anna"}"#)
                return answer.headers["shopguide-behind"] == "unknown"
            }
            #expect(isSaid)
            #expect(try await events(of: "anna", client) == 1)
            try server.start()
            #expect(
                try await eventually { try await client.post("/v1/interactions", Self.event).status == 200 })
            #expect(try await eventually { try await events(of: "anna", client) == 2 })
        }
    }
}
