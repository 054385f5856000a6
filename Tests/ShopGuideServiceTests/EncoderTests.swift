import FewShotPretrained
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideService
import ShopGuideStore
import Testing
import TinyEncoders

/// A service over a store that sees with pretrained encoders, here of random weights.
@Suite struct `Encoders behind the service` {
    /// A shop whose store names two encoders of which nothing is embedded yet.
    private static func shop() async throws -> TestShop {
        var shop = try TestShop()
        shop.options.model = shop.options.model.deletingLastPathComponent().appending(path: "catalogues")
        shop.options.encoders = shop.folder.appending(path: "encoders")
        try TinyEncoder.picture("vit", in: shop.folder)
        try TinyEncoder.text("bert", in: shop.folder)
        let folder = EncoderFolder(shop.folder.appending(path: "encoders"))
        for (name, source) in [("eye", "vit"), ("reader", "bert")] {
            let path = shop.folder.appending(path: source).path(percentEncoded: false)
            try folder.add(name, EncoderSource(parsing: "hf:\(path)"))
        }
        let models = ModelCatalog(shop.options.model, encoders: PretrainedEncoders(folder))
        let opened = try Shop(
            try Stores.open(at: shop.options.store), Shop.Options(models: models, shoppers: try ShopperModels([])))
        try await opened.changeEncoders(adding: ["eye", "reader"], removing: [])
        try await opened.stop()
        return shop
    }

    private func columns(_ client: Client) async throws -> [String] {
        try await client.get("/v1/columns").json["items"]?.list.filter { $0["kind"]?.text == "vector" }
            .compactMap { $0["name"]?.text }.sorted() ?? []
    }

    @Test func `become columns in the background, and embed what is put`() async throws {
        let shop = try await Self.shop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            #expect(try await client.eventually { try await columns(client) == ["encoder:eye", "encoder:reader"] })
            for category in ["mug", "phone"] {
                try await client.put(
                    "/v1/categories/\(category)",
                    #"{"examples":[{"product":"\#(category)-01"},{"product":"\#(category)-02"}]}"#)
            }
            let put = try await client.put("/v1/products/new", #"{"title":"A blue mug","image":"builtin:mug-07"}"#)
            #expect(put.status == 200)
            // It is answered from what there is, whatever the background has done meanwhile.
            let answer = try await client.post("/v1/classify", #"{"items":[{"product":"new"},{"title":"A phone"}]}"#)
                .json
            #expect(answer["results"]?[0]?["answers"]?[0]?["category"]?.text == "mug")
            let store = try Stores.open(at: shop.options.store)
            let names = try await client.eventually {
                var count = 0
                for source in try Self.sources(shop) {
                    if try store.modelEmbedding(of: "new", model: source.storedName) != nil { count += 1 }
                }
                return count == 2
            }
            #expect(names)
        }
    }

    @Test func `open a category by its name alone`() async throws {
        let shop = try await Self.shop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            #expect(try await client.eventually { try await columns(client) == ["encoder:eye", "encoder:reader"] })
            let opened = try await client.put("/v1/categories/mugs", #"{"text":"mugs to drink from"}"#)
            #expect(opened.status == 200)
            #expect(opened.json["text"]?.text == "mugs to drink from")
            #expect(opened.json["examples"]?.list.isEmpty == true)
            try await client.post("/v1/categories/mugs/examples", #"{"examples":[{"product":"mug-01"}]}"#)
            let item = try await client.get("/v1/categories").json["items"]?[0]
            #expect(item?["text"]?.text == "mugs to drink from" && item?["examples"]?.number == 1)
            let reason = try await client.post(
                "/v1/classify/explanations", #"{"item":{"product":"mug-02"},"category":"mugs"}"#)
            #expect(reason.json["reason"]?["text"]?.text == "mugs to drink from")
        }
    }

    @Test func `are needed where a category is to be opened by its name`() async throws {
        let shop = try TestShop()
        defer { shop.remove() }
        try await shop.running { client async throws in
            let refused = try await client.put("/v1/categories/mugs", #"{"text":"mugs"}"#)
            #expect(refused.status == 422)
            #expect(String(decoding: refused.body, as: UTF8.self).contains("shopguide encode --encoder NAME"))
            #expect(try await client.put("/v1/categories/mugs", "{}").status == 422)
        }
    }

    private static func sources(_ shop: TestShop) throws -> [VectorSource] {
        let encoders = PretrainedEncoders(shop.options.encoders.map { EncoderFolder($0) })
        return try ["eye", "reader"].flatMap { try encoders.sources(of: $0) }
    }
}
