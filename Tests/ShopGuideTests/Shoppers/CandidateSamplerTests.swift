import FewShotTensors
import ShopGuide
import Testing

/// Products that compete with the right one.
@Suite struct CandidateSamplerTests {
    private let interactions = MarketInteractions(
        markets: ["de"], products: 400,
        histories: [
            ShopperHistory(events: [3, 5, 7].map { .init(product: $0, kind: .view) }, market: 0),
            ShopperHistory(events: (0..<60).map { .init(product: $0, kind: .view) }, market: 0),
        ], offers: [Array(0..<400)])

    @Test func `half of them are such as somebody had, where these are preferred`() {
        let taken = interactions.taken(in: interactions.histories)
        #expect(taken == [Array(0..<60)])
        let sampler = CandidateSampler(interactions, preferring: taken)
        var generator = SeededGenerator(seed: 1)
        var others = 0
        for _ in 0..<50 {
            let drawn = sampler(20, for: 0, using: &generator)
            #expect(drawn.count == 20 && Set(drawn).count == 20)
            #expect(Set(drawn).isDisjoint(with: [3, 5, 7]))
            #expect(drawn.prefix(10).allSatisfy { $0 < 60 })
            others += drawn.count { $0 >= 60 }
        }
        // Of the other half, 340 of 400 are ones that nobody had.
        #expect(abs(Double(others) / 500 - 0.87) < 0.05)
        // There are no more.
        #expect(sampler(1000, for: 0, using: &generator).count == 397)
    }

    @Test func `of one who had everything that is preferred, all are from what is on offer`() {
        let sampler = CandidateSampler(interactions, preferring: [[3, 5, 7]])
        var generator = SeededGenerator(seed: 2)
        let drawn = sampler(20, for: 0, using: &generator)
        #expect(Set(drawn).count == 20 && Set(drawn).isDisjoint(with: [3, 5, 7]))
    }

    @Test func `without times, events keep their order`() {
        let times: [Int64] = [30, 10, 20]
        let dated = MarketInteractions(
            markets: ["de"], products: 3,
            histories: [
                ShopperHistory(
                    events: times.indices.map {
                        .init(product: $0, kind: .view, time: Timestamp(milliseconds: times[$0]))
                    }, market: 0)
            ])
        let events = dated.withoutTimes.histories[0].events
        #expect(events.map(\.product) == [1, 2, 0] && events.allSatisfy { $0.time == nil })
    }
}
