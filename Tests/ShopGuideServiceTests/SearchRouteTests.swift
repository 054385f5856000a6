import Foundation
import Testing

@Suite struct `Search over HTTP` {
    private func ids(_ answer: Client.Answer) -> [String] {
        (answer.json["items"]?.list ?? []).compactMap { $0["product"]?["id"]?.text }
    }

    private func notes(_ answer: Client.Answer) -> String {
        (answer.json["notes"]?.list ?? []).compactMap(\.text).joined(separator: "; ")
    }

    /// Adds headphones, whose model numbers are written in two ways.
    private static func addHeadphones(_ client: Client) async throws {
        let lines = [
            #"{"id":"hp-1","title":"Sony WH-1000XM5 wireless headphones, black","brand":"Sony","price":299,"currency":"EUR"}"#,
            #"{"id":"hp-2","title":"Sony WH-1000XM4 wireless headphones, black","brand":"Sony","price":199,"currency":"EUR"}"#,
            #"{"id":"hp-3","title":{"en":"Wired headphones","zh":"有线耳机"},"brand":"Nordklang","price":19,"currency":"EUR"}"#,
        ]
        let body = Data(lines.joined(separator: "\n").utf8)
        #expect(try await client.send("POST", "/v1/products", body, type: "application/x-ndjson").status == 200)
    }

    @Test func `finds products by their words, whatever their number, and says which`() async throws {
        try await withShop { client async throws in
            let answer = try await client.post("/v1/search", #"{"text":"MUGS","limit":5}"#)
            #expect(answer.status == 200 && answer.json["found"] == .flag(true))
            #expect(ids(answer).count == 5 && ids(answer).allSatisfy { $0.hasPrefix("mug-") })
            let first = answer.json["items"]?[0]
            #expect(first?["reason"]?["words"] == .list([.text("mugs")]))
            #expect(first?["reason"]?["lexicalRank"]?.number == 1)
            #expect(first?["sentence"]?["en"]?.text?.hasPrefix("Has “mugs”") == true)
            #expect(answer.json["learner"] == .null && answer.json["notes"] == .list([]))
        }
    }

    @Test func `finds model numbers, Chinese, and words with a slip`() async throws {
        try await withShop { client async throws in
            try await Self.addHeadphones(client)
            for text in ["wh1000 xm5", "WH-1000XM5", "wh 1000xm5", "sony wh1000xm5 black"] {
                #expect(ids(try await client.post("/v1/search", #"{"text":"\#(text)"}"#)).first == "hp-1", "\(text)")
            }
            #expect(ids(try await client.post("/v1/search", #"{"text":"耳机"}"#)).first == "hp-3")
            let slip = try await client.post("/v1/search", #"{"text":"wired headphnes"}"#)
            #expect(ids(slip).first == "hp-3")
            #expect(slip.json["corrections"] == .object(["headphnes": .text("headphone")]))
            #expect(notes(slip) == "no product has the word \"headphnes\": searched for \"headphone\"")
            let partly = try await client.post("/v1/search", #"{"text":"headphones for an xylophonist"}"#)
            #expect(partly.json["found"] == .flag(true) && ids(partly).first?.hasPrefix("hp-") == true)
            #expect(partly.json["missing"]?.list.contains(.text("xylophonist")) == true)
        }
    }

    @Test func `says that nothing was found, and shows what is nearest`() async throws {
        try await withShop { client async throws in
            let answer = try await client.post("/v1/search", #"{"text":"qqxxzz vvkkww","limit":3}"#)
            #expect(answer.json["found"] == .flag(false))
            #expect(answer.json["missing"] == .list([.text("qqxxzz"), .text("vvkkww")]))
            #expect(notes(answer).contains("nothing was found"))
            let signs = try await client.post("/v1/search", #"{"text":"\" OR * NEAR( mug ) --"}"#)
            #expect(ids(signs).first?.hasPrefix("mug-") == true)
        }
    }

    @Test func `finds by a photo, by a photo and words, and by a product`() async throws {
        try await withShop { client async throws in
            let picture = try TestShop.picture(of: "kettle-03").base64EncodedString()
            let seen = try await client.post("/v1/search", #"{"image":"\#(picture)","limit":5}"#)
            #expect(ids(seen).first?.hasPrefix("kettle-") == true && ids(seen).count { $0.hasPrefix("kettle-") } >= 2)
            #expect(seen.json["items"]?[0]?["reason"]?["embeddingRank"]?.number == 1)
            let both = try await client.post("/v1/search", #"{"image":"\#(picture)","text":"mug","limit":5}"#)
            #expect(both.status == 200 && ids(both).contains { $0.hasPrefix("mug-") })
            let like = try await client.post("/v1/search", #"{"product":"phone-02","limit":5}"#)
            #expect(!ids(like).contains("phone-02") && ids(like).allSatisfy { $0.hasPrefix("phone-") })
        }
    }

    @Test func `puts what fits the photo and the words before what fits one of them best`() async throws {
        try await withShop { client async throws in
            let lines = [
                #"{"id":"both","title":"Xylo kettle","category":["kitchen","kettle"],"image":"builtin:kettle-04"}"#,
                #"{"id":"word","title":"Xylo","category":["office","stapler"],"image":"builtin:phone-02"}"#,
            ]
            let body = Data(lines.joined(separator: "\n").utf8)
            #expect(try await client.send("POST", "/v1/products", body, type: "application/x-ndjson").status == 200)
            let picture = try TestShop.picture(of: "kettle-03").base64EncodedString()
            let answer = try await client.post("/v1/search", #"{"image":"\#(picture)","text":"xylo","limit":5}"#)
            #expect(ids(answer).first == "both", "\(ids(answer))")
            #expect(ids(answer).dropFirst().contains("word"))
        }
    }

    @Test func `has the filters of recommendations`() async throws {
        try await withShop { client async throws in
            try await Self.addHeadphones(client)
            func found(_ filter: String) async throws -> [String] {
                ids(try await client.post("/v1/search", #"{"text":"headphones","limit":20,\#(filter)}"#))
            }
            #expect(try await found(#""brand":"Nordklang""#) == ["hp-3"])
            #expect(try await found(#""minPrice":150,"maxPrice":250,"currency":"EUR""#).first == "hp-2")
            #expect(try await !found(#""exclude":["hp-1"]"#).contains("hp-1"))
            #expect(try await found(#""category":["kitchen"]"#).allSatisfy { !$0.hasPrefix("hp-") })
            #expect(try await client.post("/v1/search", #"{"text":"mug","category":["nowhere"]}"#).status == 404)
        }
    }

    @Test func `ranks for the shopper who is named, with reasons, and finds what they have`() async throws {
        try await withShop { client async throws in
            let plain = ids(try await client.post("/v1/search", #"{"text":"mug","limit":10}"#))
            try #require(plain.count > 3)
            let bought = plain[2]
            let event = #"{"interactions":[{"shopper":"s","product":"\#(bought)","kind":"purchase"}]}"#
            #expect(try await client.post("/v1/interactions", event).status == 200)
            let asked = #"{"text":"mug","limit":10,"shopper":"s","explain":true}"#
            let own = try await client.post("/v1/search", asked)
            #expect(ids(own).contains(bought) && ids(own) != plain)
            #expect(own.json["learner"]?.text == "content")
            let items = own.json["items"]?.list ?? []
            #expect(items.allSatisfy { $0["reason"]?["shopperRank"]?.number != nil })
            #expect(items.contains { $0["shopperSentence"]?["en"]?.text?.hasPrefix("Because you bought") == true })
            let stranger = try await client.post("/v1/search", #"{"text":"mug","shopper":"nobody"}"#)
            #expect(stranger.status == 200 && notes(stranger).contains("isn't known"))
        }
    }

    @Test(arguments: [
        (#"{}"#, "text"), (#"{"shopper":"s"}"#, "text"), (#"{"text":"  "}"#, "text"), (#"{"text":""}"#, "text"),
        (#"{"image":"AAAA"}"#, "image"), (#"{"image":"!"}"#, "image"),
        (#"{"image":"AAAA","product":"mug-01"}"#, "image"),
        (#"{"product":"nothing"}"#, "product"), (#"{"text":"a","diversity":0.5}"#, "diversity"),
        (#"{"text":"a","limit":0}"#, "limit"), (#"{"text":"a","limit":1001}"#, "limit"), (#"{"words":"a"}"#, "words"),
    ])
    func `names what is wrong with a search`(_ body: String, _ field: String) async throws {
        try await withShop { client async throws in
            let answer = try await client.post("/v1/search", body)
            #expect(answer.status == 422 && answer.fields.first == field, "\(answer.json)")
        }
    }

    @Test func `bounds the length of a query`() async throws {
        try await withShop { client async throws in
            let words = String(repeating: "mug ", count: 512)
            #expect(try await client.post("/v1/search", #"{"text":"\#(words)"}"#).status == 200)
            #expect(try await client.post("/v1/search", #"{"text":"\#(words)x"}"#).fields == ["text"])
        }
    }
}
