import FewShotLearning
import ShopGuide
import Testing

@Suite struct `Features of products` {
    @Test func `words count, not their case, width or spaces`() {
        #expect(NGrams.hashes(of: "Blue  MUG") == NGrams.hashes(of: "blue mug"))
        #expect(NGrams.hashes(of: "Ｍｕｇ") == NGrams.hashes(of: "mug"))
        #expect(NGrams.hashes(of: "mug") != NGrams.hashes(of: "gum"))
        #expect(NGrams.hashes(of: " \t\n").isEmpty)
        // " mug ": four of two characters, three of three, two of four.
        #expect(NGrams.hashes(of: "mug").count == 9)
    }

    @Test func `a Chinese character is a word by itself`() {
        let (mug, cup) = (Set(NGrams.hashes(of: "陶瓷马克杯")), Set(NGrams.hashes(of: "杯")))
        #expect(mug.intersection(cup).count == 2)  // the character, and at the end of a text
    }

    @Test func `tokens are each once, never 0, and as many as asked for`() {
        let tokens = NGrams.tokens(of: ["mug mug", "mug"], among: 1 << 16, limit: 40)
        #expect(tokens.count == 40)
        let present = tokens.filter { $0 != 0 }
        #expect(Set(present).count == present.count)
        #expect(NGrams.tokens(of: ["a long title of a product"], among: 1 << 16, limit: 5).allSatisfy { $0 > 0 })
    }

    @Test func `a row has each part where the layout says, and zeros where the product has none`() {
        let parts = ProductParts(image: [1, 16, 16], title: 8, attributes: 3, vector: 2)
        let features = ProductFeatures(parts)
        let empty = features.row(of: Product(id: "p"))
        #expect(empty == Array(repeating: 0, count: parts.width))
        let product = Product(
            id: "p", title: LocalizedText("mug"), brand: "Ora", price: Price("12.99", currency: "EUR"),
            attributes: ["colour": .text("Blue"), "weight": .number(330)])
        let row = features.row(
            of: product, image: Array(repeating: 0.5, count: 256), vectors: [Product.vectorColumn: [3, 4]])
        #expect(row[0..<256].allSatisfy { $0 == 0.5 })
        #expect(row[256..<264].allSatisfy { $0 > 0 })
        // Three of the four attributes fit: entries, then values.
        #expect(row[264..<267].allSatisfy { $0 > 0 })
        #expect(row[267] == 1 && row[268] > 0.5 && row[269] == 1)
        #expect(row[270...] == [3, 4])
    }

    @Test func `the category isn't among the features, for it is what is to be told`() {
        let features = ProductFeatures(ProductParts(title: 16, attributes: 4))
        let title = LocalizedText("mug")
        let known = Product(id: "p", title: title, category: Category("kitchen > mug"))
        #expect(features.row(of: known) == features.row(of: Product(id: "q", title: title)))
    }

    @Test func `TF-IDF finds the class of the words that few others have`() {
        let texts = ["red mug xk7", "red mug b22", "mug red xk7", "a red mug, b22"]
        let model = TFIDF(texts, countedIn: 0..<4)
        let plan = EpisodePlan(classes: [0, 1], support: [0, 1], query: [2, 3])
        #expect(model.accuracy(on: plan) == 1)
        #expect(model.accuracy(on: EpisodePlan(classes: [0, 1], support: [0, 1], query: [3, 2])) == 0)
    }

    @Test func `something of which less is known is compared by that alone`() throws {
        var index = CategoryIndex(dimensions: 4, calibration: Calibration(temperature: 1, rejection: 5))
        try index.teach("tea", TaughtCategory.Example(id: "a", embedding: [1, 0, 1, 0]))
        try index.teach("rice", TaughtCategory.Example(id: "b", embedding: [0, 1, 0, 1]))
        try index.teach("bare", TaughtCategory.Example(id: "c", embedding: [1, 0, 0, 0]))
        let seen = index.restricted(to: [2..<4], rule: .fixed(Calibration(temperature: 0.5, rejection: 2)))
        #expect(seen.categories.map(\.name) == ["tea", "rice"])  // the third has nothing there
        let root = Float(2).squareRoot()
        #expect(seen["tea"]?.prototype() == [0, 0, root, 0])
        #expect(seen.rule == .fixed(Calibration(temperature: 0.5, rejection: 2)))
        #expect(try seen.classify([0, 0, root, 0]).category == "tea")
    }
}
