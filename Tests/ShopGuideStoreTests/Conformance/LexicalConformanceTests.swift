import ShopGuide
import ShopGuideFeeds
import ShopGuideStore
import Testing

/// The index of words of any store.
@Suite struct LexicalConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static let products = [
        Product(id: "a", title: LocalizedText("Sony WH-1000XM5 headphones"), brand: "Sony"),
        Product(id: "b", title: LocalizedText("Sony WH-1000XM4 headphones"), brand: "Sony"),
        Product(id: "c", title: LocalizedText("Sony television")),
        Product(id: "d", title: LocalizedText(["en": "Blue mug", "zh": "蓝色马克杯"]), category: Category("kitchen")),
        Product(id: "e"),
    ]

    private func found(_ text: String, in store: any Store, limit: Int = 10) throws -> [String] {
        let query = SearchQuery(text)
        return try store.lexicalMatches(LexicalQuery(tokens: query.tokens, parts: query.parts), limit: limit).matches
            .map(\.id)
    }

    private func filled(_ kind: StoreKind) throws -> any Store {
        let store = try kind.store(shop)
        try store.write { writer in for product in Self.products { try writer.save(product) } }
        return store
    }

    @Test(arguments: StoreKind.all)
    func `products with more and rarer words come first, of equals the older`(_ kind: StoreKind) throws {
        let store = try filled(kind)
        #expect(try found("wh1000 xm5", in: store) == ["a", "b"])
        #expect(try found("sony", in: store) == ["a", "b", "c"])
        #expect(try found("sony", in: store, limit: 2) == ["a", "b"])
        #expect(try found("sony televisions", in: store).first == "c")
        #expect(try found("马克杯", in: store) == ["d"])
        #expect(try found("kitchen", in: store) == ["d"])
        #expect(try found("d", in: store) == ["d"])
    }

    @Test(arguments: StoreKind.all)
    func `tokens that no product has are named`(_ kind: StoreKind) throws {
        let store = try filled(kind)
        let matches = try store.lexicalMatches(
            LexicalQuery(tokens: ["mug", "teapot"], parts: ["mug", "teapot"]), limit: 5)
        #expect(matches.matches.map(\.id) == ["d"])
        #expect(matches.absent == ["teapot"])
        #expect(matches.matches.allSatisfy { $0.score > 0 })
        #expect(
            try store.lexicalMatches(LexicalQuery(tokens: [], parts: []), limit: 5) == LexicalMatches([], absent: []))
    }

    @Test(arguments: StoreKind.all)
    func `nothing in a token is syntax`(_ kind: StoreKind) throws {
        let store = try filled(kind)
        for token in [
            "\"", "mug\" OR \"sony", "mug*", "tokens:mug", "NEAR(mug sony)", "blue mug", "^blue", "", " ", "'", "\u{0}",
        ] {
            let matches = try store.lexicalMatches(LexicalQuery(tokens: [token], parts: [token]), limit: 5)
            #expect(matches == LexicalMatches([], absent: [token]))
        }
    }

    @Test(arguments: StoreKind.all)
    func `a product that changes or goes is found by what it is now`(_ kind: StoreKind) throws {
        let store = try filled(kind)
        try store.write { writer in
            try writer.save(Product(id: "c", title: LocalizedText("Philips radio")))
            try writer.save(Product(id: "d", title: LocalizedText("Blue mug"), price: Price("3", currency: "EUR")))
            try writer.removeProduct("a")
        }
        #expect(try found("television", in: store) == [])
        #expect(try found("radio", in: store) == ["c"])
        #expect(try found("blue mug", in: store) == ["d"])
        #expect(try found("杯", in: store) == [])
        #expect(try found("kitchen", in: store) == [])
        #expect(try found("sony", in: store) == ["b"])
        #expect(try found("headphones", in: store) == ["b"])
        // What failed was never there.
        let errors = try store.write(each: [
            { writer in
                try writer.save(Product(id: "f", title: LocalizedText("toaster")))
                throw RowProblem("it fails")
            },
            { writer in try writer.save(Product(id: "g", title: LocalizedText("kettle"))) },
        ])
        #expect(errors.map { $0 == nil } == [false, true])
        #expect(try found("toaster", in: store) == [])
        #expect(try found("kettle", in: store) == ["g"])
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `what has every word is found among many that have one`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            for number in 0..<5000 {
                try writer.save(
                    Product(id: "r\(number)", title: LocalizedText(number % 2 == 0 ? "red lamp" : "green mug")))
            }
            try writer.save(Product(id: "wanted", title: LocalizedText("red mug")))
        }
        #expect(try found("mug red", in: store, limit: 1) == ["wanted"])
    }

    @Test(arguments: StoreKind.all)
    func `imported products are found`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try shop.take(.products, "id,title\nx,Red kettle\ny,Green kettle\n", into: store)
        #expect(try found("green kettles", in: store) == ["y", "x"])
    }
}
