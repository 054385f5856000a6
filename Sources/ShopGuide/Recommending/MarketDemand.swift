/// The demand for products in one market, in weights of events.
package struct MarketDemand: Sendable {
    /// The demand by slot; 0 beyond the end.
    private var weights: [Float] = []
    /// The demand for all products together.
    package private(set) var total: Float = 0
    /// The products with the highest demand.
    package private(set) var ranking = PopularityRanking()

    /// Creates a market without demand.
    package init() {}

    /// The demand for a product.
    @inline(__always)
    package subscript(slot: Int) -> Float { slot < weights.count ? weights[slot] : 0 }

    /// Adds to the demand for a product.
    package mutating func add(_ weight: Float, to slot: Int) {
        if weights.count <= slot { weights += [Float](repeating: 0, count: slot + 1 - weights.count) }
        guard weight != 0 else { return }
        let old = weights[slot]
        weights[slot] += weight
        total += weight
        ranking.update(slot, from: old, in: weights)
    }
}

/// The demand for products in every market, and in all together.
package struct DemandTable: Sendable {
    /// The demand in all markets together.
    package private(set) var pooled = MarketDemand()
    /// The demand by the market's number; markets beyond the end have none.
    private(set) var markets: [MarketDemand] = []

    /// Creates a table without demand.
    package init() {}

    /// The demand in a market.
    package subscript(market: Int16) -> MarketDemand {
        markets.indices.contains(Int(market)) ? markets[Int(market)] : MarketDemand()
    }

    /// Counts an event.
    package mutating func add(_ event: InteractionLog.Event) { count(event, 1) }

    /// Takes an event back.
    package mutating func remove(_ event: InteractionLog.Event) { count(event, -1) }

    private mutating func count(_ event: InteractionLog.Event, _ sign: Float) {
        let weight = sign * max(0, EventWeight.kind(event.kind, value: event.value.map(Double.init)))
        while markets.count <= Int(event.market) { markets.append(MarketDemand()) }
        markets[Int(event.market)].add(weight, to: Int(event.product))
        pooled.add(weight, to: Int(event.product))
    }
}
