import Foundation

/// Ranks by popularity in the market, then by popularity anywhere; knows no shopper.
public struct PopularityLearner: ShopperLearner {
    let signals: InteractionSignals

    /// Creates a learner from signals.
    public init(signals: InteractionSignals) { self.signals = signals }

    /// Returns the same for every shopper of a market.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(signals: signals, market: history.market)
    }

    private struct Predictor: ShopperPredictor {
        let signals: InteractionSignals
        let market: Int?

        func scores(of candidates: [Int]) -> [Float] {
            let total = Float(max(1, signals.pooled.events))
            return candidates.map { candidate in
                let all = Float(signals.pooled.moments[candidate].count)
                guard let market else { return all }
                return Float(signals.markets[market].moments[candidate].count) + all / (total + 1)
            }
        }
    }
}

/// Ranks by popularity in the market lately: each event counts for 1/e after thirty days; then by popularity at any time.
public struct RecentPopularityLearner: ShopperLearner {
    let signals: InteractionSignals

    /// The place of thirty days among ``ItemMoments/spans``.
    private static let span = 1

    /// Creates a learner from signals.
    public init(signals: InteractionSignals) { self.signals = signals }

    /// Returns the same for every shopper of a market at one moment.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(signals: signals, market: history.market, now: history.now?.days ?? (signals.latest ?? 0) + 1)
    }

    private struct Predictor: ShopperPredictor {
        let signals: InteractionSignals
        let market: Int?
        let now: Double

        func scores(of candidates: [Int]) -> [Float] {
            let group = market.map { signals.markets[$0] } ?? signals.pooled
            return candidates.map { candidate in
                Float(group.moments[candidate].state(before: now).lately[RecentPopularityLearner.span])
                    + Float(group.moments[candidate].count) * 1e-6
            }
        }
    }
}

/// Sums, over a shopper's events, what a fixed table says of each candidate, and adds a share of popularity; events may fade with age.
public struct NeighborLearner: ShopperLearner {
    /// The table whose entries are summed.
    public enum Table: String, Sendable, CaseIterable {
        /// Cosine of who had both, in the market.
        case itemKNN
        /// ``EASE`` over all markets.
        case ease
        /// ``EASE`` in the market.
        case easeMarket
    }

    let signals: InteractionSignals
    let table: Table
    let popularity: Float
    let halfLife: Double?

    /// Creates a learner from signals that keep ``EASE``.
    ///
    /// - Parameters:
    ///   - signals: The signals of products.
    ///   - table: The table whose entries are summed.
    ///   - popularity: The weight of log(1 + times wanted in the market).
    ///   - halfLife: The days after which an event says half as much; nil where age doesn't matter.
    public init(signals: InteractionSignals, table: Table, popularity: Float = 0, halfLife: Double? = nil) {
        self.signals = signals
        self.table = table
        self.popularity = popularity
        self.halfLife = halfLife
    }

    /// Returns the sums over a history.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        let weights = history.events.map { event -> Float in
            guard let halfLife, let time = event.time, let now = history.now else { return 1 }
            return Float(exp2(-max(0, now.days - time.days) / halfLife))
        }
        return Predictor(
            learner: self, events: Array(zip(history.events.map(\.product), weights)), market: history.market)
    }

    private struct Predictor: ShopperPredictor {
        let learner: NeighborLearner
        let events: [(product: Int, weight: Float)]
        let market: Int?

        /// The number of candidates from which on the rows of events are gone through, in place of a search in them for each candidate.
        private static let many = 20_000

        func scores(of candidates: [Int]) -> [Float] {
            let group = market.map { learner.signals.markets[$0] } ?? learner.signals.pooled
            let ease = learner.table == .ease ? learner.signals.pooled.ease : group.ease
            if candidates.count > Self.many, learner.table == .itemKNN || ease?.isSparse == true {
                return scores(ofMany: candidates, group)
            }
            return candidates.map { candidate in
                var score = learner.popularity * log1p(Float(group.moments[candidate].count))
                for (event, weight) in events where event != candidate {
                    switch learner.table {
                    case .itemKNN: score += weight * Self.cosine(group, event, candidate)
                    case .ease, .easeMarket: score += weight * (ease?.weight(from: event, to: candidate) ?? 0)
                    }
                }
                return score
            }
        }

        /// The same scores by the rows of events: products that aren't in them have nothing to add.
        private func scores(ofMany candidates: [Int], _ group: InteractionSignals.Group) -> [Float] {
            var scores = candidates.map { learner.popularity * log1p(Float(group.moments[$0].count)) }
            var places = [Int32](repeating: -1, count: learner.signals.products)
            for (place, candidate) in candidates.enumerated() { places[candidate] = Int32(place) }
            let pairs = learner.table == .ease ? learner.signals.pooled.pairs : group.pairs
            for (event, weight) in events {
                for entry in pairs[event] where places[Int(entry.neighbor)] >= 0 {
                    let value =
                        learner.table == .itemKNN
                        ? Self.cosine(entry, group, event, Int(entry.neighbor)) : entry.weight
                    scores[Int(places[Int(entry.neighbor)])] += weight * value
                }
            }
            return scores
        }

        private static func cosine(_ group: InteractionSignals.Group, _ one: Int, _ other: Int) -> Float {
            guard let entry = group.pairs.entry(one, other) else { return 0 }
            return cosine(entry, group, one, other)
        }

        private static func cosine(
            _ entry: PairTable.Entry, _ group: InteractionSignals.Group, _ one: Int, _ other: Int
        ) -> Float {
            let (first, second) = (Float(group.moments[one].count), Float(group.moments[other].count))
            return entry.together / (first * second).squareRoot()
        }
    }
}
