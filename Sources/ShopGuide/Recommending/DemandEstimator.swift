import Foundation

/// Estimates how much products are wanted in a market, where the average product has 1: by the market's own events, and where those say
/// little by the events of the markets in which a product is sold, each as if all its products were wanted alike.
struct DemandEstimator {
    private let own: MarketDemand
    private let pooled: MarketDemand
    private let excluded: MarketDemand
    /// The demand for the average product, by market.
    private let expected: [Float]
    private let ownExpected: Float
    /// The demand expected of products that are sold in the same markets.
    private var known: [(markets: UInt64, expected: Float)] = []
    private var last = (markets: UInt64.max, expected: Float(0))

    /// The weight of all markets' word, in events' weights that were expected of a product.
    private static let borrowedWeight: Float = 3

    /// Looks up what doesn't depend on the product.
    ///
    /// - Parameters:
    ///   - market: The market's number.
    ///   - excluded: A market, this or another, whose events don't count.
    ///   - index: The index that has products and demand.
    init(in market: Int16, without excluded: Int16? = nil, _ index: borrowing RecommendationIndex) {
        let demand = index.demand
        expected = index.products.soldCounts.enumerated().map { number, sold in
            Int16(number) == excluded ? 0 : demand[Int16(number)].total / Float(max(1, sold))
        }
        own = excluded == market ? MarketDemand() : demand[market]
        pooled = demand.pooled
        self.excluded = excluded.map { demand[$0] } ?? MarketDemand()
        ownExpected = expected[Int(market)]
    }

    /// Returns the estimate for a product that is sold in some markets.
    @inline(__always)
    mutating func callAsFunction(_ slot: Int, soldIn markets: UInt64) -> Float {
        if markets != last.markets || known.isEmpty {
            if let found = known.first(where: { $0.markets == markets }) {
                last = found
            } else {
                last = (markets, expected(ofProductsSoldIn: markets))
                if known.count < 16 { known.append(last) }
            }
        }
        guard last.expected > 0 else { return 0 }
        let borrowed = Self.borrowedWeight * (pooled[slot] - excluded[slot]) / last.expected
        return max(0, (own[slot] + borrowed) / (ownExpected + Self.borrowedWeight))
    }

    private func expected(ofProductsSoldIn markets: UInt64) -> Float {
        expected.indices.reduce(0) { sum, number in
            let isSold = number == 0 || markets == 0 || markets & FactCodes.bit(ofMarket: Int16(number)) != 0
            return isSold ? sum + expected[number] : sum
        }
    }

    /// Returns the popularity of a product with some demand: 0 where nobody wants it, 0.17 for the average product.
    static func popularity(of demand: Float) -> Float { 0.25 * log(1 + demand) }
}

extension RecommendationIndex {
    /// Returns those of some products with the highest demand in a market.
    func mostWanted(of slots: [Int], in market: Int16, _ limit: Int) -> [Int] {
        var (best, demand) = (TopK(limit), DemandEstimator(in: market, self))
        for slot in slots { best.offer(slot, demand(slot, soldIn: products.facts[slot].markets)) }
        return best.slots()
    }

    /// Returns products with the highest demand in a market, of those that lead there, elsewhere, or in all markets together; and whether
    /// those were enough.
    func leading(in market: Int16, _ limit: Int, _ filter: ProductFilter) -> (slots: [Int], isEnough: Bool) {
        var (best, estimate) = (TopK(limit), DemandEstimator(in: market, self))
        var known = SlotMap(capacity: (8 + demand.markets.count) * limit)
        var isComplete = true
        func add(_ ranking: PopularityRanking, _ share: Int) {
            for entry in ranking.entries.prefix(share) {
                let slot = Int(entry.slot)
                guard known.insert(slot).isNew else { continue }
                let wanted = estimate(slot, soldIn: products.facts[slot].markets)
                guard best.accepts(slot, wanted), filter.barrier(of: slot, in: products) == nil else { continue }
                best.offer(slot, wanted)
            }
            isComplete = isComplete && ranking.isComplete && ranking.entries.count <= share
        }
        add(demand[market].ranking, 4 * limit)
        add(demand.pooled.ranking, 4 * limit)
        // Shoppers of an unknown market may be from any.
        if market == InteractionLog.unknownMarket {
            for other in demand.markets.dropFirst() { add(other.ranking, limit) }
        }
        return (best.slots(), best.isFull || isComplete)
    }
}
