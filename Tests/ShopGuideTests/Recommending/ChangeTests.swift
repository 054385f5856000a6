import ShopGuide
import Testing

/// Changes of a shop on their way into an index.
@Suite struct ChangeTests {
    private var index = RecommendationIndex(modelDigest: "new", dimensions: 2)

    private func embedded(_ id: String, _ embedding: [Float], by digest: String) -> EmbeddedProduct {
        EmbeddedProduct(Product(id: id), embedding, modelDigest: digest)
    }

    @Test(arguments: [[1, 2], [1, 2, 3], []]) func `an embedding of another model is refused`(_ embedding: [Float])
        throws
    {
        var index = index
        try index.apply(.productSaved(embedded("a", [1, 0], by: "new")))
        let error = #expect(throws: StaleEmbedding.self) {
            try index.apply(.productSaved(embedded("a", embedding, by: "old")))
        }
        #expect(
            error?.description
                == "product \"a\" has an embedding of model old, \(embedding.count) numbers; "
                + "needed is one of model new, 2 numbers: embed it again")
        #expect(throws: StaleEmbedding.self) { try index.apply(.productSaved(embedded("b", embedding, by: "old"))) }
        #expect(index.count == 1 && index.product("a") != nil && index.product("b") == nil)
    }

    @Test func `an embedding of another width is refused, whoever made it`() {
        var index = index
        #expect(throws: StaleEmbedding.self) { try index.apply(.productSaved(embedded("a", [1, 2, 3], by: "new"))) }
        #expect(index.count == 0)
    }

    @Test func `an interaction takes the place of the one that it replaces`() throws {
        var index = index
        for id in ["a", "b"] { try index.apply(.productSaved(embedded(id, [1, 0], by: "new"))) }
        let first = Interaction(id: "e", shopper: "s", product: "a", kind: .purchase)
        let second = Interaction(id: "e", shopper: "s", product: "b", kind: .purchase)
        try index.apply(.interactionSaved(first))
        try index.apply(.interactionSaved(second, replacing: first))
        let answer = try index.recommend(RecommendationRequest(shopper: "s"), now: SmallShop.now)
        #expect(answer.events == 1 && answer.items.map(\.product.id) == ["a"])
    }

    @Test func `interactions with products that aren't there are passed over`() throws {
        var index = index
        try index.apply(.interactionSaved(Interaction(shopper: "s", product: "a", kind: .view)))
        try index.apply(.interactionRemoved(Interaction(shopper: "s", product: "a", kind: .view)))
        try index.apply(.productRemoved("a"))
        try index.apply(.shopperErased("nobody"))
        #expect(try index.recommend(RecommendationRequest(shopper: "s"), now: SmallShop.now).events == 0)
    }

    @Test func `markets are there before anything happens in them`() throws {
        var index = index
        try index.apply(.marketSaved(#require(Market(id: "DE"))))
        try index.apply(.shopperSaved(Shopper(id: "s", market: "FR")))
        #expect(index.markets == ["DE", "FR"])
    }
}
