import Foundation
import ShopGuide
import ShopGuideStore
import Synchronization
import Testing

import ShopGuideApplication

/// The end of the activations, after which nothing is saved any more.
private final class End: Sendable {
    let isReached = Atomic(false)
}

/// Models of different widths that are activated while the shop changes.
@Suite struct ModelActivationTests {
    private let temporary: TemporaryShop
    private let shop: Shop

    init() throws {
        temporary = try TemporaryShop()
        shop = try temporary.open()
    }

    /// How often models are activated and rolled back; `SHOPGUIDE_ACTIVATIONS` asks for more.
    private static let activations = ProcessInfo.processInfo.environment["SHOPGUIDE_ACTIVATIONS"].flatMap(Int.init) ?? 8

    private static func product(_ client: Int, _ number: Int) -> Product {
        Product(id: "new-\(client)-\(number % 4)", title: LocalizedText("Mug \(number) of client \(client)"))
    }

    /// The cosine of two embeddings.
    private func cosine(_ one: [Float], _ other: [Float]) -> Float {
        func length(_ vector: [Float]) -> Float { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let product = zip(one, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        return product / max(length(one) * length(other), .leastNormalMagnitude)
    }

    /// Expects that every embedding in memory and in the store is the one that the active model makes of the product.
    private func expectFreshEmbeddings() throws {
        let active = shop.active.withLock { $0 }
        let recommender = try shop.builtRecommender()
        #expect(recommender.model.digest == active.model.digest)
        let sample = recommender.sample(10_000)
        #expect(sample.count == recommender.count)
        let fresh = try active.embeddings.embed(sample.map(\.product))
        for (entry, embedding) in zip(sample, fresh) {
            let id = entry.product.id
            #expect(cosine(entry.embedding, embedding.embedding) > 0.999, "\(id) is stale in memory")
            let stored = try #require(try active.embeddings.stored(of: entry.product))
            #expect(cosine(stored, embedding.embedding) > 0.999, "\(id) is stale in the store")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `products that are saved meanwhile are encoded by the active model`() async throws {
        let (shop, end) = (shop, End())
        try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<4 {
                group.addTask {
                    var number = 0
                    while number < 4 || !end.isReached.load(ordering: .relaxed) {
                        _ = try await shop.save([Self.product(client, number)])
                        number += 1
                        // Two threads serve all; whoever activates gets its turn.
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    return number
                }
            }
            group.addTask {
                defer { end.isReached.store(true, ordering: .relaxed) }
                for turn in 0..<Self.activations {
                    if turn % 2 == 0 { try await shop.activate("titles") } else { try await shop.rollBack() }
                }
                try await shop.activate("titles")
                try await shop.activate("products")
                return 0
            }
            let saved = try await group.reduce(0, +)
            #expect(saved >= 16)
        }
        #expect(shop.activeModel == "products")
        try expectFreshEmbeddings()
        try await shop.rollBack()
        #expect(shop.activeModel == "titles")
        try expectFreshEmbeddings()
        #expect(try await shop.contents().products == 24 + 16)
    }

    @Test(.timeLimit(.minutes(2)))
    func `examples that are taught meanwhile are of the active model`() async throws {
        let shop = shop
        func example(_ number: Int) -> ClassificationInput {
            var input = ClassificationInput(field: "examples[0]")
            input.product = "mug-0\(number + 1)"
            return input
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<6 { try await shop.teach("mugs \(number)", [example(number)], replacing: true) }
            }
            group.addTask {
                for turn in 0..<4 { try await shop.activate(TemporaryShop.models[(turn + 1) % 2]) }
            }
            try await group.waitForAll()
        }
        // Taught from products alone, they stay active whatever model is.
        #expect(shop.categories.count == 6 && shop.inactiveCategories.isEmpty)
        var input = ClassificationInput()
        input.product = "mug-01"
        let result = try await shop.classify([input])[0].result
        #expect(result.answers.first?.category == "mugs 0")
    }
}
