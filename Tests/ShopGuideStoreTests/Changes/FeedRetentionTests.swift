import Foundation
import GRDB
import ShopGuide
import ShopGuideFeeds
import ShopGuideStore
import Testing

/// What a feed in a SQLite file keeps, and for how long.
@Suite struct FeedRetentionTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private func isGap(_ batch: ChangeBatch) -> Bool { if case .gap = batch { true } else { false } }

    private func count(_ table: String) throws -> Int? {
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }

    @Test func `the oldest changes are deleted, and who needs them is told so`() throws {
        let store = try SQLiteStore(at: shop.url("shop.sqlite"), changesKept: 10)
        let start = try store.latestChange()
        var positions: [ChangePosition] = []
        for number in 0..<30 {
            positions.append(try store.commit { try $0.save(Product(id: "p\(number)")) }.position)
        }
        #expect(try count("changes") == 10)
        #expect(try isGap(store.changes(after: start, limit: 10)))
        #expect(try isGap(store.changes(after: positions[18], limit: 10)))
        #expect(try store.allChanges(after: positions[19]).count == 10)
        #expect(positions.map(\.number) == Array(start.number + 1...start.number + 30))
    }

    @Test func `a commit of more changes than are kept is kept until the next`() throws {
        let store = try SQLiteStore(at: shop.url("shop.sqlite"), changesKept: 10)
        let start = try store.latestChange()
        try store.write { writer in for number in 0..<20 { try writer.set("s\(number)", to: "x") } }
        #expect(try store.allChanges(after: start).count == 20)
        try store.write { try $0.set("s", to: "x") }
        #expect(try isGap(store.changes(after: start, limit: 100)))
    }

    @Test func `an import of thousands of rows leaves a record for each batch and table`() throws {
        let store = try shop.store()
        try shop.take(.products, "id\n" + (0..<5000).map { "p\($0)\n" }.joined(), into: store)
        try shop.take(
            .interactions, "shopper,product,kind\n" + (0..<5000).map { "s\($0),p\($0),view\n" }.joined(), into: store)
        // Products and the import's progress; shoppers, interactions and progress.
        #expect(try count("changes") == 5)
    }

    @Test func `a restored store has a feed of its own, whose numbers go on`() throws {
        var before: ChangePosition?
        do {
            let store = try shop.store()
            try store.write { _ = try $0.save(Product(id: "a")) }
            try store.backUp(to: shop.url("copy.sqlite"))
            for number in 0..<5 { before = try store.commit { try $0.save(Product(id: "\(number)")) }.position }
        }
        let position = try #require(before)
        try Stores.restore(shop.url("copy.sqlite"), to: shop.url("shop.sqlite"))
        let store = try shop.store()
        #expect(try isGap(store.changes(after: position, limit: 10)))
        let latest = try store.latestChange()
        #expect(latest.feed != position.feed && latest.number >= position.number)
        let next = try store.commit { try $0.save(Product(id: "b")) }
        #expect(next.change == latest.number + 1)
        #expect(try store.allChanges(after: latest).map(\.change) == [.product(Product(id: "b"))])
        try Stores.restore(shop.url("copy.sqlite"), to: shop.url("other.sqlite"))
        #expect(try isGap(shop.store("other").changes(after: latest, limit: 10)))
    }

    @Test func `nothing of an erased shopper is left in the file, its log or the feed`() throws {
        let store = try shop.store()
        let id = "erika.mustermann@example.com"
        try store.write { writer in
            try writer.save(Product(id: "p"))
            try writer.save(Shopper(id: id, attributes: ["note": .text("erika.mustermann")]))
            try writer.save(Interaction(id: "1", shopper: id, product: "p", kind: .view))
        }
        try store.write { _ = try $0.save(Interaction(id: "1", shopper: id, product: "p", kind: .like)) }
        let position = try store.latestChange()
        _ = try store.write { try $0.removeShopper(id) }
        try store.checkpoint(.truncate)
        for name in ["shop.sqlite", "shop.sqlite-wal"] {
            let bytes = try Data(contentsOf: shop.url(name))
            #expect(bytes.range(of: Data("erika".utf8)) == nil, "\(name)")
        }
        guard case .changes(let changes, _, true) = try store.changes(after: position, limit: 10),
            case .shopperErased(let erasure) = changes.first?.change, changes.count == 1
        else { throw FeedGap() }
        #expect(try store.erasedShoppers(of: erasure, among: ["somebody", id]) == [id])
    }
}
