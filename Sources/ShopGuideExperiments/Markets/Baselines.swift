import Foundation
import ShopGuide

/// The baselines that learners are compared with; their shares of popularity are tuned on validation.
struct Baselines: Sendable, Codable {
    private static let shares: [Float] = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1]
    private var itemKNN: Float = 0
    private var ease: Float = 0

    /// Tunes shares of popularity.
    init(
        tunedOn validation: RankingEvaluation, _ signals: InteractionSignals, check: () throws -> Void
    ) throws {
        func best(_ table: NeighborLearner.Table) throws -> Float {
            var (best, chosen) = (-1.0, Float(0))
            for share in Self.shares {
                let learner = NeighborLearner(signals: signals, table: table, popularity: share)
                let score = try validation(learner, check: check).mean.ndcg10
                if score > best { (best, chosen) = (score, share) }
            }
            return chosen
        }
        itemKNN = try best(.itemKNN)
        ease = try best(.ease)
    }

    /// The learners over the signals of a stage.
    func learners(_ stage: Lazy<ShopperStage>) -> [TableLearner] {
        func neighbors(_ table: NeighborLearner.Table, _ popularity: Float = 0)
            -> @Sendable () throws -> NeighborLearner
        {
            { NeighborLearner(signals: try stage().signals, table: table, popularity: popularity) }
        }
        return [
            TableLearner("popularity") { PopularityLearner(signals: try stage().signals) },
            TableLearner("itemknn", neighbors(.itemKNN)),
            TableLearner("itemknn+popularity", neighbors(.itemKNN, itemKNN)),
            TableLearner("ease-market", neighbors(.easeMarket)),
            TableLearner("ease", neighbors(.ease)),
            TableLearner("ease+popularity", neighbors(.ease, ease)),
        ]
    }
}

/// ``EASE`` beside popularity, with events that fade; half-life and popularity's share are tuned on validation.
struct FadingNeighbors: Sendable, Codable {
    var share: Float = 0
    /// In days; nil for events that don't fade.
    var halfLife: Double?

    /// Everything that is tried.
    static let all: [FadingNeighbors] = [nil, 90, 180, 365, 730].flatMap { halfLife in
        [0, 0.02, 0.05, 0.1, 0.2, 0.3].map { FadingNeighbors(share: $0, halfLife: halfLife) }
    }

    /// nDCG@10 of each of ``all``.
    static func scores(
        on evaluation: RankingEvaluation, _ signals: InteractionSignals, check: () throws -> Void
    ) rethrows -> [Double] {
        try all.map { try evaluation($0.learner(signals), check: check).mean.ndcg10 }
    }

    /// The best of those allowed, on the mean of several validations.
    static func best(
        by validations: [[Double]], where isAllowed: (FadingNeighbors) -> Bool = { _ in true }
    ) -> FadingNeighbors {
        let sums = all.indices.map { index in validations.reduce(0) { $0 + $1[index] } }
        let allowed = all.indices.filter { isAllowed(all[$0]) }
        return allowed.max { (sums[$0], $1) < (sums[$1], $0) }.map { all[$0] } ?? FadingNeighbors()
    }

    func learner(_ signals: InteractionSignals) -> NeighborLearner {
        NeighborLearner(signals: signals, table: .ease, popularity: share, halfLife: halfLife)
    }
}
