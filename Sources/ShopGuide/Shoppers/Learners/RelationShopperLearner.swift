/// Learns a shopper through a trained ``RelationRanker``: nothing is fitted but what each of their events says of each candidate.
public struct RelationShopperLearner: ShopperLearner {
    /// The signals of products.
    public var signals: InteractionSignals
    /// Whether ages of events count.
    public var knowsAge = true
    let scorer: RelationScorer

    /// Creates a learner from signals and trained weights.
    ///
    /// - Throws: The error of failed weights.
    public init(signals: InteractionSignals, ranker: RelationRanker) throws {
        self.signals = signals
        scorer = try RelationScorer(ranker)
    }

    /// Returns a predictor for a history, which may be empty.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(view: ShopperView(history, signals, knowsAge: knowsAge), scorer: scorer)
    }

    private struct Predictor: ShopperPredictor {
        let view: ShopperView
        let scorer: RelationScorer

        func scores(of candidates: [Int]) -> [Float] {
            candidates.scoredInPieces { scorer.scores(view, $0) }
        }
    }
}
