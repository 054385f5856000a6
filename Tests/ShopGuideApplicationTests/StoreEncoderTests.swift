import FewShotData
import FewShotPretrained
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Stores that see with pretrained encoders, here of random weights.
@Suite struct StoreEncoderTests {
    private let seeing: SeeingShop

    init() throws { seeing = try SeeingShop() }

    private func teach(_ shop: Shop) async throws {
        for category in ["mug", "phone", "kettle"] {
            try await shop.teach(
                category, (1...3).map { .product("\(category)-0\($0)") }, replacing: false)
        }
    }

    @Test func `have a column for each once every product is embedded`() async throws {
        let shop = try seeing.open()
        try await shop.changeEncoders(adding: ["eye", "reader"], removing: [])
        #expect(try await seeing.columns(shop).isEmpty)
        #expect(try await shop.encoders().map(\.compared) == [false, false])
        let progress = try await shop.encode()
        #expect(progress.products == 24 && progress.made == 48 && progress.unreadable == 0)
        #expect(try await seeing.columns(shop) == ["encoder:eye", "encoder:reader"])
        let columns = try await shop.columns().items.filter { $0.kind == .vector }
        #expect(columns.allSatisfy { $0.weight > 0 && $0.filled == 1 && $0.compared })
        #expect(try await shop.encoders().map(\.compared) == [true, true])
        try await shop.setColumns(["encoder:eye": 0])
        #expect(try await shop.columns().items.first { $0.name == "encoder:eye" }?.weight == 0)
        // The next process sees as this one.
        let next = try seeing.open()
        #expect(try await seeing.columns(next) == ["encoder:eye", "encoder:reader"])
        try await next.stop()
        try await shop.stop()
    }

    @Test func `embed what has changed again, and nothing else`() async throws {
        let shop = try await seeing.seeing()
        #expect(try await shop.encode().made == 0)
        var mug = try await shop.product("mug-01")
        mug.price = Price("7.5", currency: "EUR")
        _ = try await shop.save([mug])
        #expect(try await shop.encode().made == 0)
        mug.title = LocalizedText("A wholly other title")
        _ = try await shop.save([mug])
        #expect(try await shop.encode().made == 1)
        mug.image = "builtin:phone-01"
        _ = try await shop.save([mug, Product(id: "new", title: LocalizedText("Tea kettle"))])
        #expect(try await shop.encode().made == 2)
        // Another network of the same name is another encoder.
        try seeing.encoders.remove("eye")
        try seeing.replaceEye()
        try await shop.changeEncoders(adding: ["eye"], removing: [])
        #expect(try await shop.encode().made == 24)
        try await shop.stop()
    }

    @Test func `see products, titles and photos with them, and say why`() async throws {
        let shop = try await seeing.seeing()
        try await teach(shop)
        let photo = try #require(try await shop.picture(of: shop.product("mug-04"), side: 64))
        let title = try #require(try await shop.product("mug-01").title.text(in: "en"))
        let answers = try await shop.classify([
            .product("phone-05"), .title(title), .picture(photo),
        ])
        #expect(answers[0].result.answers.first?.category == "phone")
        #expect(answers[1].result.answers.first?.category == "mug")
        let reason = try await shop.explain(.product("mug-05")).reason
        #expect(reason.occlusion?.effects.count == 49)
        #expect(reason.parts.contains { $0.trait.name == "word" && abs($0.effect) > 1e-6 })
        let similar = try await shop.similar(to: "mug-01", RecommendationRequest())
        #expect(!similar.isEmpty)
        let explained = try shop.builtRecommender().explain(
            "mug-02", for: RecommendationRequest(seen: [.init("mug-01")]))
        #expect(!explained.parts.isEmpty)
        try await shop.stop()
    }

    @Test func `count for a title as much as for a product of that title`() async throws {
        let shop = try await seeing.seeing(["reader"])
        try await teach(shop)
        let title = "Enamel mug for camping"
        _ = try await shop.save([Product(id: "new", title: LocalizedText(title))])
        // The product isn't embedded yet: what is missing is made at once.
        let first = try await shop.classify([.product("new"), .title(title)])
        try await shop.encode()
        let second = try await shop.classify([.product("new")])
        for answer in [first[1], second[0]] {
            #expect(answer.result.answers.first?.category == first[0].result.answers.first?.category)
            for (one, other) in zip(answer.result.answers, first[0].result.answers) {
                #expect(one.category == other.category && abs(one.probability - other.probability) < 1e-3)
            }
        }
        try await shop.stop()
    }

    @Test func `are answered without encoders that aren't on a machine, which is said once`() async throws {
        let shop = try await seeing.seeing()
        try await teach(shop)
        try await shop.stop()
        let blind = try seeing.open(hasEncoders: false)
        #expect(
            try await blind.classify([.product("mug-05"), .title("A blue mug")]).allSatisfy {
                $0.result.answers.first?.category == "mug"
            })
        _ = try await blind.classify([.title("A phone")])
        let notes = seeing.notes.withLock { $0 }
        #expect(notes.count == 1 && notes.allSatisfy { $0.hasPrefix("the store is seen without the encoder \"") })
        #expect(try await blind.encoders().map(\.here) == [false, false])
        await #expect(throws: GuideError.self) { try await blind.encode() }
        try await blind.stop()
    }

    @Test func `keep what was taught of titles, with an encoder and without it again`() async throws {
        let shop = try seeing.open()
        try await shop.teach("mugs", [.title("Stoneware mug, blue"), .product("mug-01")], replacing: false)
        try await shop.teach("phones", [.title("A smart phone"), .product("phone-01")], replacing: false)
        let inputs: [ClassificationInput] = [.title("Stoneware mug, blue"), .product("phone-02")]
        let before = try await shop.classify(inputs).map(\.result)
        try await shop.changeEncoders(adding: ["eye", "reader"], removing: [])
        try await shop.encode()
        #expect(shop.inactiveCategories.isEmpty && shop.categories.map(\.examples) == [2, 2])
        #expect(try await shop.classify(inputs).map(\.result.answers.first?.category) == ["mugs", "phones"])
        try await shop.changeEncoders(adding: [], removing: ["eye"])
        #expect(try await seeing.columns(shop) == ["encoder:reader"])
        try await shop.changeEncoders(adding: [], removing: ["reader"])
        #expect(try await seeing.columns(shop).isEmpty)
        #expect(try await shop.encoders().isEmpty)
        let after = try await shop.classify(inputs).map(\.result)
        for (one, other) in zip(before, after) {
            for (left, right) in zip(one.answers, other.answers) {
                #expect(left.category == right.category && abs(left.probability - right.probability) < 1e-3)
            }
        }
        // What was embedded is gone with them.
        try await shop.changeEncoders(adding: ["eye"], removing: [])
        #expect(try await shop.encode().made == 24)
        #expect(try await seeing.columns(shop) == ["encoder:eye"])
        try await shop.stop()
    }

    @Test func `are told what can't be`() async throws {
        let shop = try seeing.open()
        for number in 1...4 { try seeing.encoders.add("eye\(number)", try seeing.eye) }
        try await shop.changeEncoders(adding: (1...4).map { "eye\($0)" }, removing: [])
        let many = await #expect(throws: GuideError.self) {
            try await shop.changeEncoders(adding: ["reader"], removing: [])
        }
        #expect(many?.message.hasPrefix("5 columns of vectors: a store has 4 at most") == true)
        let absent = await #expect(throws: GuideError.self) {
            try await shop.changeEncoders(adding: [], removing: ["ear"])
        }
        #expect(absent?.message == "the store doesn't see with an encoder \"ear\"; it sees with eye1, eye2, eye3, eye4")
        await #expect(throws: PretrainedError.self) { try await shop.changeEncoders(adding: ["ear"], removing: []) }
        try await shop.stop()
    }

    @Test func `that are seen by a process follow what another has embedded`() async throws {
        let watching = try seeing.open()
        try await teach(watching)
        let working = try await seeing.seeing()
        try await watching.follow()
        #expect(try await seeing.columns(watching) == ["encoder:eye", "encoder:reader"])
        var mug = try await working.product("mug-06")
        mug.title = LocalizedText("Something else")
        _ = try await working.save([mug])
        try await working.encode()
        try await watching.follow()
        let (here, there) = (
            try await watching.classify([.product("mug-06")]), try await working.classify([.product("mug-06")])
        )
        #expect(here[0].result.answers.first?.category == there[0].result.answers.first?.category)
        try await watching.stop()
        try await working.stop()
    }
}
