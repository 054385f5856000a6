import FewShotTensors
import ShopGuide
import Testing

/// Products that a table keeps as bytes.
@Suite struct PackedProductTests {
    private var whole: Product {
        var product = Product(
            id: "café-1", title: LocalizedText(["en": "Stoneware mug", "zh-Hans": "陶瓷马克杯", "": ""]),
            category: Category(path: ["kitchen", "mug"]), brand: "Éa", price: Price("12.99", currency: "EUR"),
            attributes: [
                "colour": .text("blue"), "litres": .number(0.33), "depth": .number(-1e300), "safe": .flag(true),
                "old": .flag(false), "": .text(""),
            ], image: "https://shop.example/1.jpg", markets: ["FR", "DE"], availability: .backorder)
        product.furtherImages = ["https://shop.example/2.jpg", "b.png"]
        return product
    }

    @Test func `a product comes back as it was`() {
        var table = ProductTable()
        let products = [whole, Product(id: ""), Product(id: "b", price: Price("9007199254740.9", currency: "JPY"))]
        for product in products { _ = table.insert(product) }
        for product in products { #expect(table[product.id] == product) }
    }

    @Test func `ids that differ in bytes alone are of two products`() {
        var table = ProductTable()
        let (composed, apart) = ("caf\u{E9}", "cafe\u{301}")
        let slots = [table.insert(Product(id: composed)), table.insert(Product(id: apart))]
        #expect(slots == [0, 1] && table.count == 2)
        #expect(table[composed]?.id.unicodeScalars.count == 4 && table[apart]?.id.unicodeScalars.count == 5)
        let removed = table.remove(composed)
        #expect(removed == 0 && table[composed] == nil && table.slot(of: apart) == 1)
    }

    @Test func `products that come, change and go leave those that are there as they are`() {
        var (table, known, generator) = (ProductTable(), [String: Product](), SeededGenerator(seed: 4))
        // Long titles, so that pages are filled, half emptied and given up.
        let filling = String(repeating: "long ", count: 1000)
        for turn in 0..<4_000 {
            let id = "p\(generator.integer(below: 700))"
            if generator.integer(below: 4) == 0 {
                let slot = table.remove(id)
                #expect((slot != nil) == (known.removeValue(forKey: id) != nil))
            } else {
                let product = Product(
                    id: id, title: LocalizedText("\(turn) \(filling.prefix(generator.integer(below: 5_000)))"))
                _ = table.insert(product)
                known[id] = product
            }
        }
        #expect(table.count == known.count && known.count > 300)
        for number in 0..<700 { #expect(table["p\(number)"] == known["p\(number)"]) }
    }

    @Test func `words of ASCII are those of other texts`() {
        let text = "Blue-Grey MUG, 330ml (new)\r\nA1 -- x"
        #expect(Words.of(text) == ["blue-grey", "mug", "330ml", "new", "a1", "--", "x"])
        #expect(Words.of(text + " é") == Words.of(text) + ["é"])
    }
}
