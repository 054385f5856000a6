import Foundation
import ShopGuide
import ShopGuideStore
import Testing

/// Experiments in the store: who was shown what, and what came of it.
@Suite struct StoredExperimentTests {
    private let shop: Shop
    private let store: any Store

    init() throws {
        shop = try Shop()
        store = try shop.store()
        try store.write { writer in for name in ["mug", "cup", "pot"] { try writer.save(Product(id: name)) } }
    }

    private func begin(_ name: String, _ design: Experiment.Design = .split) throws {
        try store.write {
            try $0.begin(
                Experiment(name: name, a: "popular", b: "relation", design: design, started: Timestamp(milliseconds: 5))
            )
        }
    }

    private func show(_ products: [String], of arm: Experiment.Arm, to shopper: String, in name: String = "x") throws {
        try store.write { writer in
            try writer.expose(products.map { TeamDraft.Pick(product: $0, team: arm) }, to: shopper, in: name)
        }
    }

    private func act(_ shopper: String, _ kind: Interaction.Kind, _ product: String) throws {
        _ = try store.write {
            try $0.save(Interaction(id: UUID().uuidString, shopper: shopper, product: product, kind: kind))
        }
    }

    @Test func `an experiment comes back as it was begun, and ends once`() throws {
        try begin("x")
        #expect(throws: RowProblem("there is an experiment \"x\" already")) { try begin("x") }
        var expected = Experiment(name: "x", a: "popular", b: "relation", started: Timestamp(milliseconds: 5))
        #expect(try store.experiments() == [expected])
        #expect(try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 9)) })
        #expect(try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 12)) })
        #expect(try !store.write { try $0.stop(experiment: "y", at: Timestamp(milliseconds: 9)) })
        expected.stopped = Timestamp(milliseconds: 9)
        #expect(try store.experiment("x") == expected)
        #expect(try store.experiment("y") == nil && store.result(of: "y") == nil)
    }

    @Test func `what shoppers do counts for the arm that had shown it before`() throws {
        try begin("x")
        try act("early", .view, "mug")
        for shopper in ["early", "looks", "buys", "idle"] { try show(["mug", "cup"], of: .a, to: shopper) }
        try show(["pot"], of: .b, to: "other")
        try act("looks", .view, "mug")
        try act("looks", .view, "cup")
        try act("looks", .purchase, "pot")
        try act("buys", .purchase, "cup")
        try act("other", .like, "pot")
        try act("stranger", .view, "mug")
        try act("idle", .dismiss, "mug")
        let result = try #require(try store.result(of: "x"))
        #expect(result.a == ExperimentResult.ArmResult(shoppers: 4, exposures: 4, clicked: 1, bought: 1))
        #expect(result.b == ExperimentResult.ArmResult(shoppers: 1, exposures: 1, clicked: 1, bought: 0))
        #expect(result.preference == nil)
    }

    @Test func `a list that is shown again counts as a list, not as another shopper, and clicks stay`() throws {
        try begin("x")
        try show(["mug"], of: .a, to: "s")
        try act("s", .view, "mug")
        try show(["mug"], of: .a, to: "s")
        let result = try #require(try store.result(of: "x"))
        #expect(result.a == ExperimentResult.ArmResult(shoppers: 1, exposures: 2, clicked: 1, bought: 0))
    }

    @Test func `clicks on interleaved lists say which team was preferred`() throws {
        try begin("x", .interleaved)
        for shopper in ["one", "two", "three", "four"] {
            try store.write { writer in
                let picks: [(String, Experiment.Arm)] = [("mug", .a), ("cup", .b), ("pot", .b)]
                try writer.expose(picks.map { TeamDraft.Pick(product: $0.0, team: $0.1) }, to: shopper, in: "x")
            }
        }
        for (shopper, product) in [("one", "cup"), ("one", "cup"), ("two", "mug"), ("three", "cup"), ("three", "mug")] {
            try act(shopper, .view, product)
        }
        let result = try #require(try store.result(of: "x"))
        // Of four, one preferred b, one a, one neither; the fourth did nothing.
        #expect(result.preference == CountedShare(1, of: 2))
        #expect(result.a.clicks == CountedShare(2, of: 4))
        #expect(result.b.clicks == CountedShare(2, of: 4))
    }

    @Test func `nothing is noted for an experiment that has ended or isn't there`() throws {
        try begin("x")
        _ = try store.write { try $0.stop(experiment: "x", at: Timestamp(milliseconds: 9)) }
        try show(["mug"], of: .a, to: "s")
        try show(["mug"], of: .a, to: "s", in: "y")
        #expect(try store.result(of: "x")?.a.shoppers == 0)
    }

    @Test func `a shopper who is erased is gone from experiments too, known or not`() throws {
        try begin("x")
        for shopper in ["known", "stranger"] { try show(["mug"], of: .a, to: shopper) }
        try act("known", .view, "mug")
        for shopper in ["known", "stranger"] { _ = try store.write { try $0.removeShopper(shopper) } }
        #expect(try store.result(of: "x")?.a.shoppers == 0)
        #expect(try store.problems().isEmpty)
    }
}
