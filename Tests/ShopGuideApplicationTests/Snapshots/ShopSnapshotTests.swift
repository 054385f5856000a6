import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore
import Testing

import ShopGuideApplication

/// A shop that is read from a snapshot of its products.
@Suite struct ShopSnapshotTests {
    private let temporary: TemporaryShop
    private let notes = Exclusive<[String]>([])

    init() throws { temporary = try TemporaryShop() }

    private var lastNote: String { notes.withLock { $0.last ?? "" } }

    private func open(_ model: String = "products") async throws -> Shop {
        let shop = try temporary.open(model, isReadAhead: true) { [notes] note in notes.withLock { $0.append(note) } }
        try await shop.readInBackground()
        return shop
    }

    /// Opens the shop and ends it, so that there is a snapshot.
    private func writeSnapshot() async throws { try await open().stop() }

    private var files: [URL] {
        let folder = Stores.companion(of: temporary.store).appendingPathExtension("snapshots")
        return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }

    /// Expects that a shop answers as one that was read from the store.
    private func expectFresh(_ shop: Shop) throws {
        let fresh = try temporary.open()
        let (mine, theirs) = (try shop.builtRecommender(), try fresh.builtRecommender())
        #expect(mine.count == theirs.count && mine.markets == theirs.markets)
        #expect(Set(mine.shopperIDs) == Set(theirs.shopperIDs))
        var request = RecommendationRequest()
        request.limit = 20
        for id in ["mug-02", "phone-03", "kettle-04", "lamp"] where theirs.product(id) != nil {
            #expect(mine.product(id) == theirs.product(id))
            #expect(try mine.similar(to: id, request).map(\.product) == theirs.similar(to: id, request).map(\.product))
        }
        for shopper in theirs.shopperIDs.sorted() {
            let request = RecommendationRequest(shopper: shopper)
            #expect(try mine.recommend(request).items.map(\.score) == theirs.recommend(request).items.map(\.score))
        }
    }

    private func record(_ product: String, by shopper: String, in shop: Shop) async throws {
        var batch = InteractionBatch()
        batch.add(Interaction(id: "\(shopper) \(product)", shopper: shopper, product: product, kind: .like), line: 1)
        _ = try await shop.save(batch)
    }

    @Test func `a shop that ended well is read from its snapshot, and answers as one that was read from the store`()
        async throws
    {
        let first = try await open()
        try await record("mug-02", by: "anna", in: first)
        try await first.stop()
        #expect(files.count == 1 && lastNote.contains("was written"))
        let shop = try await open()
        #expect(lastNote.hasSuffix("products were read from a snapshot, 0 have changed since"))
        try expectFresh(shop)
    }

    @Test func `what has changed since the snapshot counts`() async throws {
        try await writeSnapshot()
        let other = try temporary.open()
        _ = try await other.save([Product(id: "lamp", title: LocalizedText("Desk lamp"))])
        _ = try await other.save([Product(id: "mug-02", title: LocalizedText("Kettle of steel"))])
        try await other.deleteProducts(["phone-03"])
        try await record("lamp", by: "anna", in: other)
        try await record("mug-03", by: "ben", in: other)
        _ = try await other.erase(shopper: "ben")
        // A product that no model has seen yet.
        _ = try other.store.write { try $0.save(Product(id: "desk", title: LocalizedText("Desk of oak"))) }
        let shop = try await open()
        #expect(lastNote.hasSuffix("4 have changed since"))
        let recommender = try shop.builtRecommender()
        #expect(recommender.product("desk") != nil && recommender.product("phone-03") == nil)
        #expect(recommender.knows(shopper: "anna") && !recommender.knows(shopper: "ben"))
        try expectFresh(shop)
        _ = try await other.save([Product(id: "vase", title: LocalizedText("Vase"))])
        try await shop.follow()
        try expectFresh(shop)
    }

    @Test func `a snapshot has nothing of shoppers`() async throws {
        let shop = try await open()
        try await record("mug-02", by: "somebody-with-a-name", in: shop)
        try await shop.stop()
        let bytes = try Data(contentsOf: try #require(files.first))
        #expect(bytes.range(of: Data("mug-02".utf8)) != nil)
        #expect(bytes.range(of: Data("somebody-with-a-name".utf8)) == nil)
    }

    @Test func `a snapshot of another model isn't used`() async throws {
        try await writeSnapshot()
        let file = try #require(files.first)
        // Where that of another model should be.
        let titles = try await open("titles")
        #expect(titles.activeModel == "titles" && !lastNote.contains("read from"))
        try await titles.stop()
        let other = try #require(files.first { $0 != file })
        try Data(contentsOf: file).write(to: other)
        _ = try await open("titles")
        #expect(lastNote.hasSuffix("isn't used: it is of another model"))
    }

    @Test func `a damaged snapshot isn't used, and the next one takes its place`() async throws {
        try await writeSnapshot()
        let file = try #require(files.first)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        let shop = try await open()
        #expect(lastNote.hasSuffix("isn't used: its bytes aren't those that were written"))
        try expectFresh(shop)
        try await shop.stop()
        try expectFresh(try await open())
        #expect(lastNote.contains("were read from a snapshot"))
    }

    @Test func `a snapshot is written while the shop runs, once it is quiet and enough has changed`() async throws {
        let shop = try await open()
        try await shop.keepSnapshot()
        try await shop.keepSnapshot()
        #expect(files.count == 1 && notes.withLock { $0.count { $0.contains("was written") } } == 1)
        for number in 0..<8 { _ = try await shop.save([Product(id: "vase-\(number)", title: LocalizedText("Vase"))]) }
        // Products have changed since it was last looked.
        try await shop.keepSnapshot()
        #expect(notes.withLock { $0.count { $0.contains("was written") } } == 1)
        try await shop.keepSnapshot()
        #expect(notes.withLock { $0.count { $0.contains("was written") } } == 2)
        #expect(try await open().builtRecommender().product("vase-7") != nil)
        #expect(lastNote.hasSuffix("0 have changed since"))
    }

    @Test func `a shop that was ended unchanged keeps its snapshot as it is`() async throws {
        try await writeSnapshot()
        let count = notes.withLock { $0.count }
        try await open().stop()
        #expect(notes.withLock { $0.count } == count + 1 && lastNote.contains("were read from a snapshot"))
    }

    @Test func `a snapshot that the feed doesn't reach back to isn't used`() async throws {
        try await writeSnapshot()
        let place = temporary.store
        let store: any Store =
            Stores.isFile(place)
            ? try SQLiteStore(at: place, changesKept: 5)
            : try PostgresStore(at: place.absoluteString, changesKept: 5)
        for number in 0..<20 { _ = try store.write { try $0.save(Product(id: "new-\(number)")) } }
        let shop = try await open()
        #expect(lastNote.hasSuffix("isn't used: the store doesn't know all that has changed since"))
        try expectFresh(shop)
    }
}
