import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// A store with an experiment's products.
private struct ExperimentShop {
    private let shop: Shop
    let store: any Store

    init(_ kind: StoreKind) throws {
        shop = try Shop()
        store = try kind.store(shop)
        try store.write { writer in for name in ["mug", "cup", "pot"] { try writer.save(Product(id: name)) } }
    }

    func begin(_ name: String, _ design: Experiment.Design = .split) throws {
        try store.write {
            try $0.begin(
                Experiment(name: name, a: "popular", b: "relation", design: design, started: Timestamp(milliseconds: 5))
            )
        }
    }

    func show(_ products: [String], of arm: Experiment.Arm, to shopper: String, in name: String = "x") throws {
        try store.write { writer in
            try writer.expose(products.map { TeamDraft.Pick(product: $0, team: arm) }, to: shopper, in: name)
        }
    }

    func act(_ shopper: String, _ kind: Interaction.Kind, _ product: String) throws {
        _ = try store.write {
            try $0.save(Interaction(id: UUID().uuidString, shopper: shopper, product: product, kind: kind))
        }
    }
}

/// Experiments of any store: the lists that shoppers were shown, and the results.
@Suite struct ExperimentConformanceTests {
    @Test(arguments: StoreKind.all)
    func `an experiment comes back as it was begun, and ends once`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x")
        #expect(throws: RowProblem("there is an experiment \"x\" already")) { try shop.begin("x") }
        var expected = Experiment(name: "x", a: "popular", b: "relation", started: Timestamp(milliseconds: 5))
        #expect(try store.experiments() == [expected])
        #expect(try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 9)) })
        #expect(try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 12)) })
        #expect(try !store.write { try $0.stop(experiment: "y", at: Timestamp(milliseconds: 9)) })
        expected.stopped = Timestamp(milliseconds: 9)
        #expect(try store.experiment("x") == expected)
        #expect(try store.experiment("y") == nil && store.result(of: "y") == nil)
    }

    @Test(arguments: StoreKind.all)
    func `what shoppers do counts for the arm that had shown it before`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x")
        try shop.act("early", .view, "mug")
        for shopper in ["early", "looks", "buys", "idle"] { try shop.show(["mug", "cup"], of: .a, to: shopper) }
        try shop.show(["pot"], of: .b, to: "other")
        try shop.act("looks", .view, "mug")
        try shop.act("looks", .view, "cup")
        try shop.act("looks", .purchase, "pot")
        try shop.act("buys", .purchase, "cup")
        try shop.act("other", .like, "pot")
        try shop.act("stranger", .view, "mug")
        try shop.act("idle", .dismiss, "mug")
        let result = try #require(try store.result(of: "x"))
        #expect(result.a == ExperimentResult.ArmResult(shoppers: 4, exposures: 4, clicked: 1, bought: 1))
        #expect(result.b == ExperimentResult.ArmResult(shoppers: 1, exposures: 1, clicked: 1, bought: 0))
        #expect(result.preference == nil)
    }

    @Test(arguments: StoreKind.all)
    func `a list that is shown again counts as a list, not as another shopper, and clicks stay`(_ kind: StoreKind)
        throws
    {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x")
        try shop.show(["mug"], of: .a, to: "s")
        try shop.act("s", .view, "mug")
        try shop.show(["mug"], of: .a, to: "s")
        let result = try #require(try store.result(of: "x"))
        #expect(result.a == ExperimentResult.ArmResult(shoppers: 1, exposures: 2, clicked: 1, bought: 0))
    }

    @Test(arguments: StoreKind.all)
    func `clicks on interleaved lists say which team was preferred`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x", .interleaved)
        for shopper in ["one", "two", "three", "four"] {
            try store.write { writer in
                let picks: [(String, Experiment.Arm)] = [("mug", .a), ("cup", .b), ("pot", .b)]
                try writer.expose(picks.map { TeamDraft.Pick(product: $0.0, team: $0.1) }, to: shopper, in: "x")
            }
        }
        for (shopper, product) in [("one", "cup"), ("one", "cup"), ("two", "mug"), ("three", "cup"), ("three", "mug")] {
            try shop.act(shopper, .view, product)
        }
        let result = try #require(try store.result(of: "x"))
        // Of four, one preferred b, one a, one neither; the fourth did nothing.
        #expect(result.preference == CountedShare(1, of: 2))
        #expect(result.a.clicks == CountedShare(2, of: 4))
        #expect(result.b.clicks == CountedShare(2, of: 4))
    }

    @Test(arguments: StoreKind.all)
    func `nothing is noted for an experiment that has ended or isn't there`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x")
        _ = try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 9)) }
        try shop.show(["mug"], of: .a, to: "s")
        try shop.show(["mug"], of: .a, to: "s", in: "y")
        #expect(try store.result(of: "x")?.a.shoppers == 0)
    }

    @Test(arguments: StoreKind.all)
    func `a shopper who is erased is gone from experiments too, known or not`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        let store = shop.store
        try shop.begin("x")
        for shopper in ["known", "stranger"] { try shop.show(["mug"], of: .a, to: shopper) }
        try shop.act("known", .view, "mug")
        for shopper in ["known", "stranger"] { _ = try store.write { try $0.removeShopper(shopper) } }
        #expect(try store.result(of: "x")?.a.shoppers == 0)
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `what a shopper was shown comes out, each product with the arm that showed it first`(_ kind: StoreKind) throws
    {
        let shop = try ExperimentShop(kind)
        for name in ["y", "x"] { try shop.begin(name) }
        try shop.show(["mug", "cup"], of: .a, to: "s")
        try shop.show(["cup", "pot"], of: .b, to: "s")
        try shop.show(["mug"], of: .b, to: "s", in: "y")
        try shop.show(["pan"], of: .b, to: "t")
        #expect(
            try shop.store.exposures(to: "s") == [
                ShopperExposure(experiment: "y", arm: .b, product: "mug"),
                ShopperExposure(experiment: "x", arm: .a, product: "cup"),
                ShopperExposure(experiment: "x", arm: .a, product: "mug"),
                ShopperExposure(experiment: "x", arm: .b, product: "pot"),
            ])
        #expect(try shop.store.exposures(to: "nobody").isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `a click counts though what was done before the list is erased meanwhile`(_ kind: StoreKind) throws {
        let shop = try ExperimentShop(kind)
        try shop.begin("x")
        try shop.act("gone", .view, "pot")
        try shop.show(["mug"], of: .a, to: "s")
        _ = try shop.store.write { try $0.removeShopper("gone") }
        try shop.act("s", .view, "mug")
        #expect(try shop.store.result(of: "x")?.a.clicks == CountedShare(1, of: 1))
    }
}
