import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// The change feed of any store.
@Suite struct ChangeFeedTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func view(_ id: String, _ shopper: String = "s", _ product: String = "p") -> Interaction {
        Interaction(id: id, shopper: shopper, product: product, kind: .view)
    }

    @Test(arguments: StoreKind.all)
    func `commits are numbered one after the other, and tell what they changed`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let start = try store.latestChange()
        let product = Product(id: "p", markets: ["DE"])
        let first = try store.commit { writer in
            try writer.save(product)
            try writer.save(Self.view("e"))
        }
        #expect(first.change == start.number + 1 && first.follows(start))
        #expect(try store.latestChange() == first.position)
        let second = try store.commit { writer in
            try writer.teach(
                StoredExample(id: "x", embedding: [1], created: Timestamp(milliseconds: 1)), to: "mugs", encoder: "m")
            try writer.set("model", to: "m")
            try writer.begin(
                Experiment(name: "x", a: "popular", b: "relation", started: Timestamp(milliseconds: 5)))
            try writer.removeProduct("p")
        }
        #expect(second.follows(first.position) && !second.follows(start))
        let changes = try store.allChanges(after: start)
        #expect(
            changes == [
                NumberedChange(number: start.number + 1, change: .market(Market(id: "DE")!)),
                NumberedChange(number: start.number + 1, change: .shopper(Shopper(id: "s"))),
                NumberedChange(number: start.number + 2, change: .productRemoved("p")),
                NumberedChange(number: start.number + 2, change: .category("mugs")),
                NumberedChange(number: start.number + 2, change: .setting("model")),
                NumberedChange(number: start.number + 2, change: .experiment("x")),
            ])
        #expect(try store.allChanges(after: start, limit: 1) == changes)
        #expect(try store.allChanges(after: second.position).isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `what changes nothing has no number`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let product = Product(id: "p", title: LocalizedText("Mug"), markets: ["FR", "DE"])
        let shopper = Shopper(id: "s", market: "DE", attributes: ["age": .number(3)])
        func save(_ writer: any StoreWriter) throws {
            try writer.save(product)
            try writer.save(shopper)
            try writer.save(Self.view("e"))
        }
        try store.write(save)
        let position = try store.latestChange()
        #expect(try store.commit(save).change == nil)
        #expect(try store.commit { try $0.removeProduct("q") }.change == nil)
        #expect(try store.commit { try $0.removeShopper("t") }.change == nil)
        #expect(try store.commit { try $0.forgetCategory("mugs") }.change == nil)
        #expect(try store.latestChange() == position)
    }

    @Test(arguments: StoreKind.all)
    func `an embedding that was imported changes its product`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { _ = try $0.save(Product(id: "p")) }
        let position = try store.latestChange()
        try store.write { try $0.save(embedding: [1, 2], named: "vector", of: "p") }
        #expect(try store.allChanges(after: position).map(\.change) == [.product(Product(id: "p"))])
    }

    @Test(arguments: StoreKind.all)
    func `a replaced interaction resets the histories that had it and have it now`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            try writer.save(Product(id: "p"))
            for (id, shopper) in [("1", "s"), ("2", "t"), ("3", "s"), ("4", "u")] {
                try writer.save(Self.view(id, shopper))
            }
        }
        let position = try store.latestChange()
        try store.write { writer in
            try writer.save(Self.view("5", "s"))
            try writer.save(Self.view("1", "t"))
        }
        #expect(
            try store.allChanges(after: position).map(\.change) == [
                .historyReset(shopper: "s"), .interaction(Self.view("3", "s")), .historyReset(shopper: "t"),
                .interaction(Self.view("1", "t")), .interaction(Self.view("2", "t")),
                .interaction(Self.view("5", "s")),
            ])
    }

    @Test(arguments: StoreKind.all)
    func `an import of many rows is read in pieces, each row once`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let start = try store.latestChange()
        var request = try shop.request(
            .products, "id,markets\n" + (0..<100).map { "p\($0),DE\n" }.joined())
        request.batch = 40
        try shop.take(request, into: store)
        request = try shop.request(
            .interactions, "shopper,product,kind\n" + (0..<100).map { "s\($0 % 7),p\($0),view\n" }.joined())
        request.batch = 40
        try shop.take(request, into: store)
        let changes = try store.allChanges(after: start, limit: 9)
        let products = changes.compactMap { if case .product(let product) = $0.change { product.id } else { nil } }
        #expect(products == (0..<100).map { "p\($0)" })
        let events = changes.compactMap { if case .interaction(let event) = $0.change { event.product } else { nil } }
        #expect(events == products)
        #expect(changes.map(\.number) == changes.map(\.number).sorted())
        let imports = changes.filter { $0.change == .importProgressed }
        #expect(imports.map(\.number) == Array(start.number + 1...start.number + 6))
    }

    @Test(arguments: StoreKind.all)
    func `a store that is read while it is written to is complete with the changes after it`(_ kind: StoreKind) throws {
        let (reader, writer) = (try kind.store(shop), try kind.store(shop))
        try writer.write { writer in
            try writer.save(Product(id: "p"))
            for number in 0..<5 { try writer.save(Self.view("\(number)")) }
        }
        let position = try reader.latestChange()
        try writer.write { writer in
            for number in 5..<9 { try writer.save(Self.view("\(number)")) }
            try writer.removeShopper("nobody")
        }
        var copy = try StoreCopy(reader, upTo: position)
        #expect(copy.histories["s"]?.count == 5)
        _ = try copy.catchUp(with: reader, from: position)
        #expect(try copy == StoreCopy(reader))
        #expect(copy.histories["s"]?.count == 9)
    }

    @Test(arguments: StoreKind.all)
    func `who comes back after an erasure is somebody else`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            try writer.save(Product(id: "p"))
            for shopper in ["s", "t"] { try writer.save(Self.view("of \(shopper)", shopper)) }
        }
        var (copy, position) = try StoreCopy.loaded(from: store)
        try store.write { _ = try $0.removeShopper("t") }
        _ = try store.write { try $0.save(Self.view("again", "t")) }
        try store.write { writer in
            _ = try writer.removeShopper("t")
            try writer.save(Self.view("and again", "t"))
        }
        position = try copy.catchUp(with: store, from: position, limit: 1)
        #expect(copy.histories["t"]?.map(\.id) == ["and again"])
        #expect(try copy == StoreCopy(store))
    }

    @Test(arguments: StoreKind.all)
    func `a position of another store is a gap`(_ kind: StoreKind) throws {
        let (one, other) = (try kind.store(shop, "one"), try kind.store(shop, "other"))
        for store in [one, other] { try store.write { _ = try $0.save(Product(id: "p")) } }
        let batch = try one.changes(after: other.latestChange(), limit: 10)
        guard case .gap = batch else {
            Issue.record("no gap")
            return
        }
    }
}
