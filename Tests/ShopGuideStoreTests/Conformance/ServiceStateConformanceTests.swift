import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// Taught categories, settings and answered requests of any store.
@Suite struct ServiceStateConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test(arguments: StoreKind.all)
    func `categories are taught with one encoder, and forgotten`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let examples = ["b", "a"].map { StoredExample(id: $0, embedding: [1, 2], created: Self.time(5)) }
        try store.write { writer in
            for example in examples { try writer.teach(example, to: "mugs", encoder: "m") }
            try writer.teach(examples[0], to: "pots", encoder: "n")
            #expect(try writer.examples(of: "mugs") == 2)
        }
        #expect(try store.taughtCategories().map(\.id) == ["mugs", "pots"])
        #expect(try store.taughtCategories().map(\.encoder) == ["m", "n"])
        #expect(try store.taughtExamples(of: "mugs") == [examples[1], examples[0]])
        #expect(
            throws: RowProblem("category \"mugs\" was taught with another model; forget it and teach it again")
        ) { try store.write { try $0.teach(examples[0], to: "mugs", encoder: "n") } }
        let replacement = StoredExample(id: "a", embedding: [3, 4], created: Self.time(6), picture: "f")
        try store.write { try $0.teach(replacement, to: "mugs", encoder: "m") }
        #expect(try store.taughtPictures(of: "mugs") == [ExactID("a"): "f"])
        #expect(try store.taughtExamples(of: "mugs") == [replacement, examples[0]])
        #expect(try store.write { try $0.removeExample("b", from: "mugs") })
        #expect(try !store.write { try $0.removeExample("b", from: "mugs") })
        #expect(try store.write { try $0.forgetCategory("mugs") })
        #expect(try !store.write { try $0.forgetCategory("mugs") })
        #expect(try store.taughtExamples(of: "mugs").isEmpty)
        #expect(try store.contents().taught == 1)
    }

    @Test(arguments: StoreKind.all)
    func `settings are what they were set to last`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        #expect(try store.setting("model") == nil)
        for value in ["a", "b"] { try store.write { try $0.set("model", to: value) } }
        #expect(try store.setting("model") == "b")
    }

    @Test(arguments: StoreKind.all)
    func `answers to requests are kept until they are old`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let answer = AnsweredRequest(digest: "d", answer: "{}")
        try store.write { try $0.keep(answer, to: "k", at: Self.time(10), forgetting: Self.time(0)) }
        #expect(try store.write { try $0.answer(to: "k") } == answer)
        try store.write { try $0.keep(answer, to: "l", at: Self.time(20), forgetting: Self.time(11)) }
        #expect(try store.write { try $0.answer(to: "k") } == nil)
        #expect(try store.write { try $0.answer(to: "l") } == answer)
    }
}
