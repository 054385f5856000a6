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
    func `signals are all interactions by numbers, those up to a position where one is named`(_ kind: StoreKind) throws
    {
        let store = try store(kind)
        let rating = Interaction(
            id: "e", shopper: "s", product: "mug", kind: .rating, value: 4.5, time: Timestamp(milliseconds: 1000),
            market: "DE")
        let position = try store.commit { writer in
            try writer.save(Shopper(id: "t", market: "FR"))
            try writer.save(rating)
        }.position
        _ = try store.write { try $0.save(Interaction(id: "f", shopper: "t", product: "pot", kind: .view)) }
        func interactions(upTo position: ChangePosition?) throws -> [Interaction] {
            var (names, found) = ([[String]: String](), [Interaction]())
            try store.forEachSignal(upTo: position) { signal in
                switch signal {
                case .market(let row, let id): names[["market", "\(row)"]] = id
                case .product(let row, let id): names[["product", "\(row)"]] = id
                case .shopper(let row, let shopper): names[["shopper", "\(row)"]] = shopper.id
                case .event(let event):
                    found.append(
                        Interaction(
                            shopper: names[["shopper", "\(event.shopper)"]] ?? "",
                            product: names[["product", "\(event.product)"]] ?? "", kind: event.kind, value: event.value,
                            time: event.time, market: event.market.flatMap { names[["market", "\($0)"]] }))
                }
            }
            return found
        }
        func known(upTo position: ChangePosition?) throws -> [Interaction] {
            var found: [Interaction] = []
            try store.forEachInteraction(upTo: position) {
                found.append($0)
                found[found.count - 1].id = nil
            }
            return found
        }
        #expect(try interactions(upTo: nil) == known(upTo: nil))
        #expect(try interactions(upTo: nil).count == 2)
        #expect(try interactions(upTo: position) == known(upTo: position))
        #expect(try interactions(upTo: position).count == 1)
    }

    @Test(arguments: StoreKind.all)
    func `products are counted, and imported embeddings are there once one is`(_ kind: StoreKind) throws {
        let store = try store(kind)
        #expect(try store.productCount() == 2 && !store.hasEmbeddings(named: "x"))
        try store.write { try $0.save(embedding: [1, 2], named: "x", of: "mug") }
        #expect(try store.hasEmbeddings(named: "x") && !store.hasEmbeddings(named: "y"))
    }

    @Test(arguments: StoreKind.all)
    func `places are spread over all products, each with those that follow`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.forEachPlace(3, following: 2) { _ in Issue.record("an empty store has no places") }
        try store.write { writer in for number in 0..<20 { try writer.save(Product(id: "p\(number)")) } }
        func places(_ count: Int, following most: Int) throws -> [[String]] {
            var found: [[String]] = []
            try store.forEachPlace(count, following: most) { found.append($0.map(\.id)) }
            return found
        }
        #expect(try places(4, following: 2) == [["p0", "p1"], ["p5", "p6"], ["p10", "p11"], ["p15", "p16"]])
        #expect(try places(100, following: 5).flatMap(\.self) == (0..<20).map { "p\($0)" })
        #expect(try places(3, following: 100).flatMap(\.self) == (0..<20).map { "p\($0)" })
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
