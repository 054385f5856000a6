import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// The catalogue of any store.
@Suite struct CatalogConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static let mug = Product(
        id: "mug", title: LocalizedText(["en": "Mug", "": "杯"]), category: Category(path: ["kitchen", "mugs"]),
        brand: "Kesselby", price: Price("12.5", currency: "EUR"), attributes: ["colour": .text("blue")],
        image: "mug.jpg", markets: ["FR", "DE"], availability: .inStock)

    @Test(arguments: StoreKind.all)
    func `a product comes back as it was saved, and as it was saved last`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        #expect(try store.write { try $0.save(Self.mug) })
        #expect(try store.product("mug") == Self.mug)
        #expect(try !store.write { try $0.save(Self.mug) })
        var changed = Self.mug
        changed.markets = ["DE"]
        #expect(try !store.write { try $0.save(changed) })
        #expect(try store.product("mug") == changed)
        #expect(try !store.write { try $0.save(Product(id: "mug")) })
        #expect(try store.product("mug") == Product(id: "mug"))
        #expect(try store.contents().products == 1)
    }

    @Test(arguments: StoreKind.all)
    func `products and embeddings that are asked for together come by their ids, as they are written`(
        _ kind: StoreKind
    ) throws {
        let store = try kind.store(shop)
        let ids = ["é", "e\u{301}", "a, \"b\" {c}", "mug"]
        let embedding = ModelEmbedding(fingerprint: 7, values: [1, 2])
        try store.write { writer in
            for id in ids { try writer.save(Product(id: id, brand: "of \(id.utf8.count)")) }
            try writer.save(embedding, of: "é", model: "m")
            try writer.save(embedding, of: "mug", model: "n")
        }
        let found = try store.products(["mug", "none"] + ids.prefix(3) + ["mug"])
        #expect(Set(found.keys) == Set(ids.map { ExactID($0) }))
        for id in ids { #expect(found[ExactID(id)]?.brand == "of \(id.utf8.count)") }
        #expect(try store.modelEmbeddings(of: ids + ["none"], model: "m") == [ExactID("é"): embedding])
        #expect(try store.products([]).isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `pages hold everything once, in the order in which it came`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let ids = (0..<25).map { "p\(($0 * 7) % 25)" }
        try store.write { writer in for id in ids { try writer.save(Product(id: id)) } }
        var (found, cursor, sizes) = ([String](), Int64?.none, [Int]())
        repeat {
            let page = try store.products(CatalogueFilter(), after: cursor, limit: 10)
            found += page.items.map(\.id)
            sizes.append(page.items.count)
            cursor = page.next
        } while cursor != nil
        #expect(found == ids)
        #expect(sizes == [10, 10, 5])
    }

    @Test(arguments: StoreKind.all)
    func `products are found by category, market and words`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            try writer.save(Self.mug)
            try writer.save(Product(id: "tea", title: LocalizedText("100 % tea"), category: Category("kitchen")))
            try writer.save(Product(id: "pot", category: Category("kitchenware"), brand: "Kesselby", markets: ["D"]))
        }
        func ids(_ change: (inout CatalogueFilter) -> Void) throws -> [String] {
            var filter = CatalogueFilter()
            change(&filter)
            return try store.products(filter, after: nil, limit: 10).items.map(\.id)
        }
        #expect(try ids { $0.category = Category("kitchen") } == ["mug", "tea"])
        #expect(try ids { $0.market = "DE" } == ["mug", "tea"])
        #expect(try ids { $0.market = "US" } == ["tea"])
        #expect(try ids { $0.words = ["kesselby"] } == ["mug", "pot"])
        #expect(try ids { $0.words = ["%"] } == ["tea"])
        #expect(try ids { filter in (filter.market, filter.words) = ("FR", ["mug", "杯"]) } == ["mug"])
        var all: [String] = []
        try store.forEachProduct(in: Category("kitchen")) { all.append($0.id) }
        #expect(all == ["mug", "tea"])
    }

    @Test(arguments: StoreKind.all)
    func `markets are counted by product, shopper and interaction`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            try writer.save(Self.mug)
            try writer.save(Product(id: "pot", markets: ["DE", "DE"]))
            try writer.save(Market(id: "JP")!)
            try writer.save(Shopper(id: "s", market: "FR"))
            try writer.save(Interaction(id: "e", shopper: "s", product: "mug", kind: .view, market: "DE"))
        }
        #expect(try store.markets().map(\.id) == ["DE", "FR", "JP"])
        let contents = try store.marketContents()
        #expect(contents.map(\.id) == ["DE", "FR", "JP"])
        #expect(contents.map(\.products) == [2, 1, 0])
        #expect(contents.map(\.shoppers) == [0, 1, 0])
        #expect(contents.map(\.interactions) == [1, 0, 0])
    }

    @Test(arguments: StoreKind.all)
    func `embeddings belong to their product, and go with it`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let embedding = ModelEmbedding(fingerprint: -7, values: [0.5, -1])
        try store.write { writer in
            for id in ["a", "b"] { try writer.save(Product(id: id)) }
            try writer.save(embedding: [1, 2], named: "text", of: "a")
            try writer.save(embedding: [3, 4], named: "text", of: "b")
            try writer.save(embedding, of: "a", model: "m")
        }
        #expect(try store.embedding(named: "text", of: "b") == [3, 4])
        #expect(try store.embedding(named: "image", of: "b") == nil)
        #expect(try store.modelEmbedding(of: "a", model: "m") == embedding)
        #expect(try store.modelEmbedding(of: "a", model: "n") == nil)
        #expect(throws: RowProblem("no product \"c\" in the store")) {
            try store.write { try $0.save(embedding: [1, 2], named: "text", of: "c") }
        }
        let problem = #expect(throws: RowProblem.self) {
            try store.write { try $0.save(embedding: [1, 2, 3], named: "text", of: "b") }
        }
        #expect(problem?.reason == #"product "b": its embedding has 3 values; others called "text" have 2"#)
        #expect(try store.write { try $0.removeProduct("a") })
        #expect(try !store.write { try $0.removeProduct("a") })
        var left: [String] = []
        try store.forEachEmbedding(named: "text") { product, _ in left.append(product) }
        try store.forEachModelEmbedding(of: "m") { product, _ in left.append(product) }
        #expect(left == ["b"])
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `every product comes in order, with its embedding by a model where it has one`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let embedding = ModelEmbedding(fingerprint: 3, values: [0.5, -1])
        let products = [
            Product(
                id: "b", title: LocalizedText("Mug"), category: Category(path: ["kitchen"]), markets: ["FR", "DE"]),
            Product(id: "a"),
        ]
        try store.write { writer in
            for product in products { try writer.save(product) }
            try writer.save(embedding, of: "b", model: "m")
            try writer.save(ModelEmbedding(fingerprint: 4, values: [1]), of: "a", model: "n")
        }
        var (found, embeddings) = ([Product](), [ModelEmbedding?]())
        try store.forEachProduct(withEmbeddingOf: "m") {
            found.append($0)
            embeddings.append($1)
        }
        #expect(found == products && embeddings == [embedding, nil])
    }

    @Test(arguments: StoreKind.all)
    func `a model's embeddings are removed, and those of others stay`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let embedding = ModelEmbedding(fingerprint: 1, values: [0.5])
        try store.write { writer in
            for id in ["a", "b"] {
                try writer.save(Product(id: id))
                for model in ["m", "n"] { try writer.save(embedding, of: id, model: model) }
            }
        }
        try store.write { try $0.removeEmbeddings(ofModel: "m") }
        for id in ["a", "b"] {
            #expect(try store.modelEmbedding(of: id, model: "m") == nil)
            #expect(try store.modelEmbedding(of: id, model: "n") == embedding)
        }
    }
}
