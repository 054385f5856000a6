import Foundation
import LocalServing
import ShopGuide
import ShopGuideService
import ShopGuideStore
import Synchronization
import Testing

@Suite struct `Feeds over HTTP` {
    /// A feed whose products can be changed.
    private final class Feed: Sendable {
        let ids = Mutex((0..<10).map { "f\($0)" })
        let tags = Mutex(true)

        var text: String {
            "id,title,availability\n" + ids.withLock { $0 }.map { "\($0),Feed \($0),in stock\n" }.joined()
        }

        func answer(_ request: LocalServer.Request) -> LocalServer.Answer {
            let text = text
            let tag = "\"\(text.utf8.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) })\""
            guard tags.withLock({ $0 }) else { return .init(200, text) }
            return request.headers["if-none-match"] == tag ? .init(304) : .init(200, text, headers: ["ETag": tag])
        }
    }

    private func withFeed(_ body: (Client, Feed, LocalServer, TestShop) async throws -> Void) async throws {
        let feed = Feed()
        let server = try LocalServer { feed.answer($0) }
        defer { server.stop() }
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.fetchesPrivate = true
        let copy = shop
        try await shop.running { client async throws in try await body(client, feed, server, copy) }
    }

    private func body(_ server: LocalServer, _ more: String = "") -> String {
        "{\"url\":\"\(server.address("/feed.csv"))\",\"kind\":\"products\"\(more)}"
    }

    /// Fetches a feed to the end.
    private func fetch(_ client: Client, _ query: String = "") async throws -> JSON {
        let begun = try await client.send("POST", "/v1/feeds/main/fetch\(query)")
        #expect(begun.status == 202)
        return try await client.ended(begun.json["id"]?.text ?? "")
    }

    /// Saves a feed and waits for its first import.
    private func begin(_ client: Client, _ server: LocalServer) async throws {
        #expect(try await client.put("/v1/feeds/main", body(server)).status == 200)
        let isFetched = try await client.eventually {
            try await client.get("/v1/feeds/main").json["status"]?["products"] == .number(10)
        }
        #expect(isFetched)
    }

    private func availability(_ client: Client, _ id: String) async throws -> String? {
        try await client.get("/v1/products/\(id)").json["availability"]?.text
    }

    @Test func `are fetched at once, and not again where nothing has changed`() async throws {
        try await withFeed { client, feed, server, _ in
            try await begin(client, server)
            #expect(try await client.get("/v1/products/f3").json["title"]?.text == "Feed f3")
            let unchanged = try await fetch(client)
            #expect(unchanged["state"]?.text == "finished" && unchanged["stored"] == .number(0))
            #expect(unchanged["remarks"]?[0]?.text?.contains("as the server says") == true)
            feed.tags.withLock { $0 = false }
            #expect(try await fetch(client)["remarks"]?[0]?.text?.contains("byte for byte") == true)
            let shown = try await client.get("/v1/feeds/main")
            #expect(shown.json["status"]?["message"]?.text?.hasPrefix("unchanged") == true)
            #expect(shown.json["status"]?["next"] != .null)
            // What is shown can be saved again, and is fetched no earlier for it.
            let again = try await client.send("PUT", "/v1/feeds/main", shown.body, type: "application/json")
            #expect(again.status == 200 && again.body == shown.body)
            #expect(try await client.get("/v1/feeds").json["items"]?.list.count == 1)
            let count = server.requests.count
            try await Task.sleep(for: .seconds(1))
            #expect(server.requests.count == count)
        }
    }

    @Test func `end the sale of products that they lack twice, and begin it again`() async throws {
        try await withFeed { client, feed, server, _ in
            try await begin(client, server)
            feed.ids.withLock { $0.removeFirst(2) }
            #expect(try await fetch(client)["stored"] == .number(8))
            #expect(try await availability(client, "f0") == "in_stock")
            #expect(try await client.get("/v1/feeds/main").json["status"]?["missing"] == .number(2))
            // Nothing is missed where nothing has changed.
            _ = try await fetch(client)
            #expect(try await availability(client, "f0") == "in_stock")
            feed.ids.withLock { $0.append("f10") }
            let job = try await fetch(client)
            #expect(
                job["notes"]?.list.contains(.text("2 products that the feed lacks are out of stock now")) == true,
                "\(job)")
            #expect(try await availability(client, "f0") == "out_of_stock")
            let isKnown = try await client.eventually {
                let answer = try await client.post("/v1/recommendations", #"{"limit":100}"#).json
                return answer["items"]?.list.contains { $0["product"]?["id"]?.text == "f0" } == false
            }
            #expect(isKnown)
            feed.ids.withLock { $0.append("f0") }
            _ = try await fetch(client)
            #expect(try await availability(client, "f0") == "in_stock")
            #expect(try await availability(client, "f1") == "out_of_stock")
        }
    }

    @Test func `that lost more than half of their products change nothing`() async throws {
        try await withFeed { client, feed, server, _ in
            try await begin(client, server)
            feed.ids.withLock { $0 = ["f0", "f1", "f2", "f3", "new"] }
            let job = try await fetch(client)
            #expect(
                job["state"]?.text == "failed" && job["problem"]?.text?.contains("lacks 6 of the 10") == true, "\(job)")
            #expect(try await client.get("/v1/products/new").status == 404)
            #expect(try await client.get("/v1/feeds/main").json["status"]?["missing"] == .number(0))
            let accepted = try await fetch(client, "?accept-loss=true")
            #expect(accepted["state"]?.text == "finished")
            #expect(try await client.get("/v1/products/new").status == 200)
            #expect(try await client.get("/v1/feeds/main").json["status"]?["missing"] == .number(6))
        }
    }

    @Test func `aren't fetched again by restarts, and their products stay when they go`() async throws {
        let feed = Feed()
        let server = try LocalServer { feed.answer($0) }
        defer { server.stop() }
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.fetchesPrivate = true
        try await shop.running { client async throws in try await begin(client, server) }
        let count = server.requests.count
        for _ in 0..<2 {
            try await shop.running { client async throws in
                try await Task.sleep(for: .milliseconds(500))
                #expect(try await client.get("/v1/feeds/main").json["status"]?["products"] == .number(10))
            }
        }
        #expect(server.requests.count == count)
        // One whose time has come is.
        let store = try Stores.open(at: shop.options.store)
        var stored = try #require(try store.source("main"))
        stored.next.milliseconds = 0
        let due = stored
        try store.write { try $0.save(due) }
        try await shop.running { client async throws in
            #expect(try await client.eventually { server.requests.count == count + 1 })
            #expect(try await client.delete("/v1/feeds/main").status == 204)
            #expect(try await client.get("/v1/feeds/main").status == 404)
            #expect(try await client.send("POST", "/v1/feeds/main/fetch").status == 404)
            #expect(try await client.get("/v1/products/f3").status == 200)
        }
    }

    @Test func `that are wrong are refused with the name of the field`() async throws {
        try await withFeed { client, _, server, _ in
            for (more, field) in [
                (#","everyHours":0"#, "everyHours"), (#","missesUntilOutOfStock":0"#, "missesUntilOutOfStock"),
                (#","kind":"x""#, "kind"),
                (#","every":1"#, "every"), (#","name":"other""#, "name"), (#","column":["sku"]"#, "column"),
                (#","column":3"#, "column"),
            ] {
                let body =
                    more.contains("\"kind\"")
                    ? body(server, "").replacing("\"kind\":\"products\"", with: "\"kind\":\"x\"") : body(server, more)
                let answer = try await client.put("/v1/feeds/main", body)
                #expect(answer.status == 422 && answer.fields == [field], "\(more): \(answer.json)")
            }
            #expect(try await client.put("/v1/feeds/main", #"{"url":"file:///etc/passwd"}"#).fields == ["url"])
        }
    }
}
