import ShopGuide
import Testing

/// The words of texts, as a search divides them.
@Suite struct SearchTokensTests {
    private func tokens(_ text: String) -> [String] { SearchTokens(text).all }

    /// Whether a product with a title has all words of a query.
    private func has(_ title: String, _ query: String) -> Bool {
        let known = Set(tokens(title))
        let query = SearchQuery(query)
        return query.found(known.contains) == Array(query.words.indices)
    }

    @Test func `case, accents, width and plurals don't count`() {
        #expect(tokens("Crème BRÛLÉE ｄｉｓｈｅｓ") == ["creme", "brulee", "dish"])
        #expect(tokens("Straße Øre") == ["strasse", "ore"])
        #expect(tokens("batteries boxes glass bus mugs gas") == ["battery", "box", "glass", "bus", "mug", "gas"])
    }

    @Test func `a model number is found however it is written`() {
        #expect(tokens("WH-1000XM5") == ["wh", "1000", "xm", "5", "1000xm5", "wh1000xm5"])
        for one in ["WH-1000XM5", "wh1000 xm5", "WH1000XM5", "wh 1000xm5", "WH/1000-XM5"] {
            for other in ["Sony WH-1000XM5 black", "Sony WH1000XM5", "sony wh 1000 xm5"] { #expect(has(other, one)) }
            #expect(!has("Sony WH-1000XM4", one))
        }
    }

    @Test func `words that are written apart are found where they are one`() {
        #expect(has("wireless headphones", "head phones"))
        #expect(!has("head of a phone box", "headphones"))
    }

    @Test func `Chinese is found by its characters and pairs of them`() {
        #expect(tokens("蓝牙耳机") == ["蓝", "牙", "耳", "机", "蓝牙", "牙耳", "耳机"])
        #expect(has("无线蓝牙耳机", "无线耳机"))
        #expect(has("索尼WH-1000XM5无线耳机", "wh1000xm5 耳机"))
        #expect(!has("机器的耳朵", "耳机"))
        #expect(tokens("ガス ｶﾞｽ").prefix(2) == ["ガ", "ス"])
        #expect(tokens("한국").prefix(2) == ["한", "국"])
    }

    @Test func `signs and emoji are no words, and no syntax`() {
        #expect(tokens("\"; DROP -- * ^ NEAR(") == ["drop", "near"])
        #expect(tokens("🎧 — ¿?").isEmpty)
        #expect(SearchQuery("…").isEmpty)
        #expect(tokens("a\u{0}b") == ["a", "b"])
    }

    @Test func `a long text is bounded`() {
        let long = String(repeating: "x1-", count: 100_000)
        #expect(SearchQuery(long).tokens.count <= 128)
        #expect(SearchTokens(long).all.allSatisfy { $0.count <= 32 })
        #expect(SearchQuery((0..<1000).map { "w\($0)" }.joined(separator: " ")).words.count <= 48)
    }

    @Test func `a product is found by its title in all languages, its brand, category, attributes and id`() {
        let product = Product(
            id: "mug-01", title: LocalizedText(["en": "Blue mugs", "zh": "杯"]), category: Category(path: ["Kitchen"]),
            brand: "Kesselby",
            attributes: ["volume": .number(350), "dishwasher safe": .flag(true), "cheap": .flag(false)])
        for token in ["blue", "mug", "杯", "kitchen", "kesselby", "350", "dishwasher", "01", "mug01"] {
            #expect(product.searchTokens.contains(token))
        }
        #expect(!product.searchTokens.contains("cheap"))
        #expect(Set(product.searchTokens).count == product.searchTokens.count)
    }

    @Test(arguments: [
        "Sony WH-1000XM5 black, 2× boxes & dishes", "AB1-CD2/EF3 classes'", "Crème Straße 無線 ガス 한국 ｶﾞｽ é1é",
        "蓝牙耳机2代 5.1.2 a--b -x- 3.5mm", String(repeating: "abc1-", count: 40), "a\u{0}b 🎧 ²³ Ⅷ", "is ss us ties boxes s",
    ])
    func `the tokens of a product are those of its texts, each once`(_ text: String) {
        var known = Set<String>()
        let expected = (tokens(text) + tokens("id-7")).filter { known.insert($0).inserted }
        #expect(Product(id: "id-7", title: LocalizedText(text)).searchTokens == expected)
    }

    @Test func `a product has 256 tokens at most, and each once however many texts have it`() {
        let words = (0..<1000).map { "w\($0)" }.joined(separator: " ")
        let product = Product(id: "x", title: LocalizedText(["de": words, "en": words]), brand: "Kesselby")
        #expect(product.searchTokens.count == 256)
        #expect(Set(product.searchTokens).count == 256)
    }
}
