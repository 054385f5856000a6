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
    static let halfLives: [Double?] = [nil, 90, 180, 365, 730]
    private static let shares: [Float] = [0, 0.02, 0.05, 0.1, 0.2, 0.3]
    private(set) var share: Float = 0
    private(set) var halfLife: Double?

    /// Takes what is best, on the mean of validations, of some half-lives in days; nil is for events that don't fade.
    init(
        tunedOn validations: [(questions: RankingEvaluation, signals: InteractionSignals)],
        halfLives: [Double?] = halfLives
    ) {
        var best = -1.0
        for halfLife in halfLives {
            for share in Self.shares {
                let score = validations.reduce(0) { sum, validation in
                    let learner = NeighborLearner(
                        signals: validation.signals, table: .ease, popularity: share, halfLife: halfLife)
                    return sum + validation.questions(learner).mean.ndcg10
                }
                if score > best { (best, self.share, self.halfLife) = (score, share, halfLife) }
            }
        }
    }

    func learner(_ signals: InteractionSignals) -> NeighborLearner {
        NeighborLearner(signals: signals, table: .ease, popularity: share, halfLife: halfLife)
    }
}
