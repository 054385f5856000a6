import Foundation

/// Shoppers by what they had, to find those who had several of a shopper's products.
public struct Neighborhood: Sendable {
    private var holderStarts: [Int] = [0]
    private var holders: [Int32] = []
    private var basketStarts: [Int] = [0]
    private var baskets: [Int32] = []

    /// Shoppers looked at for one product at most.
    private static let limit = 200

    /// Creates a neighbourhood from everybody's products.
    init(_ shoppers: [Basket], products: Int) {
        var byProduct = [[Int32]](repeating: [], count: products)
        for (shopper, basket) in shoppers.enumerated() {
            for item in basket.items {
                byProduct[item.product].append(Int32(shopper))
                baskets.append(Int32(item.product))
            }
            basketStarts.append(baskets.count)
        }
        for list in byProduct {
            // A popular product says little of anybody; some of its shoppers stand for all.
            let step = max(1, list.count / Self.limit)
            for index in stride(from: 0, to: list.count, by: step) { holders.append(list[index]) }
            holderStarts.append(holders.count)
        }
    }

    /// The wishes of like-minded shoppers: for each product, how many of a shopper's other products its holders have, beyond the first;
    /// one of all shoppers may be left out.
    func support(_ products: [Int], excluding shopper: Int?) -> [Int32: Float] {
        var met: [Int32] = []
        for product in products { met += holders[holderStarts[product]..<holderStarts[product + 1]] }
        met.sort()
        var result: [Int32: Float] = [:]
        var index = 0
        while index < met.count {
            var end = index + 1
            while end < met.count, met[end] == met[index] { end += 1 }
            let holder = Int(met[index])
            if end - index > 1, holder != shopper {
                let basket = baskets[basketStarts[holder]..<basketStarts[holder + 1]]
                let weight = Float(end - index - 1) / Float(basket.count).squareRoot()
                for product in basket { result[product, default: 0] += weight }
            }
            index = end
        }
        return result
    }
}
