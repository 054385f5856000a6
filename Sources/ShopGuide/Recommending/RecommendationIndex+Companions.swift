import Foundation

extension RecommendationIndex {
    /// The newest visitors of a product that are asked what else they had to do with.
    private static let visitorLimit = 200
    /// The newest things that each is asked about.
    private static let companionLimit = 100
    /// So many of such things are enough to find what goes with a product.
    private static let companyLimit = 4_000
    /// So much of what was expected of a product, in weights of events, the word of all markets counts for.
    private static let borrowedWeight: Float = 3

    /// Hands over what those had to do with who had to do with a product, once for each shopper, with the shopper's market.
    @inline(__always)
    private func forEachCompanion(
        of product: Int, visitors: Int, _ body: (_ product: Int, _ shopper: Int32, _ market: Int16) -> Void
    ) {
        guard product < footprints.visitors.count else { return }
        for shopper in footprints.visitors[product].suffix(visitors) {
            let market = footprints.homes[Int(shopper)]
            for event in footprints.histories[Int(shopper)].suffix(Self.companionLimit) where event.kind != .dismiss {
                body(Int(event.product), shopper, market)
            }
        }
    }

    /// How often two products go together, as the cosine of their shoppers; rare ones count less than they seem to.
    private func cosine(_ together: Float, _ one: Int, _ other: Int, without market: Int16?) -> Float {
        guard together > 0 else { return 0 }
        func visits(_ product: Int) -> Float {
            let visitors = footprints.visitors[product]
            guard let market else { return Float(visitors.count) }
            return Float(visitors.count { footprints.homes[Int($0)] != market })
        }
        return together / (min(Float(Self.visitorLimit), visits(one)) * visits(other) + 25).squareRoot()
    }

    /// What goes with a product: positions with how well, in no order.
    func companions(of product: Int) -> [(position: Int, weight: Float)] {
        guard product < footprints.visitors.count else { return [] }
        // Of what is much wanted the newest visitors say enough.
        var (events, visitors) = (0, 0)
        for shopper in footprints.visitors[product].suffix(Self.visitorLimit).reversed() {
            guard events < Self.companyLimit else { break }
            events += min(Self.companionLimit, footprints.histories[Int(shopper)].count)
            visitors += 1
        }
        var places = PositionTable(capacity: events)
        var (met, counts, last) = ([Int](), [Float](), [Int32]())
        forEachCompanion(of: product, visitors: visitors) { other, shopper, _ in
            let (place, isNew) = places.insert(other)
            if isNew {
                met.append(other)
                counts.append(1)
                last.append(shopper)
            } else if last[place] != shopper {
                counts[place] += 1
                last[place] = shopper
            }
        }
        var found: [(position: Int, weight: Float)] = []
        for (place, other) in met.enumerated() where other != product {
            found.append((other, cosine(counts[place], product, other, without: nil)))
        }
        return found
    }

    /// How well some products go with another, by their order, as if nobody of a market had done anything.
    func companionship(of product: Int, with others: [Int], without market: Int16?) -> [Float] {
        companionship(of: product, with: others, PositionTable(others), without: market)
    }

    /// How well some products go with another, by their order, of which a table knows.
    func companionship(
        of product: Int, with others: [Int], _ places: PositionTable, without market: Int16?
    ) -> [Float] {
        var counts = [Float](repeating: 0, count: others.count)
        var last = [Int32](repeating: -1, count: others.count)
        forEachCompanion(of: product, visitors: Self.visitorLimit) { other, shopper, home in
            guard home != market, other != product, let place = places[other], last[place] != shopper else { return }
            last[place] = shopper
            counts[place] += 1
        }
        return others.indices.map { cosine(counts[$0], product, others[$0], without: market) }
    }

    @inline(__always)
    fileprivate func demand(own: Float, ownExpected: Float, pooled: Float, expected: Float) -> Float {
        guard expected > 0 else { return 0 }
        return max(0, (own + Self.borrowedWeight * pooled / expected) / (ownExpected + Self.borrowedWeight))
    }

    /// How often a product of a market is wanted on average.
    fileprivate func expected(in market: Int16) -> Float {
        footprints.markets[Int(market)].total / Float(max(1, offers[Int(market)]))
    }

    /// How often a product is wanted on average that is sold in some markets.
    fileprivate func expected(wherever sold: UInt64, without left: Int16?) -> Float {
        footprints.markets.indices.reduce(0) { sum, number in
            let market = Int16(number)
            let isSold = number == 0 || sold == 0 || sold & FactNames.bit(ofMarket: market) != 0
            return isSold && market != left ? sum + expected(in: market) : sum
        }
    }

    /// How wanted products are in a market, where the average product has 1: the market's own word, and where it has little to say that
    /// of the markets in which the product is sold, each as it would be if all products there were wanted alike.
    struct Demand {
        private let own: Footprints.MarketCounts?
        private let pooled: Footprints.MarketCounts
        private let ownExpected: Float
        private let left: Int16?
        private let leftCounts: Footprints.MarketCounts?
        /// What is expected of products that are sold in the same markets.
        private var known: [(sold: UInt64, expected: Float)] = []
        private var last = (sold: UInt64.max, expected: Float(0))

        /// Looks up what doesn't depend on the product.
        ///
        /// - Parameters:
        ///   - market: The market's number.
        ///   - left: Another market, or the same, which is passed over.
        ///   - index: Where.
        init(in market: Int16, without left: Int16? = nil, _ index: borrowing RecommendationIndex) {
            own = left == market ? nil : index.footprints.markets[Int(market)]
            pooled = index.footprints.pooled
            ownExpected = left == market ? 0 : index.expected(in: market)
            self.left = left
            leftCounts = left.map { index.footprints.markets[Int($0)] }
        }

        @inline(__always)
        mutating func callAsFunction(_ position: Int, in index: borrowing RecommendationIndex) -> Float {
            let sold = index.facts[position].markets
            if sold != last.sold || known.isEmpty {
                if let found = known.first(where: { $0.sold == sold }) {
                    last = found
                } else {
                    last = (sold, index.expected(wherever: sold, without: left))
                    if known.count < 16 { known.append(last) }
                }
            }
            return index.demand(
                own: own?[position] ?? 0, ownExpected: ownExpected,
                pooled: pooled[position] - (leftCounts?[position] ?? 0),
                expected: last.expected)
        }
    }

    /// Returns those of some products that are wanted most in a market.
    func mostWanted(of positions: [Int], in market: Int16, _ limit: Int) -> [Int] {
        var (best, demand) = (Best(limit), Demand(in: market, self))
        for position in positions { best.offer(position, demand(position, in: self)) }
        return best.positions()
    }

    /// Returns products that are wanted most in a market, of those that lead there, elsewhere, or everywhere together; and whether
    /// those were enough.
    func leading(in market: Int16, _ limit: Int, _ filter: ProductFilter) -> (positions: [Int], isEnough: Bool) {
        var (best, demand) = (Best(limit), Demand(in: market, self))
        var known = PositionTable(capacity: (8 + footprints.markets.count) * limit)
        var isWhole = true
        func take(_ leaders: Leaders, _ share: Int) {
            for entry in leaders.entries.prefix(share) {
                let position = Int(entry.position)
                guard known.insert(position).isNew else { continue }
                let wanted = demand(position, in: self)
                guard best.takes(position, wanted), filter.barrier(of: position, in: self) == nil else { continue }
                best.offer(position, wanted)
            }
            isWhole = isWhole && leaders.floor == nil && leaders.entries.count <= share
        }
        take(footprints.markets[Int(market)].leaders, 4 * limit)
        take(footprints.pooled.leaders, 4 * limit)
        // Whose market isn't known may be from any.
        if market == Footprints.unknownMarket {
            for other in footprints.markets.dropFirst() { take(other.leaders, limit) }
        }
        return (best.positions(), best.isFull || isWhole)
    }

    /// How wanted a product is, by the logarithm: 0 where nobody wants it, 0.17 for the average.
    func popularity(of product: Int, in market: Int16, without left: Int16? = nil) -> Float {
        var demand = Demand(in: market, without: left, self)
        return Self.popularity(of: demand(product, in: self))
    }

    /// The popularity of something that is wanted so much.
    static func popularity(of demand: Float) -> Float { 0.25 * log(1 + demand) }
}
