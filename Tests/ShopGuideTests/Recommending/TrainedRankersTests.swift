import ShopGuide
import Testing

struct TrainedRankersTests {
    @Test func `learners of the shop itself take some shoppers whole where there are too many events`() {
        let histories = (0..<8).map { shopper in
            var history = ShopperHistory(market: shopper)
            history.events = (0..<3).map { ShopperHistory.Event(product: $0, kind: .view) }
            return history
        }
        #expect(FittedRankers.thinned(histories, to: 24).count == 8)
        let kept = FittedRankers.thinned(histories, to: 7)
        #expect(kept.map(\.market) == [0, 4])
        #expect(kept.allSatisfy { $0.events.count == 3 })
    }
}
