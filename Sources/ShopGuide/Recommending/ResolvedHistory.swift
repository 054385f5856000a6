/// The events that a request's shopper is learned from, and what is to be said of them.
struct ResolvedHistory {
    private(set) var history = ShopperHistory()
    /// The code of the market that is asked for, or of the shopper's.
    private(set) var market: String?
    /// Remarks for the one who asks.
    private(set) var notes: [String] = []

    /// The most events that count, the newest.
    private static let limit = 50

    /// Resolves the history that a request is about.
    ///
    /// - Throws: ``GuideError`` for a shopper, a product or a market that isn't there.
    init(_ request: RecommendationRequest, now: Timestamp, in index: RecommendationIndex) throws {
        let (products, interactions) = (index.products, index.interactions)
        var home = InteractionLog.unknownMarket
        var events: [ShopperHistory.Event] = []
        if let shopper = request.shopper {
            guard let number = interactions.knownNumber(of: shopper) else {
                throw GuideError(.missing, "there is no shopper \"\(shopper)\"")
            }
            home = interactions.homeMarkets[number]
            events = interactions.history(of: number).suffix(4 * Self.limit).map {
                ShopperHistory.Event(
                    product: Int($0.product), kind: $0.kind, value: $0.value.map(Double.init), time: $0.time)
            }
        }
        for seen in request.seen {
            guard let slot = products.slot(of: seen.product) else {
                throw GuideError(.missing, "there is no product \"\(seen.product)\"")
            }
            events.append(
                ShopperHistory.Event(product: slot, kind: seen.kind, value: seen.value, time: seen.time ?? now))
        }
        market = request.market ?? (home == InteractionLog.unknownMarket ? nil : products.codes.markets[Int(home)])
        let number = market.flatMap { products.codes.marketNumber($0) }
        if let market, number == nil {
            let known = index.markets.isEmpty ? "there are none" : "there are \(index.markets.joined(separator: ", "))"
            throw GuideError(.missing, "there is no market \"\(market)\"; \(known)")
        }
        // Those that come from both keep their order in time.
        events = events.enumerated().sorted { one, other in
            let (early, late) = (one.element.time?.milliseconds ?? .min, other.element.time?.milliseconds ?? .min)
            return (early, one.offset) < (late, other.offset)
        }.map(\.element)
        let future = events.filter { ($0.time ?? now).milliseconds > now.milliseconds }
        if !future.isEmpty {
            events.removeAll { ($0.time ?? now).milliseconds > now.milliseconds }
            let last = future.compactMap(\.time).max { $0.milliseconds < $1.milliseconds }
            notes.append(
                "\(future.count) of the events lie in the future (up to \(last?.text ?? "")) and don't count yet")
        }
        events = withoutContradictions(events, products)
        history = ShopperHistory(
            events: Array(events.suffix(Self.limit)), market: number.map(Int.init), now: now)
    }

    /// Returns the events with only the newest of likes and dismissals of one product.
    private mutating func withoutContradictions(
        _ events: [ShopperHistory.Event], _ products: ProductTable
    ) -> [ShopperHistory.Event] {
        var newest: [Int: Interaction.Kind] = [:]
        var told = Set<Int>()
        var kept: [ShopperHistory.Event] = []
        for event in events.reversed() {
            if event.kind == .like || event.kind == .dismiss {
                let counts = newest[event.product] ?? event.kind
                newest[event.product] = counts
                if counts != event.kind {
                    if told.insert(event.product).inserted, let product = products[event.product] {
                        notes.append(
                            "\(product.id) was both liked and dismissed; the newest counts: \(counts.rawValue)")
                    }
                    continue
                }
            }
            kept.append(event)
        }
        return kept.reversed()
    }
}
