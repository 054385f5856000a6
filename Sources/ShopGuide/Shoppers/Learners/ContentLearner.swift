import Foundation

/// Ranks by likeness of content: the mean cosine of a candidate with what a shopper had, beside its popularity in the market.
public struct ContentLearner: ShopperLearner {
    let signals: InteractionSignals
    let content: ItemSpace
    let popularity: Float

    /// The weight of events that is needed for likeness to count half.
    private static let patience: Float = 2

    /// Creates a learner.
    ///
    /// - Parameters:
    ///   - signals: The signals of products.
    ///   - content: A unit vector for each product.
    ///   - popularity: The weight of log(1 + times wanted in the market).
    public init(signals: InteractionSignals, content: ItemSpace, popularity: Float) {
        (self.signals, self.content, self.popularity) = (signals, content, popularity)
    }

    /// Returns a predictor for a history; newer events count more.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        var (taste, total) = ([Float](repeating: 0, count: content.dimensions), Float(0))
        for event in history.events {
            let weight = EventWeight.kind(event.kind, value: event.value) * EventWeight.age(event.time, at: history.now)
            total += max(0, weight)
            guard event.product < content.count else { continue }
            for (place, number) in content[event.product].enumerated() { taste[place] += weight * number }
        }
        let scale = 1 / (total + Self.patience)
        return Predictor(learner: self, taste: taste.map { $0 * scale }, market: history.market)
    }

    private struct Predictor: ShopperPredictor {
        let learner: ContentLearner
        let taste: [Float]
        let market: Int?

        func scores(of candidates: [Int]) -> [Float] {
            let (content, signals) = (learner.content, learner.signals)
            let group = market.map { signals.markets[$0] } ?? signals.pooled
            return content.places.withUnsafeBufferPointer { places in
                taste.withUnsafeBufferPointer { taste in
                    candidates.map { candidate in
                        let score = learner.popularity * log1p(Float(group.moments[candidate].count))
                        guard candidate < content.count else { return score }
                        return score + places.slice(candidate * taste.count, taste.count).dot(taste)
                    }
                }
            }
        }
    }
}
