import FewShotPretrained
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Categories that are opened by their names, in stores that see with encoders of random weights.
@Suite struct CategoryTextTests {
    private let seeing: SeeingShop

    init() throws { seeing = try SeeingShop() }

    @Test func `a name alone opens a category, which stays open`() async throws {
        let shop = try await seeing.seeing(["reader"])
        try await shop.teach("blue mugs", [], replacing: false, text: "blue mugs")
        try await shop.teach("phones", [.product("phone-01"), .product("phone-02")], replacing: false)
        #expect(shop.categories.map(\.examples) == [0, 2])
        #expect(shop.categories.map(\.text.value) == ["blue mugs", nil])
        let report = try await shop.report(on: "blue mugs")
        #expect(report.text.value == "blue mugs" && report.examples.isEmpty)
        // The shop has three categories of its own, which say too little of what a name is worth.
        #expect(report.forecast.accuracy.value == nil)
        let answers = try await shop.classify([.title("blue mugs")])
        #expect(answers[0].result.answers.first?.category == "blue mugs")
        let next = try seeing.open()
        #expect(next.categories.map(\.text.value) == ["blue mugs", nil])
        #expect(try await next.classify([.title("blue mugs")])[0].result == answers[0].result)
        try await next.stop()
        try await shop.stop()
    }

    @Test func `a sentence counts beside examples until it is taken back`() async throws {
        let shop = try await seeing.seeing(["reader"])
        try await shop.teach("mugs", [.product("mug-01")], replacing: false)
        let before = try await shop.classify([.product("mug-05")])[0].result
        try await shop.teach("mugs", [], replacing: false, text: "cups to drink from")
        #expect(shop.categories.map(\.examples) == [1])
        #expect(try await shop.classify([.product("mug-05")])[0].result != before)
        try await shop.teach("mugs", [], replacing: false, text: "mugs")
        #expect(shop.categories.map(\.text.value) == ["mugs"])
        #expect(try seeing.store.taughtExamples(of: "mugs").map(\.id) == ["mug-01", "text: mugs"])
        try await shop.removeExamples(["text: mugs"], of: "mugs")
        #expect(try await shop.classify([.product("mug-05")])[0].result == before)
        // What replaces all replaces the text as well.
        try await shop.teach("mugs", [], replacing: true, text: "mugs")
        try await shop.teach("mugs", [.product("mug-01")], replacing: true)
        #expect(try seeing.store.taughtExamples(of: "mugs").map(\.id) == ["mug-01"])
        try await shop.stop()
    }

    @Test func `a text is seen anew by other columns`() async throws {
        let shop = try await seeing.seeing(["reader"])
        try await shop.teach("mugs", [], replacing: false, text: "mugs")
        let before = try seeing.store.taughtExamples(of: "mugs")[0].embedding
        try await shop.setColumns(["title": 0])
        let after = try seeing.store.taughtExamples(of: "mugs")[0].embedding
        #expect(after != before)
        try await shop.teach("cups", [], replacing: false, text: "mugs")
        #expect(try seeing.store.taughtExamples(of: "cups")[0].embedding == after)
        try await shop.stop()
    }

    @Test func `where no encoder sees a name, a sentence says what is needed`() async throws {
        let shop = try await seeing.seeing(["eye"])
        let error = await #expect(throws: GuideError.self) {
            try await shop.teach("mugs", [.product("mug-01")], replacing: false, text: "mugs")
        }
        #expect(error?.fields.first?.field == "text")
        #expect(error?.fields.first?.message.contains("shopguide encode --encoder NAME") == true)
        #expect(shop.categories.isEmpty)
        let long = await #expect(throws: GuideError.self) {
            try await shop.teach("mugs", [], replacing: false, text: String(repeating: "m", count: 251))
        }
        #expect(long?.fields.first?.message == "must have 1 to 250 bytes (got 251)")
        try await shop.stop()
    }

    @Test func `no example takes the id of a text`() async throws {
        let shop = try await seeing.seeing(["reader"])
        var input = ClassificationInput.product("mug-01")
        input.id = "text: mugs"
        await #expect(throws: GuideError.self) { try await shop.teach("mugs", [input], replacing: false) }
        try await shop.teach("mugs", [.title("text: a title like any other")], replacing: false)
        #expect(shop.categories.map(\.examples) == [1])
        try await shop.stop()
    }
}

extension SeeingShop {
    /// The store as another process sees it.
    fileprivate var store: any Store { get throws { try Stores.open(at: folder.store) } }
}
