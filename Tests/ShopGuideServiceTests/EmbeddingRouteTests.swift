import Foundation
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `Embeddings over HTTP` {
    @Test func `are saved, and those that can't be taken are listed`() async throws {
        let shop = try TestShop()
        try await shop.running { client async throws in
            let lines = """
                {"product":"mug-01","vector":[1,0,0]}
                {"product":"mug-02","vector":[0,1,0]}
                {"product":"nobody","vector":[0,1,0]}
                {"product":"mug-03","vector":[0,1]}
                {"product":"mug-04","vectors":[0,1,0]}
                """
            let answer = try await client.send(
                "POST", "/v1/embeddings?name=ours", Data(lines.utf8), type: "application/x-ndjson")
            #expect(answer.status == 200)
            #expect(answer.json["stored"] == .number(2))
            #expect(answer.json["rejected"]?.list.compactMap { $0["line"]?.number } == [3, 4, 5])
            let store = try Stores.open(at: shop.options.store)
            #expect(try store.embedding(named: "ours", of: "mug-02") == [0, 1, 0])
            #expect(try store.contents().embeddings["ours"] == 2)
        }
    }

    @Test func `of which none can be taken are an error`() async throws {
        try await withShop { client async throws in
            let line = Data(#"{"product":"nobody","vector":[1]}"#.utf8)
            let answer = try await client.send("POST", "/v1/embeddings", line, type: "application/x-ndjson")
            #expect(answer.status == 422)
            #expect(answer.fields == ["line 1: vector"])
            #expect(try await client.post("/v1/embeddings", "{}").status == 415)
        }
    }
}
