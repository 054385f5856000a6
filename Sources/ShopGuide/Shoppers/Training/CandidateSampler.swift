public import FewShotTensors

/// Draws products that a shopper never touched, from what their market offers.
public struct CandidateSampler: Sendable {
    private let interactions: MarketInteractions
    private let touched: [[Int32]]
    /// Products that half of the draws are from, by market.
    private let preferred: [[Int]]?

    /// Prepares drawing.
    ///
    /// - Parameters:
    ///   - interactions: The interactions of all shoppers.
    ///   - preferred: Products that half of the draws are from, by market; where it's nil, all are from everything on offer.
    public init(_ interactions: MarketInteractions, preferring preferred: [[Int]]? = nil) {
        self.interactions = interactions
        self.preferred = preferred
        touched = interactions.histories.map { $0.events.map { Int32($0.product) }.sorted() }
    }

    /// Draws different products, uniformly; fewer where the market has not so many.
    public func callAsFunction(_ count: Int, for shopper: Int, using generator: inout SeededGenerator) -> [Int] {
        guard let market = interactions.histories[shopper].market else { return [] }
        var drawn: Set<Int> = []
        let own = touched[shopper]
        guard let preferred else {
            return Self.draw(count, from: interactions.offers[market], own, &drawn, using: &generator)
        }
        let first = Self.draw(count / 2, from: preferred[market], own, &drawn, using: &generator)
        return first
            + Self.draw(count - first.count, from: interactions.offers[market], own, &drawn, using: &generator)
    }

    /// Draws products that are neither a shopper's own nor drawn already.
    private static func draw(
        _ count: Int, from offers: [Int], _ own: [Int32], _ drawn: inout Set<Int>,
        using generator: inout SeededGenerator
    ) -> [Int] {
        var result: [Int] = []
        guard offers.count - own.count - drawn.count > 2 * count else {
            let others = offers.filter { !contains(own, $0) && !drawn.contains($0) }
            result = generator.sample(min(count, others.count), below: others.count).map { others[$0] }
            drawn.formUnion(result)
            return result
        }
        while result.count < count {
            let product = offers[generator.integer(below: offers.count)]
            if !contains(own, product), drawn.insert(product).inserted { result.append(product) }
        }
        return result
    }

    private static func contains(_ sorted: [Int32], _ product: Int) -> Bool {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < Int32(product) { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == Int32(product)
    }
}
