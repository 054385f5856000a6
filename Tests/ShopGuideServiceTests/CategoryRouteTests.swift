import Foundation
import ShopGuide
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `Categories over HTTP` {
    private static func examples(_ ids: [String]) -> String {
        let items = ids.map { "{\"product\":\"\($0)\"}" }.joined(separator: ",")
        return "{\"examples\":[\(items)]}"
    }

    private static func teach(_ client: Client) async throws {
        try await client.put("/v1/categories/mugs", examples(["mug-01", "mug-02", "mug-03"]))
        try await client.put("/v1/categories/phones", examples(["phone-01", "phone-02", "phone-03"]))
    }

    private func category(_ answer: Client.Answer, _ index: Int = 0) -> String? {
        answer.json["results"]?[index]?["category"]?.text
    }

    @Test func `are in force as soon as they are taught, and after a restart`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            try await Self.teach(client)
            let asked =
                #"{"items":[{"product":"mug-07"},{"title":"Compact phone, fast charging, silver"},{"product":"toy-train-01"}]}"#
            let answer = try await client.post("/v1/classify", asked)
            #expect(category(answer) == "mugs" && category(answer, 1) == "phones")
            #expect(answer.json["results"]?[2]?["category"] == .null)
        }
        try await shop.running { client async throws in
            #expect(category(try await client.post("/v1/classify", #"{"items":[{"product":"mug-07"}]}"#)) == "mugs")
            #expect(try await client.get("/v1/categories").json["items"]?.list.count == 2)
            #expect(try await client.delete("/v1/categories/mugs").status == 204)
            #expect(category(try await client.post("/v1/classify", #"{"items":[{"product":"mug-07"}]}"#)) == nil)
        }
    }

    @Test func `say what to expect of them, what they catch, and what to label next`() async throws {
        try await withShop { client async throws in
            try await Self.teach(client)
            let mugs = try await client.get("/v1/categories/mugs?catches=100").json
            #expect(mugs["forecast"]?["accuracy"] == .number(1))
            let catches = mugs["catches"]?["items"]?.list.compactMap { $0["product"]?.text } ?? []
            #expect(mugs["catches"]?["looked"] == .number(40))
            #expect(catches.count { $0.hasPrefix("mug") } >= 8)
            #expect(!catches.contains { $0.hasPrefix("phone") })
            let next = try #require(mugs["nextToLabel"]?.text)
            #expect(!["mug-01", "mug-02", "mug-03"].contains(next))
        }
    }

    @Test func `get and lose single examples`() async throws {
        try await withShop { client async throws in
            try await Self.teach(client)
            let more = try await client.post("/v1/categories/mugs/examples", Self.examples(["mug-03", "mug-04"])).json
            #expect(
                more["examples"]?.list.compactMap { $0["id"]?.text }.sorted() == [
                    "mug-01", "mug-02", "mug-03", "mug-04",
                ])
            #expect(try await client.delete("/v1/categories/mugs/examples/mug-01").status == 204)
            #expect(try await client.delete("/v1/categories/mugs/examples/mug-01").status == 404)
            try await client.put("/v1/categories/mugs", Self.examples(["mug-05"]))
            #expect(try await client.get("/v1/categories/mugs").json["examples"]?.list.count == 1)
            try await client.delete("/v1/categories/mugs/examples/mug-05")
            #expect(try await client.get("/v1/categories/mugs").status == 404)
        }
    }

    @Test func `see pictures sent as they are, in a form and in base64 alike`() async throws {
        try await withShop { client async throws in
            try await Self.teach(client)
            let picture = try TestShop.picture(of: "mug-08")
            let raw = try await client.send("POST", "/v1/classify", picture, type: "image/png")
            #expect(category(raw) == "mugs")
            let base64 = try await client.post(
                "/v1/classify", "{\"items\":[{\"image\":\"\(picture.base64EncodedString())\"}]}")
            var form = Data("--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"m.png\"\r\n\r\n".utf8)
            form += picture
            form += Data("\r\n--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nphone\r\n--b--\r\n".utf8)
            let parts = try await client.send("POST", "/v1/classify", form, type: "multipart/form-data; boundary=b")
            #expect(base64.json["results"] == raw.json["results"])
            let address = try await client.post(
                "/v1/classify", "{\"items\":[{\"image\":\"data:image/png;base64,\(picture.base64EncodedString())\"}]}")
            #expect(address.json["results"] == raw.json["results"])
            #expect(parts.json["results"]?[0]?["answers"] == raw.json["results"]?[0]?["answers"])
            #expect(parts.json["results"]?[0]?["id"]?.text == "m.png")
            #expect(parts.json["results"]?[1]?["kind"]?.text == "title")
        }
    }

    @Test func `say which of their examples have the same picture, and take all pictures of a product`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        var product = Product(id: "several", title: LocalizedText("Mug"))
        for (index, name) in ["mug-08", "mug-09"].enumerated() {
            let file = shop.folder.appending(path: "\(name).png")
            try TestShop.picture(of: name).write(to: file)
            if index == 0 { product.image = file.absoluteString } else { product.furtherImages = [file.absoluteString] }
        }
        product.furtherImages += ["https://shop.example/mug.png"]
        let several = product
        _ = try Stores.open(at: shop.options.store).write { try $0.save(several) }
        try await shop.running { client async throws in
            let taught = try await client.put(
                "/v1/categories/mugs", #"{"examples":[{"product":"several"}],"allPictures":true}"#
            ).json
            #expect(taught["examples"]?.list.compactMap { $0["id"]?.text } == ["several", "several#2"])
            #expect(taught["examples"]?[1]?["product"] == .flag(true))
            #expect(
                taught["notes"]?.list.compactMap(\.text)
                    == ["left out several#3: the picture isn't on this machine"])
            let copy = try TestShop.picture(of: "mug-09").base64EncodedString()
            let more = try await client.post(
                "/v1/categories/mugs/examples", "{\"examples\":[{\"id\":\"sent\",\"image\":\"\(copy)\"}]}"
            ).json
            #expect(more["notes"]?.list.compactMap(\.text) == ["picture of sent is that of several#2"])
            let asked = try await client.post("/v1/classify", #"{"items":[{"product":"several#3"}]}"#)
            #expect(asked.status == 422 && asked.fields == ["items[0].product"])
            #expect(try await client.delete("/v1/categories/mugs/examples/several%232").status == 204)
        }
    }

    @Test func `are explained by their examples and by the words that count`() async throws {
        try await withShop { client async throws in
            try await Self.teach(client)
            let body = #"{"item":{"product":"mug-07"},"insteadOf":"phones"}"#
            let answer = try await client.post("/v1/classify/explanations", body).json
            #expect(answer["reason"]?["category"]?.text == "mugs" && answer["other"]?["category"]?.text == "phones")
            #expect(answer["reason"]?["examples"]?.list.count == 3)
            #expect(answer["sentence"]?["en"]?.text?.contains("is taken for mugs") == true)
            let title = try await client.post(
                "/v1/classify/explanations", #"{"item":{"title":"Compact phone, silver"},"category":"phones"}"#)
            #expect(title.json["reason"]?["occlusion"] == nil && title.json["other"] == .null)
            let unknown = #"{"item":{"product":"mug-07"},"category":"boats"}"#
            #expect(try await client.post("/v1/classify/explanations", unknown).status == 404)
        }
    }

    private static let wrong = [
        (#"{"items":[]}"#, "items"), (#"{"items":[{}]}"#, "items[0]"),
        (#"{"items":[{"product":"no"}]}"#, "items[0].product"),
        (#"{"items":[{"titel":"b"}]}"#, "items[0].titel"), (#"{"items":[{"vector":[1,"NaN"]}]}"#, "items[0].vector[1]"),
        (#"{"items":[{"vector":[1e400]}]}"#, "body"),
        (#"{"items":[{"title":" "}]}"#, "items[0].title"),
        (#"{"items":[{"image":"QUJD"}]}"#, "items[0].image"), (#"{"items":[{"vector":[1]}]}"#, "items[0].vector"),
        (#"{"items":[{"brand":"b","price":1}]}"#, "items[0].currency"),
        (#"{"items":[{"title":"a"}],"limit":0}"#, "limit"),
        (#"{"items":[{"product":"mug-01","title":"a"}]}"#, "items[0]"),
    ]

    @Test func `a thing that can't be looked at is named`() async throws {
        try await withShop { client async throws in
            for (body, field) in Self.wrong {
                let answer = try await client.post("/v1/classify", body)
                #expect(answer.status == 422 && answer.fields == [field], "\(body): \(answer.json)")
            }
        }
    }

    @Test func `one bad item fails by itself`() async throws {
        try await withShop { client async throws in
            try await Self.teach(client)
            let items = [
                #"{"product":"mug-07"}"#, #"{"product":"no"}"#, #"{"titel":"b"}"#, #"{"title":3}"#,
                #"{"title":" ","id":"blank"}"#,
                #"{"image":"QUJD"}"#, #"{"image":"?"}"#, #"{"brand":"b","price":1}"#, "7",
                #"{"title":"Compact phone, silver"}"#,
            ]
            let answer = try await client.post("/v1/classify", "{\"items\":[\(items.joined(separator: ","))]}")
            #expect(answer.status == 200)
            #expect(category(answer) == "mugs" && category(answer, 9) == "phones")
            let fields = (1...8).map { answer.json["results"]?[$0]?["errors"]?[0]?["field"]?.text }
            #expect(
                fields == [
                    "items[1].product", "items[2].titel", "items[3].title", "items[4].title", "items[5].image",
                    "items[6].image",
                    "items[7].currency", "items[8]",
                ])
            #expect(
                answer.json["results"]?[4]?["id"]?.text == "blank" && answer.json["results"]?[1]?["id"]?.text == "no")
            let alone = try await client.post("/v1/classify", #"{"items":[{"product":"mug-07"}]}"#)
            #expect(alone.json["results"]?[0] == answer.json["results"]?[0])
        }
    }

    @Test func `an upload that is no picture, or too large, is refused`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.limits.pixels = 20 * 20
        shop.options.limits.upload = 100_000
        try await shop.running { client async throws in
            let picture = try await client.get("/v1/products/mug-08/image?size=16").body
            #expect(try await client.send("POST", "/v1/classify", picture, type: "image/png").status == 200)
            let truncated = picture.prefix(picture.count / 2)
            #expect(try await client.send("POST", "/v1/classify", Data(truncated), type: "image/png").status == 422)
            #expect(
                try await client.send("POST", "/v1/classify", Data(count: 200_000), type: "image/png").status == 413)
            #expect(try await client.send("POST", "/v1/classify", picture, type: "text/plain").status == 415)
        }
    }
}
