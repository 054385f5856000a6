import FewShotTensors
import ShopGuide
import Testing

/// The demand for products, and their order by it.
@Suite struct DemandTests {
    @Test func `the most wanted are those that sorting would give, whatever comes and goes`() {
        var generator = SeededGenerator(seed: 1)
        var (ranking, demand) = (PopularityRanking(), [Float](repeating: 0, count: 3_000))
        func change(_ slot: Int, to weight: Float) {
            let old = demand[slot]
            demand[slot] = weight
            ranking.update(slot, from: old, in: demand)
        }
        func check() {
            let sorted = demand.indices.filter { demand[$0] > 0 }.sorted { (demand[$1], $0) < (demand[$0], $1) }
            #expect(ranking.entries.map { Int($0.slot) } == Array(sorted.prefix(ranking.entries.count)))
            #expect(ranking.entries.count == sorted.count || !ranking.isComplete)
            #expect(ranking.entries.count >= min(sorted.count, PopularityRanking.maximum / 4))
        }
        for slot in demand.indices { change(slot, to: Float(generator.integer(below: 50))) }
        check()
        #expect(!ranking.isComplete && ranking.entries.count <= PopularityRanking.maximum)
        for _ in 0..<3_000 { change(generator.integer(below: 3_000), to: Float(generator.integer(below: 60))) }
        check()
        // So much goes that the leading ones have to be found anew.
        for slot in demand.indices where slot % 20 != 0 { change(slot, to: 0) }
        check()
        for slot in demand.indices { change(slot, to: 0) }
        #expect(ranking.entries.isEmpty)
    }

    @Test func `events count by their weight, in their market and in all together`() {
        func event(_ product: Int32, _ kind: Interaction.Kind, _ market: Int16) -> InteractionLog.Event {
            InteractionLog.Event(product: product, market: market, kind: kind)
        }
        var demand = DemandTable()
        demand.add(event(4, .purchase, 2))
        demand.add(event(4, .view, 1))
        demand.add(event(7, .view, 2))
        // That something isn't wanted doesn't lower what others want.
        demand.add(event(7, .dismiss, 2))
        #expect(demand[2][4] == 3 && demand[1][4] == 1 && demand.pooled[4] == 4 && demand[2][7] == 1)
        #expect(demand[2].total == 4 && demand.pooled.total == 5)
        #expect(demand[2].ranking.entries.map(\.slot) == [4, 7])
        #expect(demand[9].total == 0 && demand[9][4] == 0 && demand[2][1000] == 0)
        demand.remove(event(4, .purchase, 2))
        #expect(demand[2].ranking.entries.map(\.slot) == [7] && demand.pooled.total == 2)
    }

    @Test func `a market that says little is helped by the others`() throws {
        var index = RecommendationIndex(modelDigest: "", dimensions: 2)
        for id in ["a", "b", "c"] { index.insert(Product(id: id), at: [1, 0]) }
        for number in 0..<30 {
            index.add(Interaction(shopper: "f\(number)", product: "b", kind: .purchase, market: "FR"))
        }
        var request = RecommendationRequest()
        (request.market, request.learner) = ("FR", "popular")
        #expect(try index.recommend(request, now: SmallShop.now).items.first?.product.id == "b")
        index.insert(Shopper(id: "d", market: "DE"))
        request.market = "DE"
        #expect(try index.recommend(request, now: SmallShop.now).items.first?.product.id == "b")
        // Its own word counts more.
        for number in 0..<30 {
            index.add(Interaction(shopper: "d\(number)", product: "c", kind: .purchase, market: "DE"))
        }
        #expect(try index.recommend(request, now: SmallShop.now).items.first?.product.id == "c")
    }
}
