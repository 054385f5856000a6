import Foundation
import GRDB
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideApplication

/// Indexes that a first import of interactions makes at its end.
@Suite struct DeferredIndexTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    /// How many of the two indexes there are.
    private func indexes() throws -> Int? {
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        defer { try? queue.close() }
        return try queue.read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT count(*) FROM sqlite_master WHERE type = 'index'
                        AND name IN ('interactions_by_shopper', 'interactions_by_product')
                    """)
        }
    }

    private func interactions(_ store: any Store, of name: String = "s") throws -> TableImport {
        var request = try shop.request(
            .interactions, "shopper,product,kind\n" + String(repeating: "\(name),p,view\n", count: 30))
        request.batch = 10
        return try TableImport(request, into: store)
    }

    @Test func `a first import puts them off, and has them at its end`() throws {
        let store = try shop.store()
        _ = try store.write { try $0.save(Product(id: "p")) }
        let work = try interactions(store)
        #expect(try work.step())
        #expect(try indexes() == 0)
        #expect(try store.history(of: "s", limit: 50).items.count == 10)
        while try work.step() {}
        #expect(try indexes() == 2)
        #expect(try store.history(of: "s", limit: 50).items.count == 30)
    }

    @Test func `an import into what is there leaves them`() throws {
        let store = try shop.store()
        _ = try store.write { try $0.save(Product(id: "p")) }
        let first = try interactions(store)
        while try first.step() {}
        let second = try interactions(store, of: "t")
        #expect(try second.step())
        #expect(try indexes() == 2)
    }

    @Test func `while another process writes, a store opens without them`() throws {
        let store = try shop.store()
        _ = try store.write { try $0.save(Product(id: "p")) }
        #expect(try interactions(store).step())
        let other = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        try other.inTransaction(.immediate) { _ in
            let history = try shop.store(patience: 0.1).history(of: "s", limit: 50)
            #expect(history.items.count == 10)
            return .rollback
        }
        try other.close()
        #expect(try indexes() == 0)
    }

    @Test func `where an import was cut off, opening the store makes them, and it goes on`() throws {
        do {
            let store = try shop.store()
            _ = try store.write { try $0.save(Product(id: "p")) }
            #expect(try interactions(store).step())
        }
        #expect(try indexes() == 0)
        let store = try shop.store()
        #expect(try indexes() == 2)
        let work = try interactions(store)
        #expect(work.resumedAfter == 11)
        while try work.step() {}
        #expect(try store.history(of: "s", limit: 50).items.count == 30)
        #expect(try store.problems().isEmpty)
    }
}
