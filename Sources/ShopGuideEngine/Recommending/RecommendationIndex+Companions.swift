import Foundation
import ShopGuide

extension RecommendationIndex {
    /// The newest visitors of a product that are asked what else they had to do with.
    private static let visitorLimit = 200
    /// The newest things that each is asked about.
    private static let companionLimit = 100
    /// So much of what was expected of a product, in weights of events, the word of all markets counts for.
    private static let borrowedWeight: Float = 3

    /// Hands over what those had to do with who had to do with a product, once for each shopper, with the shopper's market.
    @inline(__always)
    private func forEachCompanion(of product: Int, _ body: (_ product: Int, _ shopper: Int32, _ market: Int16) -> Void)
    {
        guard product < footprints.visitors.count else { return }
        for shopper in footprints.visitors[product].suffix(Self.visitorLimit) {
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

    /// What goes with each of some products: positions with how well, in no order.
    func companions(of products: [Int]) -> [[(position: Int, weight: Float)]] {
        var counts = [Float](repeating: 0, count: self.products.count)
        var last = [Int32](repeating: -1, count: self.products.count)
        return products.map { product in
            var met: [Int] = []
            forEachCompanion(of: product) { other, shopper, _ in
                guard other != product, last[other] != shopper else { return }
                last[other] = shopper
                if counts[other] == 0 { met.append(other) }
                counts[other] += 1
            }
            return met.map { other in
                let weight = cosine(counts[other], product, other, without: nil)
                (counts[other], last[other]) = (0, -1)
                return (other, weight)
            }
        }
    }

    /// How well some products go with another, by their order, as if nobody of a market had done anything.
    func companionship(of product: Int, with others: [Int], without market: Int16?) -> [Float] {
        var places: [Int: Int] = [:]
        for (place, other) in others.enumerated() where other != product { places[other] = place }
        var counts = [Float](repeating: 0, count: others.count)
        var last = [Int32](repeating: -1, count: others.count)
        forEachCompanion(of: product) { other, shopper, home in
            guard home != market, let place = places[other], last[place] != shopper else { return }
            last[place] = shopper
            counts[place] += 1
        }
        return others.indices.map { cosine(counts[$0], product, others[$0], without: market) }
    }

    /// How wanted a product is in a market, where the average product has 1: the market's own word, and where it has little to say
    /// that of the markets in which the product is sold, each as it would be if all products there were wanted alike.
    ///
    /// - Parameters:
    ///   - product: The product's position.
    ///   - market: The market's number.
    ///   - left: Another market, which is passed over.
    /// - Returns: How often it is wanted beside how often it would be.
    func demand(for product: Int, in market: Int16, without left: Int16? = nil) -> Float {
        var wanted = footprints.pooled[product]
        if let left { wanted -= footprints.markets[Int(left)][product] }
        let isLeft = left == market
        return demand(
            own: isLeft ? 0 : footprints.markets[Int(market)][product],
            ownExpected: isLeft ? 0 : expected(in: market), pooled: wanted,
            expected: expected(wherever: facts[product].markets, without: left))
    }

    @inline(__always)
    private func demand(own: Float, ownExpected: Float, pooled: Float, expected: Float) -> Float {
        guard expected > 0 else { return 0 }
        return max(0, (own + Self.borrowedWeight * pooled / expected) / (ownExpected + Self.borrowedWeight))
    }

    /// How often a product of a market is wanted on average.
    private func expected(in market: Int16) -> Float {
        footprints.markets[Int(market)].total / Float(max(1, offers[Int(market)]))
    }

    /// How often a product is wanted on average that is sold in some markets.
    private func expected(wherever sold: UInt64, without left: Int16?) -> Float {
        footprints.markets.indices.reduce(0) { sum, number in
            let market = Int16(number)
            let isSold = number == 0 || sold == 0 || sold & FactNames.bit(ofMarket: market) != 0
            return isSold && market != left ? sum + expected(in: market) : sum
        }
    }

    /// Returns those of some products that are wanted most in a market.
    func mostWanted(of positions: [Int], in market: Int16, _ limit: Int) -> [Int] {
        var best = Best(limit)
        let ownExpected = expected(in: market)
        // Many products are sold in the same markets: what is expected of them is found once.
        var (sold, expected) = (UInt64.max, Float(0))
        let (own, pooled) = (footprints.markets[Int(market)].wanted, footprints.pooled.wanted)
        for position in positions {
            if facts[position].markets != sold {
                sold = facts[position].markets
                expected = self.expected(wherever: sold, without: nil)
            }
            let wanted = position < pooled.count ? pooled[position] : 0
            let here = position < own.count ? own[position] : 0
            best.offer(
                position, demand(own: here, ownExpected: ownExpected, pooled: wanted, expected: expected))
        }
        return best.positions()
    }

    /// How wanted a product is, by the logarithm: 0 where nobody wants it, 0.17 for the average.
    func popularity(of product: Int, in market: Int16, without left: Int16? = nil) -> Float {
        0.25 * log(1 + demand(for: product, in: market, without: left))
    }
}
