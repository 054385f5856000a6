import FewShotTensors
import ShopGuide
import ShopGuideEngine
import Testing

/// Why something is recommended, in numbers that can be checked.
@Suite struct ReasonTests {
    private let shop = SmallShop()

    private func explained(_ seen: [RecommendationRequest.Seen]) throws -> Recommendations {
        var request = RecommendationRequest(seen: seen)
        request.explain = true
        request.market = "DE"
        return try shop.recommend(request)
    }

    @Test func `parts add up to the score`() throws {
        let answer = try explained([
            .init("p3-0"), .init("p3-5", .like), .init("p7-1", .dismiss), .init("p5-2", .purchase),
        ])
        for item in answer.items {
            let reason = try #require(item.reason)
            let sum = reason.events.reduce(reason.base) { $0 + $1.contribution }
            #expect(abs(sum - item.score) < 1e-4)
            #expect(reason.events.count == 4)
        }
    }

    @Test func `effects are those of asking again without the event`() throws {
        let seen: [RecommendationRequest.Seen] = [.init("p3-0"), .init("p3-5", .like), .init("p5-2", .cart)]
        let answer = try explained(seen)
        for left in seen.indices {
            var fewer = seen
            fewer.remove(at: left)
            var request = RecommendationRequest(seen: fewer)
            request.market = "DE"
            request.limit = 1000
            let scores = Dictionary(
                uniqueKeysWithValues: try shop.recommend(request).items.map { ($0.product.id, $0.score) })
            for item in answer.items {
                guard let without = scores[item.product.id] else { continue }
                let event = try #require(item.reason?.events.first { $0.product == seen[left].product })
                #expect(abs(event.effect - (item.score - without)) < 1e-5)
            }
        }
    }

    @Test func `a shopper without events is told that it is the market`() throws {
        let answer = try explained([])
        #expect(answer.items.allSatisfy { $0.reason?.events.isEmpty == true && $0.reason?.base == $0.score })
    }
}
