import FewShotData
import Foundation
import LocalServing
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// `--fetch-images`: the pictures of the web, kept beside the store.
@Suite struct PictureFetchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func picture() throws -> Data {
        let pixels = (0..<3 * 32 * 32).map { UInt8($0 % 251) }
        return Data(try ImageCodec.png(from: DecodedImage(width: 32, height: 32, channels: 3, pixels: pixels)))
    }

    @Test func `are fetched once, seen, and told of where they can't be had`() throws {
        let picture = try Self.picture()
        let server = try LocalServer { request in
            switch request.path {
            case "/a.png": .init(200, data: picture)
            case "/page.png": .init(200, "<html>")
            default: .init(404)
            }
        }
        defer { server.stop() }
        let rows = ["a", "page", "none"].map { "\($0),\(server.address("/\($0).png"))\n" }.joined()
        try folder.write("id,image\n" + rows + "own,\n", to: "products.csv")
        func run() throws -> Program.Outcome {
            try Program.run("catalog", "import", "products", "products.csv", "--fetch-images", in: folder)
        }
        let first = try run()
        #expect(first.status == 0 && first.output.contains("1 picture fetched; 2 can't be had (first: "), "\(first)")
        #expect(server.requests.count == 3)
        // Done again, it asks neither for what it has nor for what couldn't be had a moment ago.
        #expect(try run().status == 0)
        #expect(server.requests.count == 3)

        let store = try Stores.open(at: folder.url("shopguide.sqlite"))
        let reader = PictureReader(web: WebPictures(beside: store))
        #expect(try reader.picture(of: try #require(try store.product("a")))?.width == 32)
        #expect(try reader.picture(of: try #require(try store.product("page"))) == nil)
        #expect(try reader.picture(of: try #require(try store.product("own"))) == nil)
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(store.path).pictures")
        #expect(files.filter { $0.hasSuffix(".part") }.isEmpty && files.filter { $0.hasSuffix(".failed") }.count == 2)
    }

    @Test func `change what is seen of their products, and so the embeddings`() throws {
        let server = try LocalServer { [picture = try Self.picture()] _ in .init(200, data: picture) }
        defer { server.stop() }
        try folder.write("id,image\na,\(server.address("/a.png"))\n", to: "products.csv")
        _ = try Program.run("catalog", "import", "products", "products.csv", in: folder)
        let store = try Stores.open(at: folder.url("shopguide.sqlite"))
        let before = try store.latestChange()
        var limits = PictureFetch.Limits()
        limits.allowsPrivate = true
        let result = try PictureFetch(store, limits: limits).run()
        #expect((result.total, result.fetched, result.failed) == (1, 1, 0))
        #expect(try store.latestChange() != before)
        // Without leave, hosts of this machine aren't asked.
        try folder.write("id,image\nb,\(server.address("/b.png"))\n", to: "more.csv")
        _ = try Program.run("catalog", "import", "products", "more.csv", in: folder)
        let refused = try PictureFetch(store).run()
        #expect(refused.failed == 1 && refused.firstProblem?.contains("leads to this machine") == true)
        #expect(server.requests.count == 1)
    }
}
