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
        var (wanted, expected) = (Float(0), Float(0))
        var (own, ownExpected) = (Float(0), Float(0))
        for number in footprints.markets.indices where left.map(Int.init) != number {
            let counts = footprints.markets[number]
            guard counts.total > 0, isSold(product, in: Int16(number)) else { continue }
            let average = counts.total / Float(max(1, offers[number]))
            wanted += counts[product]
            expected += average
            if number == Int(market) { (own, ownExpected) = (counts[product], average) }
        }
        guard expected > 0 else { return 0 }
        return max(0, (own + Self.borrowedWeight * wanted / expected) / (ownExpected + Self.borrowedWeight))
    }

    /// Whether a product is sold in a market, or nobody said where.
    private func isSold(_ product: Int, in market: Int16) -> Bool {
        let markets = facts[product].markets
        return market == Footprints.unknownMarket || markets == 0 || markets & FactNames.bit(ofMarket: market) != 0
    }

    /// How wanted a product is, by the logarithm: 0 where nobody wants it, 0.17 for the average.
    func popularity(of product: Int, in market: Int16, without left: Int16? = nil) -> Float {
        0.25 * log(1 + demand(for: product, in: market, without: left))
    }
}
