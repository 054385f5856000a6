import FewShotNetworks
import FewShotTensors
import ShopGuide
import Testing

@Suite struct `Encoders of columns` {
    private let encoder: ColumnEncoder
    private let products = `Profiles of catalogues`.products()

    init() {
        var generator = SeededGenerator(seed: 3)
        encoder = ColumnEncoder(.profiled(), using: &generator)
    }

    private func embedding(_ product: Product, _ profile: CatalogueProfile, vector: [Float]? = nil) throws -> [Float] {
        let row = ProductFeatures(encoder.parts, profile).row(
            of: product, vectors: vector.map { [Product.vectorColumn: $0] } ?? [:])
        #expect(row.count == encoder.parts.width)
        return try encoder(Tensor(row, shape: [1, row.count])).values(as: Float.self)
    }

    private func length(_ numbers: [Float]) -> Float { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    @Test func `give each product nearly the same length, and nothing no length`() throws {
        let profile = CatalogueProfile(of: products)
        let whole = try embedding(products[0], profile)
        let untitled = try embedding(Product(id: "x", brand: "Kesselby"), profile)
        #expect(abs(length(whole) - length(untitled)) < 0.2 * length(whole))
        #expect(try embedding(Product(id: "x"), profile).allSatisfy { $0 == 0 })
        #expect(
            try embedding(Product(id: "x", attributes: ["unheard-of": .text("of")]), profile).allSatisfy { $0 == 0 })
    }

    @Test func `see links, codes and what is the same for all as if they weren't there`() throws {
        let profile = CatalogueProfile(of: products)
        var other = products[0]
        other.attributes["link"] = .text("https://shop.example/another")
        other.attributes["gtin"] = .text("4999999999")
        other.attributes["condition"] = nil
        #expect(try embedding(other, profile) == embedding(products[0], profile))
    }

    @Test func `leave out a column whose factor is 0`() throws {
        var profile = CatalogueProfile(of: products)
        var other = products[0]
        other.brand = "Ostrellin"
        #expect(try embedding(other, profile) != embedding(products[0], profile))
        #expect(profile.set(0, of: "brand") && !profile.set(0, of: "nothing"))
        #expect(try embedding(other, profile) == embedding(products[0], profile))
        let weights = try encoder.weights(of: profile)
        #expect(weights[try #require(profile.columns.firstIndex { $0.name == "brand" })] == 0)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-6)
    }

    @Test func `embed titles without tensors as with them`() throws {
        let profile = CatalogueProfile(of: products)
        let embedder = try #require(try encoder.titleEmbedder(in: profile))
        for title in ["Mug number 3", "A wool scarf", "杯子 330毫升", ""] {
            let tokens = NGrams.tokens(of: [title], among: ProductParts.tokens, limit: encoder.parts.title ?? 0)
            let expected = try embedding(Product(id: "x", title: LocalizedText(title)), profile)
            for (value, other) in zip(embedder.embedding(of: tokens.map { Int($0) }), expected) {
                #expect(abs(value - other) < 1e-4)
            }
        }
    }

    @Test func `read vectors of any width, by their direction`() throws {
        let profile = CatalogueProfile(of: products) { [Float($0.id.count), 1, -2] }
        let bare = Product(id: "x")
        let one = try embedding(bare, profile, vector: [1, 2, 3])
        #expect(length(one) > 1)
        let same = try embedding(bare, profile, vector: [10, 20, 30])
        #expect(zip(one, same).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(try embedding(bare, profile, vector: [0, 0, 0]).allSatisfy { $0 == 0 })
    }
}
