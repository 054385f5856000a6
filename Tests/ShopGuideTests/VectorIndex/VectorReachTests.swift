import ShopGuide
import Testing

/// Vectors whose squares are beyond single precision, or nothing at all.
@Suite struct VectorReachTests {
    @Test(arguments: [1e30, 1e-30, 3e38, .leastNonzeroMagnitude * 8] as [Float])
    func `count by their direction alone`(scale: Float) throws {
        let vectors: [[Float]] = [[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0]]
        var index = ExactIndex(dimensions: 3)
        for (slot, vector) in vectors.enumerated() { try index.insert(vector.map { $0 * scale }, at: slot) }
        let found = try index.search([0.5 * scale, scale, 0], limit: 3, in: .everything) { _ in true }
        #expect(found.map(\.slot) == [2, 1, 0])
        #expect(found.allSatisfy { $0.similarity.isFinite && $0.similarity <= 1.001 })
        #expect(abs(found[0].similarity - 0.98387) < (scale < 1e-37 ? 0.1 : 1e-3))
        var quantized = EmbeddingTable(dimensions: 3)
        for vector in vectors { quantized.append(vector.map { $0 * scale }) }
        #expect(abs(quantized.cosine(0, 2) - 0.6) < (scale < 1e-37 ? 0.05 : 1e-3))
    }

    @Test func `within single precision stay as they are`() {
        for vector in [[3, 4], [1e-9, 0], [0, 0], [1e9, -1e9]] as [[Float]] { #expect(vector.withinReach == vector) }
        for vector in [[3e30, 4e30], [3e-30, 4e-30]] as [[Float]] {
            let unit = vector.withinReach
            #expect(abs(unit[0] - 0.6) < 1e-6 && abs(unit[1] - 0.8) < 1e-6)
        }
        #expect(([.infinity, 1] as [Float]).withinReach == [.infinity, 1])
    }

    @Test func `of zeros are similar to nothing, and come last`() throws {
        var index = RecommendationIndex(modelDigest: "m", dimensions: 2)
        let products: [(String, [Float])] = [
            ("nothing", [0, 0]), ("one", [1, 0]), ("opposite", [-1, 0]), ("two", [0.9, 0.1]),
        ]
        for (id, embedding) in products {
            try index.apply(.productSaved(EmbeddedProduct(Product(id: id), embedding, modelDigest: "m")))
        }
        let similar = try index.similar(to: "one", RecommendationRequest(), now: Timestamp(milliseconds: 0))
        #expect(similar.map(\.product.id) == ["two", "opposite", "nothing"])
        #expect(similar.allSatisfy { $0.score >= 0 && $0.score.isFinite })
        let ofNothing = try index.similar(to: "nothing", RecommendationRequest(), now: Timestamp(milliseconds: 0))
        #expect(ofNothing.allSatisfy { $0.score == 0 })
    }
}
