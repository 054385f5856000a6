import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// Transactions of any store.
@Suite struct TransactionConformanceTests {
    private struct Stop: Error {}
    private let shop: Shop

    init() throws { shop = try Shop() }

    @Test(arguments: StoreKind.all)
    func `a transaction that fails leaves nothing of any kind`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { try $0.set("name", to: "before") }
        let position = try store.latestChange()
        #expect(throws: Stop.self) {
            try store.write { writer in
                try writer.save(Product(id: "a", category: Category("food"), markets: ["DE"]))
                try writer.save(Interaction(id: "e", shopper: "s", product: "a", kind: .view))
                try writer.teach(
                    StoredExample(id: "x", embedding: [1], created: Timestamp(milliseconds: 1)), to: "mugs",
                    encoder: "m")
                try writer.set("name", to: "after")
                throw Stop()
            }
        }
        let contents = try store.contents()
        #expect((contents.products, contents.categories, contents.shoppers, contents.taught) == (0, 0, 0, 0))
        #expect(contents.markets.isEmpty && contents.interactions.isEmpty)
        #expect(try store.setting("name") == "before")
        #expect(try store.latestChange() == position)
        // Nor are rows remembered that were made in it.
        try store.write { _ = try $0.save(Product(id: "a", category: Category("food"), markets: ["DE"])) }
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `of changes that are made together, one that fails leaves nothing and the others stay`(_ kind: StoreKind)
        throws
    {
        let store = try kind.store(shop)
        let committed = try store.commit(each: [
            { try $0.save(Product(id: "a", markets: ["DE"])) },
            { writer in
                try writer.save(Product(id: "b", markets: ["FR"]))
                try writer.save(Interaction(id: "e", shopper: "s", product: "a", kind: .view))
                throw Stop()
            },
            { try $0.save(Interaction(id: "f", shopper: "t", product: "a", kind: .cart)) },
            { try $0.save(Interaction(id: "g", shopper: "u", product: "b", kind: .cart)) },
            { writer in
                try writer.save(Interaction(id: "h", shopper: "v", product: "a", kind: .cart))
                throw Stop()
            },
        ])
        #expect(committed.value.map { $0 == nil } == [true, false, true, false, false])
        #expect(committed.value[1] is Stop)
        #expect(committed.value[3] as? RowProblem == RowProblem("no product \"b\" in the store"))
        #expect(try store.latestChange() == committed.position)
        #expect(try store.product("b") == nil && store.interaction("e") == nil && store.shopper("s") == nil)
        #expect(try store.interaction("f")?.shopper == "t")
        #expect(try store.contents().markets == ["DE"])
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `an attempt inside of an attempt fails by itself`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let start = try store.latestChange()
        try store.write { writer in
            try writer.attempt {
                try writer.save(Product(id: "a"))
                #expect(throws: Stop.self) {
                    try writer.attempt {
                        try writer.save(Product(id: "b"))
                        throw Stop()
                    }
                }
                try writer.save(Product(id: "c"))
            }
        }
        #expect(
            try store.allChanges(after: start).map(\.change) == [
                .product(Product(id: "a")), .product(Product(id: "c")),
            ])
    }

    @Test(arguments: StoreKind.all)
    func `another connection sees what was committed, and nothing else`(_ kind: StoreKind) throws {
        let (one, other) = (try kind.store(shop), try kind.store(shop))
        try one.write { writer in
            _ = try writer.save(Product(id: "a"))
            #expect(try other.product("a") == nil)
        }
        #expect(try other.product("a") != nil)
    }
}
