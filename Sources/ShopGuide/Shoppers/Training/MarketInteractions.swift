/// What the shoppers of several markets did: the ground on which learners of shoppers are trained and measured.
public struct MarketInteractions: Sendable {
    /// What the markets are called.
    public let markets: [String]
    /// How many products there are.
    public let products: Int
    /// One history for each shopper and market: every product once, the earliest first.
    public let histories: [ShopperHistory]
    /// The products of each market, ascending.
    public let offers: [[Int]]

    /// Takes histories; of events with one product the first stays, and they are sorted by time, those of one time as they come.
    ///
    /// - Precondition: every history names one of the markets.
    public init(markets: [String], products: Int, histories: [ShopperHistory]) {
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
        var offers = [Set<Int>](repeating: [], count: markets.count)
        for history in histories {
            guard let market = history.market else { preconditionFailure("a history without a market") }
            offers[market].formUnion(history.events.lazy.map(\.product))
        }
        self.offers = offers.map { $0.sorted() }
    }

    /// The history of a shopper up to an event, asked at the moment of another.
    public func history(_ question: ShopperQuestion) -> ShopperHistory {
        let whole = histories[question.shopper]
        return ShopperHistory(
            events: Array(whole.events.prefix(question.known)), market: whole.market,
            now: whole.events[question.target].time)
    }

    /// The product that a question asks for.
    public func target(_ question: ShopperQuestion) -> Int {
        histories[question.shopper].events[question.target].product
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

/// What does somebody want next of whom so much is known?
public struct ShopperQuestion: Sendable, Hashable {
    /// The position of the history.
    public var shopper: Int
    /// How many of its events are known.
    public var known: Int
    /// Which event is the answer.
    public var target: Int

    /// Creates a question.
    public init(shopper: Int, known: Int, target: Int) {
        self.shopper = shopper
        self.known = known
        self.target = target
    }
}
