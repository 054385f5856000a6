import Foundation
import ShopGuide

/// A shopper's taste as the weighted mean of what they had to do with: the products' points, and what others did who had to do with
/// the same; beside it, how wanted a product is in the market, with the other markets' word where this one has little to say.
///
/// What it needs of a question's products is looked up when it is made; adapting it then takes microseconds.
struct ContentShopper: ShopperLearner {
    private let popularity: [Int: Float]
    /// By the event's product: how like each candidate it is.
    private let likeness: [Int: [Int: Float]]

    /// So much weight a market's own counts need to outweigh what all markets say.
    private static let pooledWeight: Float = 200
    /// So many events are needed for the taste to count half.
    private static let patience: Float = 2

    init(
        _ index: borrowing RecommendationIndex, events: Set<Int>, candidates: [Int], market: Int16,
        without left: Int16? = nil
    ) {
        var popularity: [Int: Float] = [:]
        for candidate in candidates {
            popularity[candidate] = index.popularity(of: candidate, in: market, without: left)
        }
        var likeness: [Int: [Int: Float]] = [:]
        for product in events {
            let neighbours = index.neighbours(of: product, without: left)
            var values: [Int: Float] = [:]
            for candidate in candidates where candidate != product {
                values[candidate] =
                    0.6 * max(0, index.points.cosine(product, candidate)) + 0.8 * (neighbours[candidate] ?? 0)
            }
            likeness[product] = values
        }
        (self.popularity, self.likeness) = (popularity, likeness)
    }

    func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Taste(
            learner: self,
            weights: history.events.map { event in
                let weight =
                    EventWeight.kind(event.kind, value: event.value) * EventWeight.age(event.time, at: history.now)
                return (event.product, weight)
            })
    }

    private struct Taste: ShopperPredictor {
        let learner: ContentShopper
        let weights: [(product: Int, weight: Float)]

        func scores(of candidates: [Int]) -> [Float] {
            let total = weights.reduce(ContentShopper.patience) { $0 + abs($1.weight) }
            let rows = weights.map { ($0.weight, learner.likeness[$0.product] ?? [:]) }
            return candidates.map { candidate in
                let taste = rows.reduce(Float(0)) { $0 + $1.0 * ($1.1[candidate] ?? 0) }
                return (learner.popularity[candidate] ?? 0) + 4 * taste / total
            }
        }
    }
}

extension RecommendationIndex {
    /// How wanted a product is in a market, by the logarithm: 0 where nobody wants it, more than 0.17 above the average.
    func popularity(of product: Int, in market: Int16, without left: Int16? = nil) -> Float {
        let markets = footprints.markets
        var (wanted, total, own, ownTotal): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for number in markets.indices where left.map(Int.init) != number {
            let count = product < markets[number].wanted.count ? markets[number].wanted[product] : 0
            wanted += count
            total += markets[number].total
            if number == Int(market) { (own, ownTotal) = (count, markets[number].total) }
        }
        guard total > 0 else { return 0 }
        let share = (own + 200 * wanted / total) / (ownTotal + 200)
        return 0.25 * log(1 + max(0, share) * Float(count))
    }

    /// What those did who had to do with a product: the cosine of two products' shoppers, by position.
    func neighbours(of product: Int, without left: Int16? = nil) -> [Int: Float] {
        guard product < footprints.visitors.count else { return [:] }
        var counts: [Int: Float] = [:]
        let visitors = Set(footprints.visitors[product].suffix(200))
        for shopper in visitors.sorted() {
            let history = footprints.histories[Int(shopper)].suffix(100)
            guard history.contains(where: { Int($0.product) == product && $0.market != left }) else { continue }
            var met = Set<Int32>()
            for event in history
            where event.market != left && event.kind != .dismiss && met.insert(event.product).inserted {
                counts[Int(event.product), default: 0] += 1
            }
        }
        counts[product] = nil
        for (other, count) in counts {
            let visits = max(1, Set(footprints.visitors[other]).count)
            counts[other] = count / (Float(visits) * Float(max(1, visitors.count)) + 25).squareRoot()
        }
        return counts
    }
}
