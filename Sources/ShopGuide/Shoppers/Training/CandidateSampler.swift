public import FewShotTensors

/// Draws products that a shopper never touched, from what their market offers.
public struct CandidateSampler: Sendable {
    private let interactions: MarketInteractions
    private let touched: [[Int32]]

    /// Prepares drawing.
    public init(_ interactions: MarketInteractions) {
        self.interactions = interactions
        touched = interactions.histories.map { $0.events.map { Int32($0.product) }.sorted() }
    }

    /// Draws different products, uniformly; fewer where the market has not so many.
    public func callAsFunction(_ count: Int, for shopper: Int, using generator: inout SeededGenerator) -> [Int] {
        guard let market = interactions.histories[shopper].market else { return [] }
        let (offers, own) = (interactions.offers[market], touched[shopper])
        guard offers.count - own.count > 2 * count else {
            let others = offers.filter { !Self.contains(own, $0) }
            return generator.sample(min(count, others.count), below: others.count).map { others[$0] }
        }
        var drawn: Set<Int> = []
        var result: [Int] = []
        while result.count < count {
            let product = offers[generator.integer(below: offers.count)]
            if !Self.contains(own, product), drawn.insert(product).inserted { result.append(product) }
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
