import ShopGuide
import Testing

/// The products of an index.
@Suite struct ProductTableTests {
    private func product(_ id: String, _ title: String = "", markets: [String] = []) -> Product {
        Product(id: id, title: LocalizedText(["en": title]), markets: markets)
    }

    @Test func `a product keeps its slot, and leaves it to another when it goes`() {
        var table = ProductTable()
        let slots = [table.insert(product("a")), table.insert(product("b")), table.insert(product("a", "new"))]
        #expect(slots == [0, 1, 0])
        #expect(table["a"]?.title == product("a", "new").title && table.count == 2)
        let removed = [table.remove("a"), table.remove("a")]
        #expect(removed == [0, nil])
        #expect(table[0] == nil && table["a"] == nil && table.slot(of: "b") == 1 && table.count == 1)
        let later = [table.insert(product("c")), table.insert(product("d"))]
        #expect(later == [0, 2])
    }

    @Test func `words count by the products that have them`() {
        var table = ProductTable()
        for number in 0..<60 { _ = table.insert(product("\(number)", number < 2 ? "blue mug" : "mug")) }
        #expect(table.isShared("blue") && !table.isShared("green"))
        #expect(table.rarity(of: "mug") == 0 && table.rarity(of: "blue") == 1 - 2.0 / 60)
        _ = table.insert(product("0", "mug"))
        #expect(!table.isShared("blue"))
    }

    @Test func `markets are those that were named`() {
        var table = ProductTable()
        _ = table.insert(product("a", markets: ["FR", "DE"]))
        #expect(table.markets == ["DE", "FR"])
        let numbers = [table.marketNumber(of: "AT"), table.marketNumber(of: "FR")]
        #expect(numbers == [3, 1])
        #expect(table.markets == ["AT", "DE", "FR"])
    }
}
