import Foundation
import ShopGuide

/// What learners are compared with; shares of popularity are tuned on validation.
struct Baselines {
    private static let shares: [Float] = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
    private var weights: [NeighborLearner.Table: Float] = [:]

    /// Tunes shares of popularity.
    init(tunedOn validation: RankingEvaluation, _ signals: InteractionSignals) {
        for table in [NeighborLearner.Table.itemKNN, .ease] {
            var best = -1.0
            for share in Self.shares {
                let score = validation(NeighborLearner(signals: signals, table: table, popularity: share)).mean.ndcg10
                if score > best { (best, weights[table]) = (score, share) }
            }
        }
    }

    func learners(_ signals: InteractionSignals) -> [(String, any ShopperLearner)] {
        [
            ("popularity", PopularityLearner(signals: signals)),
            ("itemknn", NeighborLearner(signals: signals, table: .itemKNN)),
            (
                "itemknn+popularity",
                NeighborLearner(signals: signals, table: .itemKNN, popularity: weights[.itemKNN] ?? 0)
            ),
            ("ease-market", NeighborLearner(signals: signals, table: .easeMarket)),
            ("ease", NeighborLearner(signals: signals, table: .ease)),
            ("ease+popularity", NeighborLearner(signals: signals, table: .ease, popularity: weights[.ease] ?? 0)),
        ]
    }
}

/// ``EASE`` beside popularity, with events that fade; how fast, and popularity's share, are tuned on validation.
struct FadingNeighbors {
    var share: Float = 0
    /// In days; nil for events that don't fade.
    var halfLife: Double?

    /// Everything that is tried.
    static let all: [FadingNeighbors] = [nil, 90, 180, 365, 730].flatMap { halfLife in
        [0, 0.02, 0.05, 0.1, 0.2, 0.3].map { FadingNeighbors(share: $0, halfLife: halfLife) }
    }

    /// nDCG@10 of each of ``all``.
    static func scores(on questions: RankingEvaluation, _ signals: InteractionSignals) -> [Double] {
        all.map { questions($0.learner(signals)).mean.ndcg10 }
    }

    /// The best of those allowed, on the mean of several validations.
    static func best(
        by validations: [[Double]], where isAllowed: (FadingNeighbors) -> Bool = { _ in true }
    ) -> FadingNeighbors {
        let sums = all.indices.map { place in validations.reduce(0) { $0 + $1[place] } }
        let allowed = all.indices.filter { isAllowed(all[$0]) }
        return allowed.max { (sums[$0], $1) < (sums[$1], $0) }.map { all[$0] } ?? FadingNeighbors()
    }

    func learner(_ signals: InteractionSignals) -> NeighborLearner {
        NeighborLearner(signals: signals, table: .ease, popularity: share, halfLife: halfLife)
    }
}
