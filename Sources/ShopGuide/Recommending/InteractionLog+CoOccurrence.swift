/// Co-occurrence: products that the same shoppers interacted with.
extension InteractionLog {
    /// The most shoppers of a product that are looked at, the newest.
    private static let shopperLimit = 200
    /// The most events of each that are looked at, the newest.
    private static let eventLimit = 100
    /// The number of events that are enough to find what co-occurs with a product.
    private static let eventsEnough = 4_000

    /// Visits the events of a product's newest shoppers, but dismissals, with the shopper and their market.
    @inline(__always)
    private func forEachCoOccurrence(
        of product: Int, shoppers: Int, _ body: (_ product: Int, _ shopper: Int32, _ market: Int16) -> Void
    ) {
        guard product < shoppersByProduct.count else { return }
        for shopper in shoppersByProduct[product].suffix(shoppers) {
            let market = homeMarkets[Int(shopper)]
            for event in histories[Int(shopper)].suffix(Self.eventLimit) where event.kind != .dismiss {
                body(Int(event.product), shopper, market)
            }
        }
    }

    /// Returns how much two products go together: the cosine of their shoppers, which counts less where they are few.
    private func cosine(_ together: Float, _ one: Int, _ other: Int, without market: Int16?) -> Float {
        guard together > 0 else { return 0 }
        func count(_ product: Int) -> Float {
            let shoppers = shoppersByProduct[product]
            guard let market else { return Float(shoppers.count) }
            return Float(shoppers.count { homeMarkets[Int($0)] != market })
        }
        return together / (min(Float(Self.shopperLimit), count(one)) * count(other) + 25).squareRoot()
    }

    /// Returns the products that co-occur with one, each with how much, in no order.
    package func coOccurring(with product: Int) -> [(slot: Int, weight: Float)] {
        guard product < shoppersByProduct.count else { return [] }
        // Of what is much wanted the newest shoppers say enough.
        var (events, shoppers) = (0, 0)
        for shopper in shoppersByProduct[product].suffix(Self.shopperLimit).reversed() {
            guard events < Self.eventsEnough else { break }
            events += min(Self.eventLimit, histories[Int(shopper)].count)
            shoppers += 1
        }
        var ranks = SlotMap(capacity: events)
        var (met, counts, last) = ([Int](), [Float](), [Int32]())
        forEachCoOccurrence(of: product, shoppers: shoppers) { other, shopper, _ in
            let (rank, isNew) = ranks.insert(other)
            if isNew {
                met.append(other)
                counts.append(1)
                last.append(shopper)
            } else if last[rank] != shopper {
                counts[rank] += 1
                last[rank] = shopper
            }
        }
        var found: [(slot: Int, weight: Float)] = []
        for (rank, other) in met.enumerated() where other != product {
            found.append((other, cosine(counts[rank], product, other, without: nil)))
        }
        return found
    }

    /// Measures how much some products co-occur with one.
    ///
    /// - Parameters:
    ///   - product: The product.
    ///   - others: The slots of the other products.
    ///   - ranks: The indices of `others` by slot.
    ///   - market: A market whose shoppers don't count.
    /// - Returns: A weight for each of `others`, in their order.
    package func coOccurrences(
        of product: Int, with others: [Int], _ ranks: SlotMap, without market: Int16? = nil
    ) -> [Float] {
        var counts = [Float](repeating: 0, count: others.count)
        var last = [Int32](repeating: -1, count: others.count)
        forEachCoOccurrence(of: product, shoppers: Self.shopperLimit) { other, shopper, home in
            guard home != market, other != product, let rank = ranks[other], last[rank] != shopper else { return }
            last[rank] = shopper
            counts[rank] += 1
        }
        return others.indices.map { cosine(counts[$0], product, others[$0], without: market) }
    }
}
