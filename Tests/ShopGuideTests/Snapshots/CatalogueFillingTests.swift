import FewShotTensors
import ShopGuide
import Testing

/// Catalogues that are filled with many products at once.
@Suite struct CatalogueFillingTests {
    private func point(_ number: Int, _ generator: inout SeededGenerator) -> [Float] {
        (0..<LargeShop.dimensions).map { place in
            (place == number % 30 ? 2 : 0) + Float(generator.uniform(in: -0.5...0.5))
        }
    }

    @Test func `what is filled at once finds what is inserted one by one finds`() throws {
        var generator = SeededGenerator(seed: 6)
        var catalogue = ProductCatalogue(modelDigest: "model", dimensions: LargeShop.dimensions)
        var single = RecommendationIndex(modelDigest: "model", dimensions: LargeShop.dimensions)
        for number in 0..<6_000 {
            let point = point(number, &generator)
            try catalogue.add(LargeShop.product(number), point)
            single.insert(LargeShop.product(number), at: point)
        }
        catalogue.prepareSearches(lanes: 2)
        let filled = RecommendationIndex(catalogue)
        var (found, all) = (0, 0)
        for number in stride(from: 0, to: 6_000, by: 151) {
            func ids(_ index: RecommendationIndex, exactly isExact: Bool) throws -> Set<String> {
                var request = RecommendationRequest()
                request.seen = [RecommendationRequest.Seen("p\(number)")]
                return Set(try index.recommend(request, exactly: isExact, now: LargeShop.now).items.map(\.product.id))
            }
            let exact = try ids(single, exactly: true)
            found += exact.intersection(try ids(filled, exactly: false)).count
            all += exact.count
        }
        #expect(Double(found) >= 0.98 * Double(all), "\(found) of \(all)")
    }

    @Test func `a product without an embedding is there, and gets one later`() throws {
        var generator = SeededGenerator(seed: 7)
        var catalogue = ProductCatalogue(modelDigest: "model", dimensions: LargeShop.dimensions)
        for number in 0..<50 { try catalogue.add(LargeShop.product(number), point(number, &generator)) }
        try catalogue.add(Product(id: "late"), [])
        catalogue.prepareSearches(lanes: 1)
        var index = RecommendationIndex(catalogue)
        #expect(index.count == 51 && index.awaitsEmbedding(Product(id: "late")))
        index.insert(Product(id: "late"), at: point(3, &generator))
        #expect(!index.awaitsEmbedding(Product(id: "late")))
        #expect(try index.similar(to: "late", RecommendationRequest(), now: LargeShop.now).count > 0)
    }

    @Test func `an embedding of another width is refused`() {
        var catalogue = ProductCatalogue(modelDigest: "model", dimensions: 4)
        #expect(throws: StaleEmbedding.self) { try catalogue.add(Product(id: "a"), [1, 2]) }
        #expect(catalogue.count == 0)
    }
}
