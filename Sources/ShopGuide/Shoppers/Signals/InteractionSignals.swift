/// The signals of products in the interactions of all shoppers: popularity, lately and in all, and co-occurrence, in each
/// market and over all markets.
public struct InteractionSignals: Sendable {
    /// The signals of one market, or of all together.
    public struct Group: Sendable {
        /// Popularity by product.
        public internal(set) var moments: [ItemMoments]
        /// Pairs of products.
        public internal(set) var pairs: PairTable
        /// The model of items from items, kept where histories are to be omitted.
        public internal(set) var ease: EASE?
        /// Some of the products, always the same.
        public internal(set) var sample: [Int]
        /// The number of different products wanted.
        public internal(set) var variety: Int
        /// The number of events.
        public internal(set) var events: Int
    }

    /// The options of fitting.
    public struct Options: Sendable, Hashable {
        /// λ of ``EASE`` over all markets.
        public var ridge: Float = 200
        /// λ of ``EASE`` within a market.
        public var marketRidge: Float = 100
        /// Neighbours of a product at most.
        public var neighbors = 400
        /// Products of which ``EASE`` keeps a dense inverse; 0 for no ``EASE``.
        public var easeLimit = 10_000
        /// The treatment of more products.
        public var easeBeyond = EASE.Beyond.sparse
        /// Whether ``EASE`` is kept whole, for training: 4 bytes for every two products.
        public var keepsEASE = false

        /// The default options.
        public init() {}
    }

    /// The number of products.
    public let products: Int
    /// All markets together.
    public internal(set) var pooled: Group
    /// Each market.
    public internal(set) var markets: [Group]
    /// The products of each shopper.
    private(set) var neighborhood: Neighborhood
    /// The latest day of all.
    public internal(set) var latest: Double?
    /// The options that they were fitted with.
    public let options: Options

    /// Fits signals to histories.
    ///
    /// - Parameters:
    ///   - histories: One history for each shopper and market, events the oldest first.
    ///   - products: The number of products.
    ///   - markets: The number of markets.
    ///   - options: The options of fitting.
    ///   - ease: ``EASE`` over all markets, where it is known already.
    ///   - groups: The signals of markets, where they are known already.
    /// - Throws: The error of a matrix that can't be inverted.
    public init(
        _ histories: [ShopperHistory], products: Int, markets: Int, options: Options = Options(), ease: EASE? = nil,
        groups: [Group?] = []
    ) throws {
        self.products = products
        self.options = options
        let baskets = histories.map(Basket.init)
        pooled = try Self.group(baskets, products, ridge: options.ridge, options, ease)
        self.markets = try (0..<markets).map { market in
            if market < groups.count, let group = groups[market] { return group }
            return try Self.group(
                baskets.filter { $0.market == market }, products, ridge: options.marketRidge, options, nil)
        }
        neighborhood = Neighborhood(baskets, products: products)
        latest = baskets.lazy.flatMap(\.items).compactMap(\.day).max()
    }

    private static func group(
        _ baskets: [Basket], _ products: Int, ridge: Float, _ options: Options, _ fitted: EASE?
    ) throws -> Group {
        var ease = fitted
        if ease == nil, options.easeLimit > 0 {
            ease = try EASE(
                baskets: baskets.map { $0.items.map(\.product) }, products: products, ridge: ridge,
                limit: options.easeLimit, beyond: options.easeBeyond)
        }
        var moments = [ItemMoments](repeating: ItemMoments(), count: products)
        let items = baskets.flatMap(\.items).enumerated().sorted {
            ($0.element.day ?? -.infinity, $0.offset) < ($1.element.day ?? -.infinity, $1.offset)
        }
        for item in items { moments[item.element.product].add(day: item.element.day) }
        let wanted = moments.indices.filter { moments[$0].count > 0 }
        let sample = wanted.isEmpty ? [] : (0..<16).map { wanted[(2 * $0 + 1) * wanted.count / 32] }
        return Group(
            moments: moments,
            pairs: PairTable(baskets: baskets, products: products, ease: ease, limit: options.neighbors),
            ease: options.keepsEASE ? ease : nil, sample: sample, variety: wanted.count, events: items.count)
    }

    /// The signals as they would be had a market just been entered: of its shoppers only some are known.
    ///
    /// - Parameters:
    ///   - market: The market's position.
    ///   - histories: The known histories, of other markets and of this one.
    ///   - ease: ``EASE`` without the market; where it's nil, the one over all markets stays, which knows the market.
    /// - Returns: The signals.
    /// - Throws: The error of a matrix that can't be inverted.
    public func entering(
        _ market: Int, knowing histories: [ShopperHistory], ease: EASE? = nil
    ) throws -> InteractionSignals {
        var signals = self
        let baskets = histories.map(Basket.init)
        signals.pooled = try Self.group(baskets, products, ridge: options.ridge, options, ease ?? pooled.ease)
        signals.markets[market] = try Self.group(
            baskets.filter { $0.market == market }, products, ridge: options.marketRidge, options, nil)
        signals.neighborhood = Neighborhood(baskets, products: products)
        return signals
    }

    /// Counts an event from now on; pairs stay as they are until the signals are fitted anew.
    public mutating func add(_ event: ShopperHistory.Event, market: Int?) {
        let day = event.time?.days
        pooled.note(event.product, day)
        if let market { markets[market].note(event.product, day) }
        latest = [latest, day].compactMap(\.self).max()
    }
}

extension InteractionSignals.Group {
    fileprivate mutating func note(_ product: Int, _ day: Double?) {
        if moments[product].count == 0 { variety += 1 }
        moments[product].add(day: day)
        events += 1
    }
}
