import Foundation
import ShopGuideStore
import Testing

/// `backup` and `restore`, as a user runs them.
@Suite(.serialized) struct BackupCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a store is copied while an import runs, and restored once nobody uses it`() throws {
        let rows = (1...20_000).map { "p\($0),Mug \($0)" }.joined(separator: "\n")
        try folder.write("id,title\n\(rows)\n", to: "products.csv")
        let work = try Program.start(
            [
                "catalog", "import", "products", "products.csv", "--batch", "50", "--store", "shop.sqlite",
                "--acknowledge",
            ],
            in: folder)
        #expect(try work.says(" stored, "))
        let copied = try Program.run("backup", "copies/one.sqlite", "--store", "shop.sqlite", in: folder)
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(copied.complaints.last?.hasSuffix(" s, sound") == true)
        #expect(try work.wait().status == 0)
        do {
            // Even one that does nothing with it.
            let user = try Stores.open(at: folder.url("shop.sqlite"))
            let refused = try Program.run(
                "restore", "copies/one.sqlite", "--store", "shop.sqlite", "--force", in: folder)
            #expect(refused.status == 1)
            #expect(refused.complaints.last?.contains(": in use; stop shopguide serve") == true)
            #expect(try user.contents().products == 20_000)
        }

        let unforced = try Program.run("restore", "copies/one.sqlite", "--store", "shop.sqlite", in: folder)
        #expect(unforced.complaints == ["Error: shop.sqlite: there is a store already; --force replaces what is in it"])
        let done = try Program.run("restore", "copies/one.sqlite", "--store", "shop.sqlite", "--force", in: folder)
        #expect(done.status == 0, "\(done.errors)")
        let store = try Stores.open(at: folder.url("shop.sqlite"))
        let count = try store.contents().products
        #expect(count % 50 == 0 && 0 < count && count <= 20_000)
        #expect(try store.problems().isEmpty)
    }

    @Test func `a backup of nothing is a failure`() throws {
        let outcome = try Program.run("backup", "copy.sqlite", "--store", "none.sqlite", in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.complaints.count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.url("copy.sqlite").path))
    }
}
