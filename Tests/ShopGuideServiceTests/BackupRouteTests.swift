import Foundation
import ShopGuideApplication
import ShopGuideService
import ShopGuideStore
import Testing

@Suite struct `Copies of the store over HTTP` {
    @Test func `are whole stores, and leave nothing behind`() async throws {
        let shop = try TestShop()
        let copy = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUID().uuidString).sqlite")
        defer { try? FileManager.default.removeItem(at: copy) }
        try await shop.running { client async throws in
            let answer = try await client.get("/v1/backup")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/vnd.sqlite3")
            try answer.body.write(to: copy)
            let store = try Stores.open(at: copy)
            #expect(try store.problems().isEmpty)
            #expect(try store.contents().products == 40)
            let left = try FileManager.default.contentsOfDirectory(atPath: shop.spool)
            #expect(left.allSatisfy { !$0.hasSuffix("backup") })
        }
    }

    @Test func `need a key that may do everything`() async throws {
        let shop = try TestShop()
        let key = try shop.keys.create(tenant: "default", scope: .write)
        try await shop.running { client async throws in
            var client = client
            client.key = key.key
            #expect(try await client.get("/v1/backup").status == 403)
        }
    }
}
