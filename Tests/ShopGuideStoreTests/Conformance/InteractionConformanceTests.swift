import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// Shoppers and interactions of any store.
@Suite struct InteractionConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private func store(_ kind: StoreKind) throws -> any Store {
        let store = try kind.store(shop)
        try store.write { writer in for id in ["mug", "pot"] { try writer.save(Product(id: id)) } }
        return store
    }

    @Test(arguments: StoreKind.all)
    func `an interaction comes back as it was saved last, and makes its shopper known`(_ kind: StoreKind) throws {
        let store = try store(kind)
        var interaction = Interaction(
            id: "e", shopper: "s", product: "mug", kind: .rating, value: 4.5, time: Timestamp(milliseconds: 1000),
            market: "DE")
        #expect(try store.write { try $0.save(interaction) })
        #expect(try store.interaction("e") == interaction)
        #expect(try store.shopper("s") == Shopper(id: "s"))
        interaction = Interaction(id: "e", shopper: "t", product: "pot", kind: .view)
        #expect(try !store.write { try $0.save(interaction) })
        #expect(try !store.write { try $0.save(interaction) })
        #expect(try store.interaction("e") == interaction)
        #expect(try store.interactionCounts(of: "s") == [:])
        #expect(try store.interactionCounts(of: "t") == ["view": 1])
        #expect(throws: RowProblem("no product \"cup\" in the store")) {
            try store.write { try $0.save(Interaction(id: "f", shopper: "s", product: "cup", kind: .view)) }
        }
        #expect(throws: RowProblem("an interaction without an id")) {
            try store.write { try $0.save(Interaction(shopper: "s", product: "mug", kind: .view)) }
        }
    }

    @Test(arguments: StoreKind.all)
    func `an interaction without an id is known by its file and line`(_ kind: StoreKind) throws {
        let store = try store(kind)
        let place = SourceLine(source: "0123456789abcdef", line: 7)
        let interaction = Interaction(shopper: "s", product: "mug", kind: .like)
        #expect(try store.write { try $0.save(interaction, at: place) })
        #expect(try !store.write { try $0.save(interaction, at: place) })
        #expect(try store.interaction("0123456789abcdef:7")?.kind == .like)
        #expect(try store.interaction("0123456789abcdef:8") == nil)
    }

    @Test(arguments: StoreKind.all)
    func `a history comes in pages, the latest first`(_ kind: StoreKind) throws {
        let store = try store(kind)
        try store.write { writer in
            for number in 0..<7 {
                try writer.save(Interaction(id: "e\(number)", shopper: "s", product: "mug", kind: .view))
                try writer.save(Interaction(id: "f\(number)", shopper: "t", product: "mug", kind: .view))
            }
        }
        let first = try store.history(of: "s", limit: 4)
        #expect(first.items.map(\.id) == ["e6", "e5", "e4", "e3"])
        let second = try store.history(of: "s", before: first.next, limit: 4)
        #expect(second.items.map(\.id) == ["e2", "e1", "e0"])
        #expect(second.next == nil)
    }

    @Test(arguments: StoreKind.all)
    func `shoppers come in pages, of a market too`(_ kind: StoreKind) throws {
        let store = try store(kind)
        try store.write { writer in
            for number in 0..<5 {
                try writer.save(
                    Shopper(
                        id: "s\(number)", market: number % 2 == 0 ? "DE" : nil,
                        attributes: ["age": .number(Double(number))]))
            }
        }
        let first = try store.shoppers(in: "DE", after: nil, limit: 2)
        #expect(first.items.map(\.id) == ["s0", "s2"])
        #expect(try store.shoppers(in: "DE", after: first.next, limit: 2).items.map(\.id) == ["s4"])
        #expect(try store.shoppers(in: nil, after: nil, limit: 9).items.count == 5)
        #expect(try store.shopper("s3")?.attributes == ["age": .number(3)])
    }

    @Test(arguments: StoreKind.all)
    func `a shopper is erased with their interactions, a product removed with its own`(_ kind: StoreKind) throws {
        let store = try store(kind)
        try store.write { writer in
            for (number, shopper) in ["s", "t", "s", "t"].enumerated() {
                try writer.save(
                    Interaction(id: "e\(number)", shopper: shopper, product: number < 2 ? "mug" : "pot", kind: .view))
            }
        }
        #expect(try store.write { try $0.removeShopper("s") } == 2)
        #expect(try store.write { try $0.removeShopper("s") } == nil)
        #expect(try store.write { try $0.removeProduct("pot") })
        var left: [String?] = []
        try store.forEachInteraction { left.append($0.id) }
        #expect(left == ["e1"])
        #expect(try store.problems().isEmpty)
    }
}
