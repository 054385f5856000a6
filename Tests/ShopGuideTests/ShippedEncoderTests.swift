import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import Testing

@Suite struct `The shipped encoder of products` {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/products")
    /// The golden numbers were worked out by hand-written loops from the bytes of the file.
    private static let tolerance = Float(1e-4)

    private func embedding(_ change: (inout [Float], ProductParts) -> Void) throws -> [Float] {
        let loaded = try ModelFolder(Self.folder, registry: .shop).load()
        let parts = try #require(loaded.description.architecture.parts)
        #expect(parts == ProductParts(image: [1, 28, 28], title: 384, attributes: 16))
        let learner = try #require(loaded.learner as? any EmbeddingLearner)
        var row = [Float](repeating: 0, count: parts.width)
        change(&row, parts)
        return try learner.embeddings(of: Tensor(row, shape: [1, row.count])).values(as: Float.self)
    }

    private func agrees(_ embedding: [Float], _ golden: [Int: Float]) -> Bool {
        golden.allSatisfy { abs(embedding[$0.key] - $0.value) < Self.tolerance }
    }

    @Test func `embeds title and attributes as it always has`() throws {
        let embedding = try embedding { row, _ in
            row.replaceSubrange(784..<787, with: [5, 77, 4096])
            row.replaceSubrange(1168..<1170, with: [3, 100])
            row.replaceSubrange(1184..<1186, with: [1, 0.5])
        }
        #expect(embedding.count == 64 + 512 + 32)
        #expect(embedding[0..<64].allSatisfy { $0 == 0 })
        #expect(embedding[64..<576].count { $0 != 0 } == 3)
        let golden: [Int: Float] = [
            139: 1.700132, 260: 1.700132, 540: -1.700132, 576: -0.291326, 577: -0.411416, 590: 0.240179, 607: -0.518772,
        ]
        #expect(agrees(embedding, golden))
    }

    @Test func `embeds a picture as it always has`() throws {
        let embedding = try embedding { row, _ in
            for pixel in 0..<784 { row[pixel] = Float(pixel % 7) / 6 }
        }
        #expect(agrees(embedding, [3: 0.037934, 4: 0.255562, 6: 0.281781, 8: 0.080728, 12: 1.508025]))
        #expect(embedding[64...].allSatisfy { $0 == 0 })
    }

    @Test func `is described in the same words when it is saved again`() throws {
        let json = try Data(contentsOf: Self.folder.appending(path: "model.json"))
        let description = try JSONDecoder().decode(ModelDescription.self, from: json)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        #expect(try encoder.encode(description) == json)
    }
}
