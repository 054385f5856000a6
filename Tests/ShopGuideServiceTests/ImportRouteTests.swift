import Foundation
import LocalServing
import ShopGuideApplication
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `Imports over HTTP` {
    private static func table(_ rows: Int, _ title: String = "Imported cup") -> String {
        "id,title,price\n" + (0..<rows).map { "c\($0),\(title) \($0),9.50\n" }.joined()
    }

    private func spooled(_ shop: TestShop) -> [String] {
        let folder = shop.spool
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != "lock" }
    }

    @Test func `are done in the background, and count in the running service`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let begun = try await client.importing(Self.table(30) + "\"\",No id,1\n")
            #expect(begun.status == 202)
            let id = try #require(begun.json["id"]?.text)
            #expect(begun.headers["location"] == "/v1/imports/\(id)" && begun.json["source"]?.text == "f.csv")
            let job = try await client.ended(id)
            #expect(job["state"]?.text == "finished" && job["kind"]?.text == "products", "\(job)")
            #expect(job["stored"] == .number(30) && job["added"] == .number(30) && job["rejected"] == .number(1))
            #expect(job["firstProblem"]?.text == "line 32: no id" && job["read"] == job["bytes"])
            #expect(try await client.get("/v1/products/c3").json["price"] == .number(9.5))
            let counts = try await client.eventually {
                let similar = try await client.get("/v1/products/c3/similar?limit=5").json["items"]?.list ?? []
                return similar.contains { $0["product"]?["id"]?.text?.hasPrefix("c") == true }
            }
            #expect(counts)
            let rejected = try await client.get("/v1/imports/\(id)/rejected")
            #expect(String(decoding: rejected.body, as: UTF8.self) == "line,reason\n32,no id\n")
            #expect(try await client.get("/v1/imports").json["items"]?[0]?["id"]?.text == id)
            #expect(spooled(shop) == ["\(id).rejected.csv"])
            #expect(try await client.delete("/v1/imports/\(id)").status == 409)
        }
    }

    @Test func `show what they would do, and store nothing`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let trial = try await client.importing(Self.table(9), "kind=products&default=currency=EUR&dry-run=true")
            #expect(trial.status == 200 && trial.json["kind"]?.text == "products")
            #expect(trial.json["rows"]?.list.count == 5)
            #expect(trial.json["rows"]?[0]?["price"] == .number(9.5))
            #expect(try await client.get("/v1/products/c0").status == 404)
            #expect(spooled(shop).isEmpty)
            #expect(try await client.get("/v1/imports").json["items"]?.list.isEmpty == true)
        }
    }

    @Test func `take the options of the command, and name those that are wrong`() async throws {
        try await withShop { client async throws in
            let text = "sku|name|secret|when\nx1|A &amp; B|s|NA\n"
            let query = "kind=products&separator=%7C&column=id=sku&column=title=name&ignore=secret&null=NA"
            let job = try await client.imported(text, query)
            #expect(job["state"]?.text == "finished", "\(job)")
            let product = try await client.get("/v1/products/x1").json
            #expect(product["title"]?.text == "A & B" && product["attributes"] == nil, "\(product)")
            for (query, field) in [
                ("kind=things", "kind"), ("encoding=klingon", "encoding"), ("separator=123456789", "separator"),
                ("column=sku", "column"),
                ("map=kind", "map"), ("decimal=dot", "decimal"), ("verbatim=perhaps", "verbatim"),
                ("profile=none&profile=none", "profile"),
                ("colum=id=sku", "colum"), ("name=a%2Fb", "name"), ("profile=none&profile", "profile"),
                ("time=t", "time"),
            ] {
                let wrong = try await client.send(
                    "POST", "/v1/imports?\(query)", Data("id\n1\n".utf8), type: "text/csv")
                #expect(wrong.status == 422 && wrong.fields == [field], "\(query): \(wrong.json)")
            }
            let none = try await client.importing("")
            #expect(none.fields == ["body"])
            let form = try await client.send(
                "POST", "/v1/imports", Data("x".utf8), type: "multipart/form-data; boundary=b")
            #expect(form.status == 415)
        }
    }

    @Test func `that can't be read fail with a reason, without paths of the machine`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let job = try await client.imported("name,price\nA,1\n")
            #expect(job["state"]?.text == "failed")
            let problem = try #require(job["problem"]?.text)
            #expect(problem.hasPrefix("f.csv: no column \"id\""), "\(problem)")
            #expect(!problem.contains(shop.folder.path(percentEncoded: false)))
            let trial = try await client.importing("name\nA\n", "kind=products&dry-run=true")
            #expect(trial.status == 422 && trial.json["detail"]?.text?.hasPrefix("f.csv: no column") == true)
            let file = "id,image\na,file:///etc/passwd\nb,builtin:mug-01\n"
            let pictured = try await client.imported(file, "kind=products")
            #expect(pictured["stored"] == .number(2))
            #expect(try await client.get("/v1/products/a").json["image"] == nil)
            #expect(spooled(shop).isEmpty)
        }
    }

    @Test func `are bounded in size, announced or not, and leave nothing behind`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.limits.importBytes = 100_000
        try await shop.running { client async throws in
            let large = try await client.importing(Self.table(10_000))
            #expect(large.status == 413)
            let chunk = String(repeating: "x", count: 60_000)
            let chunks = "\(String(chunk.utf8.count, radix: 16))\r\n\(chunk)\r\n"
            let head =
                "POST /v1/imports?kind=products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let streamed = try await Client.exchange(client.port, Data((head + chunks + chunks + "0\r\n\r\n").utf8))
            #expect(streamed.status == 413)
            // One that breaks off is no file.
            await #expect(throws: Client.Silence.self) {
                try await Client.exchange(client.port, Data((head + chunks).utf8), closingEarly: true)
            }
            #expect(try await client.get("/v1/imports").json["items"]?.list.isEmpty == true)
            #expect(try await client.eventually { spooled(shop).isEmpty })
        }
    }

    @Test func `are cancelled between batches, and what is stored stays`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let first = try #require(try await client.importing(Self.table(20_000)).json["id"]?.text)
            let second = try #require(try await client.importing(Self.table(3, "Other")).json["id"]?.text)
            #expect(try await client.get("/v1/imports/\(second)").json["state"]?.text == "queued")
            #expect(try await client.delete("/v1/imports/\(second)").json["state"]?.text == "cancelled")
            let isUnderWay = try await client.eventually {
                try await client.get("/v1/imports/\(first)").json["stored"]?.number ?? 0 > 0
            }
            #expect(isUnderWay)
            #expect(try await client.delete("/v1/imports/\(first)").status == 202)
            let job = try await client.ended(first)
            let stored = try #require(job["stored"]?.number)
            #expect(job["state"]?.text == "cancelled" && stored > 0 && stored < 20_000)
            #expect(try await client.get("/v1/shop").json["products"] == .number(40 + stored))
            #expect(spooled(shop).isEmpty)
        }
    }

    @Test func `go on where they were after a restart`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        var id = ""
        try await shop.running { client async throws in
            id = try #require(try await client.importing(Self.table(8000)).json["id"]?.text)
            let isUnderWay = try await client.eventually {
                try await client.get("/v1/imports/\(id)").json["stored"]?.number ?? 0 > 0
            }
            #expect(isUnderWay)
        }
        let between = try #require(try Stores.open(at: shop.options.store).job(id))
        #expect(between.state == .running)
        try await shop.running { client async throws in
            let job = try await client.ended(id)
            #expect(job["state"]?.text == "finished" && job["stored"] == .number(8000) && job["added"] == .number(8000))
        }
        #expect(spooled(shop).isEmpty)
    }

    @Test func `of addresses fetch, and refuse this machine unless they may`() async throws {
        let server = try LocalServer { $0.path == "/f.csv" ? .init(200, "id,title\nw1,From the web\n") : .init(404) }
        defer { server.stop() }
        var shop = try TestShop()
        defer { shop.remove() }
        let body = "{\"url\":\"\(server.address("/f.csv"))?key=secret\",\"kind\":\"products\"}"
        try await shop.running { client async throws in
            let trial = try await client.post("/v1/imports?dry-run=true", body)
            #expect(trial.status == 422 && trial.fields == ["url"] && "\(trial.json)".contains("fetch-private"))
            let begun = try await client.post("/v1/imports", body)
            let job = try await client.ended(begun.json["id"]?.text ?? "")
            #expect(job["state"]?.text == "failed" && job["problem"]?.text?.contains("this machine") == true)
            #expect(!"\(job)".contains("secret") && server.requests.isEmpty)
            #expect(try await client.post("/v1/imports", #"{"url":"ftp://x/y"}"#).fields == ["url"])
            #expect(try await client.post("/v1/imports", #"{"url":"https://x/y","knd":"products"}"#).fields == ["knd"])
        }
        shop.options.fetchesPrivate = true
        try await shop.running { client async throws in
            let plain = body.replacing("?key=secret", with: "")
            let trial = try await client.post("/v1/imports?dry-run=true", plain)
            #expect(trial.status == 200 && trial.json["rows"]?[0]?["id"]?.text == "w1", "\(trial.json)")
            let job = try await client.ended(try await client.post("/v1/imports", plain).json["id"]?.text ?? "")
            #expect(job["state"]?.text == "finished" && job["stored"] == .number(1), "\(job)")
            #expect(try await client.get("/v1/products/w1").status == 200)
            let missing = try await client.post("/v1/imports", plain.replacing("f.csv", with: "g.csv"))
            let failed = try await client.ended(missing.json["id"]?.text ?? "")
            #expect(failed["problem"]?.text?.contains("answered 404") == true)
        }
    }

    @Test func `aren't done again where a server says that nothing has changed, unless they are to be`() async throws {
        let server = try LocalServer { request in
            request.headers["if-none-match"] == "\"1\""
                ? .init(304) : .init(200, "id,title\nw1,From the web\n", headers: ["ETag": "\"1\""])
        }
        defer { server.stop() }
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.fetchesPrivate = true
        try await shop.running { client async throws in
            func imported(_ more: String = "") async throws -> JSON {
                let body = "{\"url\":\"\(server.address("/f.csv"))\",\"kind\":\"products\"\(more)}"
                return try await client.ended(try await client.post("/v1/imports", body).json["id"]?.text ?? "")
            }
            #expect(try await imported()["stored"] == .number(1))
            let unchanged = try await imported()
            #expect(unchanged["state"]?.text == "finished" && unchanged["stored"] == .number(0))
            #expect(unchanged["remarks"]?[0]?.text?.hasPrefix("unchanged since the last import") == true)
            #expect(try await imported(",\"again\":true")["stored"] == .number(1))
            // Read in another way, it is another table.
            #expect(try await imported(",\"verbatim\":true")["stored"] == .number(1))
        }
    }

    @Test func `fetch pictures and a tree of categories where that is asked for`() async throws {
        let picture = try TestShop.picture(of: "mug-08")
        let server = try LocalServer { request in
            switch request.path {
            case "/tree.csv": .init(200, "categoryid,parentid\n1,\n2,1\n")
            case "/a.png": .init(200, data: picture)
            default: .init(404)
            }
        }
        defer { server.stop() }
        let rows = "id,category,image\nw1,2,\(server.address("/a.png"))\nw2,1,\(server.address("/none.png"))\n"
        var shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            // Without leave, neither is asked for.
            let job = try await client.imported(rows, "kind=products&fetch-images=true")
            #expect(
                job["notes"]?.list.contains { $0.text?.contains("0 pictures fetched; 2 can't be had") == true } == true)
            let refused = try await client.imported(rows, "kind=products&tree=\(server.address("/tree.csv"))")
            #expect(refused["state"]?.text == "failed" && server.requests.isEmpty)
        }
        shop.options.fetchesPrivate = true
        try FileManager.default.removeItem(
            atPath: Stores.companion(of: shop.options.store).path(percentEncoded: false) + ".pictures")
        try await shop.running { client async throws in
            let query = "kind=products&fetch-images=true&tree=\(server.address("/tree.csv"))"
            let trial = try await client.importing(rows, query + "&dry-run=true")
            #expect(trial.json["rows"]?[0]?["category"]?.list.compactMap(\.text) == ["1", "2"], "\(trial.json)")
            let job = try await client.imported(rows, query)
            #expect(job["stored"] == .number(2), "\(job)")
            let told = job["notes"]?.list.contains { $0.text?.hasPrefix("1 picture fetched; 1 can't be had") == true }
            #expect(told == true, "\(job)")
            #expect(try await client.get("/v1/products/w1/image").status == 200)
            let wrong = try await client.importing(rows, "kind=products&tree=tree.csv")
            #expect(wrong.status == 422 && wrong.fields == ["tree"])
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: shop.spool)
        #expect(!left.contains { $0.contains("tree") || $0.contains("data") }, "\(left)")
    }

    @Test func `need the scope of writing, and are seen by their tenant alone`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            var (reader, writer) = (client, client)
            reader.key = try shop.keys.create(tenant: "acme", scope: .read).key
            writer.key = try shop.keys.create(tenant: "acme", scope: .write).key
            #expect(try await reader.importing("id\n1\n").status == 403)
            #expect(try await reader.get("/v1/feeds").status == 403)
            let id = try #require(try await writer.importing("id\nacme-1\n").json["id"]?.text)
            #expect(try await reader.ended(id)["stored"] == .number(1))
            #expect(try await client.get("/v1/imports/\(id)").status == 404)
            #expect(try await client.get("/v1/products/acme-1").status == 404)
        }
    }
}
