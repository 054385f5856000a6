/// The co-occurrence of products: for each, those that its shoppers had as well.
///
/// Sparse: a row holds a product's strongest neighbours alone, sorted by position.
public struct PairTable: Sendable {
    /// The entry of one product with another.
    public struct Entry: Sendable, Hashable {
        /// The other product.
        public var neighbor: Int32
        /// Shoppers who had both.
        public var together: Float
        /// Those who had both within a week.
        public var near: Float
        /// The weight of ``EASE`` from the row's product to the other.
        public var weight: Float
    }

    private var starts: [Int]
    private var entries: [Entry]

    /// The neighbours of a product, sorted by position.
    public subscript(product: Int) -> ArraySlice<Entry> { entries[starts[product]..<starts[product + 1]] }

    /// The entry of two products; nil where they never occurred together.
    public func entry(_ product: Int, _ other: Int) -> Entry? {
        var (low, high) = (starts[product], starts[product + 1])
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].neighbor < Int32(other) { low = middle + 1 } else { high = middle }
        }
        return low < end && entries[low].neighbor == Int32(other) ? entries[low] : nil
    }

    /// Counts pairs.
    ///
    /// - Parameters:
    ///   - baskets: The products of each shopper, by day.
    ///   - products: The number of products.
    ///   - ease: The model of the weights, if there is one.
    ///   - limit: Neighbours of a product at most: those with the largest weights, or most often together.
    public init(baskets: [Basket], products: Int, ease: EASE? = nil, limit: Int = 400) {
        var holders = [[(basket: Int32, day: Double?)]](repeating: [], count: products)
        for (position, basket) in baskets.enumerated() {
            for item in basket.items { holders[item.product].append((Int32(position), item.day)) }
        }
        var together = [Float](repeating: 0, count: products)
        var near = [Float](repeating: 0, count: products)
        starts = [0]
        starts.reserveCapacity(products + 1)
        entries = []
        for product in 0..<products {
            var touched: [Int] = []
            for holder in holders[product] {
                for item in baskets[Int(holder.basket)].items where item.product != product {
                    if together[item.product] == 0 { touched.append(item.product) }
                    together[item.product] += 1
                    if Basket.areNear(item.day, holder.day) { near[item.product] += 1 }
                }
            }
            var row = touched.map { other in
                Entry(
                    neighbor: Int32(other), together: together[other], near: near[other],
                    weight: ease?.weight(from: product, to: other) ?? 0)
            }
            if row.count > limit {
                row.sort { ($0.weight, $0.together, $1.neighbor) > ($1.weight, $1.together, $0.neighbor) }
                row.removeLast(row.count - limit)
            }
            entries += row.sorted { $0.neighbor < $1.neighbor }
            starts.append(entries.count)
            for other in touched { (together[other], near[other]) = (0, 0) }
        }
    }
}

/// The different products of a shopper, each with the day when they had it first.
public struct Basket: Sendable, Hashable {
    /// A product and when.
    public struct Item: Sendable, Hashable {
        /// The position of the product.
        public var product: Int
        /// Days since 1970, if that is known.
        public var day: Double?
    }

    /// The products, the earliest first.
    public var items: [Item]
    /// The position of the market.
    public var market: Int?

    /// Creates a basket from a shopper's events; a product that comes again counts once.
    public init(_ history: ShopperHistory) {
        var seen: Set<Int> = []
        items = history.events.compactMap { event in
            event.kind != .dismiss && seen.insert(event.product).inserted
                ? Item(product: event.product, day: event.time?.days) : nil
        }
        market = history.market
    }

    /// Whether two events are of one week; undated ones aren't.
    static func areNear(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return false }
        return abs(one - other) <= 7
    }
}
