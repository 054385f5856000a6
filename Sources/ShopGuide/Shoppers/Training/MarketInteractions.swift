/// The interactions of several markets' shoppers, on which learners of shoppers are trained and measured.
public struct MarketInteractions: Sendable {
    /// The names of the markets.
    public let markets: [String]
    /// The number of products.
    public let products: Int
    /// One history for each shopper and market: every product once, the earliest first.
    public let histories: [ShopperHistory]
    /// The products of each market, ascending.
    public let offers: [[Int]]

    /// Creates interactions from histories; of events with one product the first stays, and they are sorted by time, those of one time as they come.
    ///
    /// - Parameters:
    ///   - markets: The names of the markets.
    ///   - products: The number of products.
    ///   - histories: A history for each shopper and market.
    ///   - known: The products that each market sells, ascending, where that is known; else those that its shoppers had.
    /// - Precondition: every history names one of the markets.
    public init(markets: [String], products: Int, histories: [ShopperHistory], offers known: [[Int]]? = nil) {
        self.markets = markets
        self.products = products
        self.histories = histories.map { history in
            var history = history
            var seen: Set<Int> = []
            let first = history.events.filter { seen.insert($0.product).inserted }
            history.events = first.enumerated().sorted {
                ($0.element.time?.milliseconds ?? .min, $0.offset) < ($1.element.time?.milliseconds ?? .min, $1.offset)
            }.map(\.element)
            return history
        }
        if let known {
            offers = known
            return
        }
        var offers = [Set<Int>](repeating: [], count: markets.count)
        for history in histories {
            guard let market = history.market else { preconditionFailure("a history without a market") }
            offers[market].formUnion(history.events.lazy.map(\.product))
        }
        self.offers = offers.map { $0.sorted() }
    }

    /// The history of an example's shopper up to the known events, at the moment of the answer.
    public func history(_ example: RankingExample) -> ShopperHistory {
        let whole = histories[example.shopper]
        return ShopperHistory(
            events: Array(whole.events.prefix(example.known)), market: whole.market,
            now: whole.events[example.target].time)
    }

    /// The product that is the answer of an example.
    public func target(_ example: RankingExample) -> Int {
        histories[example.shopper].events[example.target].product
    }

    /// The interactions as they were when only the first events of each history had happened, as many as `lengths` says.
    ///
    /// The markets offer what they do now.
    public func past(_ lengths: [Int]) -> MarketInteractions {
        MarketInteractions(
            markets: markets, products: products, histories: histories(cutTo: lengths), offers: offers)
    }

    /// The interactions in the same order, of which nobody knows when they were.
    public var withoutTimes: MarketInteractions {
        let untimed = histories.map { history in
            var history = history
            for place in history.events.indices { history.events[place].time = nil }
            return history
        }
        return MarketInteractions(markets: markets, products: products, histories: untimed, offers: offers)
    }

    /// The products that each market's shoppers had in some histories of these, ascending.
    public func taken(in histories: [ShopperHistory]) -> [[Int]] {
        var taken = [Set<Int>](repeating: [], count: markets.count)
        for history in histories {
            guard let market = history.market else { continue }
            taken[market].formUnion(history.events.lazy.map(\.product))
        }
        return taken.map { $0.sorted() }
    }

    /// The histories, each cut off after as many events as `lengths` says.
    public func histories(cutTo lengths: [Int]) -> [ShopperHistory] {
        zip(histories, lengths).map { history, length in
            var history = history
            history.events = Array(history.events.prefix(length))
            return history
        }
    }
}
