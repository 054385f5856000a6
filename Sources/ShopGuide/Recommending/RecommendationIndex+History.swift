extension RecommendationIndex {
    /// The events that a shopper is learned from, and what is to be said of them.
    struct Resolved {
        var history = ShopperHistory()
        var market: String?
        var notes: [String] = []
    }

    /// The newest events that count.
    static let historyLimit = 50

    /// Returns the history that a request is about.
    ///
    /// - Throws: ``GuideError`` for a shopper, a product or a market that isn't there.
    func resolve(_ request: RecommendationRequest, now: Timestamp) throws -> Resolved {
        var result = Resolved()
        var home = Footprints.unknownMarket
        var events: [ShopperHistory.Event] = []
        if let shopper = request.shopper {
            guard let number = footprints.numbers[shopper] else {
                throw GuideError(.missing, "there is no shopper \"\(shopper)\"")
            }
            home = footprints.homes[number]
            events = footprints.histories[number].suffix(4 * Self.historyLimit).map {
                ShopperHistory.Event(
                    product: Int($0.product), kind: $0.kind, value: $0.value.map(Double.init), time: $0.time)
            }
        }
        for seen in request.seen {
            guard let position = position(of: seen.product) else {
                throw GuideError(.missing, "there is no product \"\(seen.product)\"")
            }
            events.append(
                ShopperHistory.Event(
                    product: position, kind: seen.kind, value: seen.value, time: seen.time ?? now))
        }
        let market = request.market ?? (home == Footprints.unknownMarket ? nil : names.markets[Int(home)])
        if let market, names.marketNumber(market) == nil {
            let known = markets.isEmpty ? "there are none" : "there are \(markets.joined(separator: ", "))"
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
            result.notes.append(
                "\(future.count) of the events lie in the future (up to \(last?.text ?? "")) and don't count yet")
        }
        events = withoutContradictions(events, &result.notes)
        result.history = ShopperHistory(
            events: Array(events.suffix(Self.historyLimit)),
            market: market.flatMap { names.marketNumber($0) }.map(Int.init), now: now)
        result.market = market
        return result
    }

    /// Of likes and dismissals of one product, the newest counts.
    private func withoutContradictions(
        _ events: [ShopperHistory.Event], _ notes: inout [String]
    ) -> [ShopperHistory.Event] {
        var stands: [Int: Interaction.Kind] = [:]
        var told = Set<Int>()
        let kept = events.reversed().filter { event in
            guard event.kind == .like || event.kind == .dismiss else { return true }
            let newest = stands[event.product] ?? event.kind
            stands[event.product] = newest
            guard newest != event.kind else { return true }
            if told.insert(event.product).inserted, let product = products[event.product] {
                notes.append("\(product.id) was both liked and dismissed; the newest counts: \(newest.rawValue)")
            }
            return false
        }
        return kept.reversed()
    }
}
