import FewShotTensors
import Foundation
import ShopGuide
import Testing

@Suite struct `Signals of interactions` {
    private static let tolerance: Float = 1e-5

    private func event(_ product: Int, _ day: String? = nil) -> ShopperHistory.Event {
        ShopperHistory.Event(product: product, kind: .purchase, time: day.flatMap { Timestamp($0) })
    }

    private func history(_ market: Int, _ events: ShopperHistory.Event...) -> ShopperHistory {
        ShopperHistory(events: events, market: market)
    }

    @Test func `EASE of three products is what a hand gets`() throws {
        // XᵀX + I = [[3, 1, 0], [1, 2, 0], [0, 0, 2]]; its inverse is [[2, -1, 0], [-1, 3, 0], [0, 0, 2.5]] / 5.
        let ease = try EASE(baskets: [[0, 1], [0], [2]], products: 4, ridge: 1)
        #expect(abs(ease.weight(from: 1, to: 0) - 0.5) < Self.tolerance)
        #expect(abs(ease.weight(from: 0, to: 1) - 1 / 3) < Self.tolerance)
        #expect(ease.weight(from: 0, to: 2) == 0 && ease.weight(from: 3, to: 0) == 0)
    }

    /// Baskets of shoppers who like one group of products each, and others now and then.
    private func baskets(_ shoppers: Int, products: Int, groups: Int, each: Int) -> [[Int]] {
        var generator = SeededGenerator(seed: 3)
        return (0..<shoppers).map { _ in
            let group = Int.random(in: 0..<groups, using: &generator)
            var basket = Set<Int>()
            while basket.count < each {
                let isOwn = Double.random(in: 0..<1, using: &generator) < 0.8
                let product = Int.random(in: 0..<products / groups, using: &generator) * groups
                basket.insert(isOwn ? product + group : Int.random(in: 0..<products, using: &generator))
            }
            return basket.sorted()
        }
    }

    @Test func `a sparse EASE whose columns have all products is the exact one`() throws {
        let baskets = baskets(600, products: 30, groups: 3, each: 6)
        let exact = try EASE(baskets: baskets, products: 30, ridge: 20)
        let sparse = try EASE(baskets: baskets, products: 30, ridge: 20, limit: 5)
        for one in 0..<30 {
            for other in 0..<30 where one != other {
                let (expected, found) = (exact.weight(from: one, to: other), sparse.weight(from: one, to: other))
                #expect(abs(expected - found) < 1e-4, "\(one) to \(other): \(found), not \(expected)")
            }
        }
    }

    @Test func `a sparse EASE of short columns ranks much as the exact one does`() throws {
        let products = 600
        let baskets = baskets(3000, products: products, groups: 6, each: 8)
        let exact = try EASE(baskets: baskets, products: products, ridge: 50)
        let sparse = try EASE(baskets: baskets, products: products, ridge: 50, limit: 100)
        func top(_ ease: EASE, _ basket: [Int]) -> Set<Int> {
            let scores = (0..<products).map { candidate in
                basket.reduce(Float(0)) { $0 + ($1 == candidate ? 0 : ease.weight(from: $1, to: candidate)) }
            }
            return Set((0..<products).filter { !basket.contains($0) }.sorted { scores[$0] > scores[$1] }.prefix(10))
        }
        let shared = baskets.prefix(50).reduce(0) { $0 + top(exact, $1).intersection(top(sparse, $1)).count }
        // By chance 8 would be.
        #expect(shared > 350, "\(shared) of 500 shared")
    }

    @Test func `a large catalogue is scored as one by one`() throws {
        let products = 25_000
        var options = InteractionSignals.Options()
        (options.keepsEASE, options.easeLimit) = (true, 10)
        let histories = baskets(400, products: 60, groups: 3, each: 5).map { basket in
            ShopperHistory(events: basket.map { event($0 * 400) }, market: 0)
        }
        let signals = try InteractionSignals(histories, products: products, markets: 1, options: options)
        let space = try ItemSpace(signals, dimensions: 8)
        var generator = SeededGenerator(seed: 1)
        let learners: [any ShopperLearner] =
            NeighborLearner.Table.allCases.map { NeighborLearner(signals: signals, table: $0, popularity: 0.1) }
            + [
                try RelationRanker(using: &generator).learner(over: signals)
            ]
        let ranker = MAMLRanker(dimensions: 8, using: &generator)
        let maml = SpaceShopperLearner(signals: signals, space: space, ranker: ranker)
        for learner in learners + [maml] {
            let predictor = learner.adapted(to: histories[7])
            let whole = predictor.scores(of: Array(0..<products))
            let parts = (0..<5).flatMap { predictor.scores(of: Array($0 * 5000..<($0 + 1) * 5000)) }
            #expect(whole.count == products && Set(whole).count > 5)
            // Matrix products of other sizes round otherwise.
            let isExact = !(learner is SpaceShopperLearner<MAMLRanker>)
            #expect(isExact ? whole == parts : zip(whole, parts).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func `popularity fades, and a moment knows nothing of itself or later`() {
        var moments = ItemMoments()
        for day in [10.0, 3, 17] { moments.add(day: day) }
        moments.add(day: nil)
        #expect(moments.count == 4)
        let state = moments.state(before: 17)
        #expect(abs(state.lately[0] - (exp(-1) + exp(-2))) < 1e-12)
        #expect(state.sinceLast == 7 && state.sinceFirst == 14)
        #expect(moments.state(before: 3) == ItemMoments().state(before: 3))
    }

    @Test func `events count as if they had come in order`() {
        let days = [4.0, 9, 9, 1, 30, 12, 9.5, 1]
        let (ordered, shuffled) = (days.sorted(), days)
        func moments(_ days: [Double]) -> ItemMoments {
            days.reduce(into: ItemMoments()) { $0.add(day: $1) }
        }
        for day in [0.5, 1, 1.5, 9, 9.2, 12, 31, 400] {
            let state = moments(shuffled).state(before: day)
            #expect(state == moments(ordered).state(before: day))
            #expect(state == moments(ordered.filter { $0 < day }).state(before: day))
            #expect(state.sinceLast == ordered.last { $0 < day }.map { day - $0 })
            let week = ordered.filter { $0 < day }.reduce(0) { $0 + exp(($1 - day) / 7) }
            #expect(abs(state.lately[0] - week) < 1e-12)
        }
    }

    @Test func `pairs are counted once for each shopper, and those of a week apart`() throws {
        let signals = try InteractionSignals(
            [
                history(0, event(0, "2020-01-01"), event(1, "2020-01-05"), event(1, "2020-01-06")),
                history(1, event(0, "2020-01-01"), event(1, "2020-03-01"), event(2, "2020-03-01")),
            ], products: 3, markets: 2)
        let pooled = try #require(signals.pooled.pairs.entry(0, 1))
        #expect(pooled.together == 2 && pooled.near == 1)
        #expect(signals.markets[0].pairs.entry(0, 1)?.together == 1)
        #expect(signals.markets[0].pairs.entry(0, 2) == nil)
        #expect(signals.markets[1].pairs[1].map(\.neighbor) == [0, 2])
        #expect(signals.pooled.moments.map(\.count) == [2, 2, 1] && signals.pooled.variety == 3)
    }

    @Test func `events that come later count at once`() throws {
        var signals = try InteractionSignals([history(0, event(0, "2020-01-01"))], products: 2, markets: 1)
        signals.add(event(1, "2020-01-02"), market: 0)
        #expect(signals.markets[0].moments[1].count == 1 && signals.pooled.variety == 2)
        #expect(signals.latest == Timestamp("2020-01-02")?.days)
    }

    @Test func `right answers are scored by their rank, ties by all of their orders`() {
        #expect(RankingScore(firstOf: [3, 1, 2]).ndcg10 == 1)
        #expect(abs(RankingScore(firstOf: [2, 3, 1]).ndcg10 - 1 / log2(3)) < 1e-12)
        #expect(abs(RankingScore(firstOf: [1, 1]).ndcg10 - (1 + 1 / log2(3)) / 2) < 1e-12)
        #expect(RankingScore(firstOf: ArraySlice([0] + [Float](repeating: 1, count: 10))).hit10 == 0)
        #expect(abs(RankingScore(firstOf: ArraySlice([Float](repeating: 0, count: 20))).hit10 - 0.5) < 1e-12)
    }
}
