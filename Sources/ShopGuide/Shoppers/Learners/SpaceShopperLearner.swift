import FewShotTensors

/// Learns a shopper through a network over products' places: prototypes, or MAML.
public struct SpaceShopperLearner<Ranker: ShopperRanker>: ShopperLearner {
    let signals: InteractionSignals
    let space: ItemSpace
    let ranker: Ranker

    /// Creates a learner from signals, an item space and trained weights.
    public init(signals: InteractionSignals, space: ItemSpace, ranker: Ranker) {
        self.signals = signals
        self.space = space
        self.ranker = ranker
    }

    /// Returns a predictor for a history, which may be empty.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(learner: self, view: ShopperView(history, signals))
    }

    private struct Predictor: ShopperPredictor {
        let learner: SpaceShopperLearner
        let view: ShopperView

        func scores(of candidates: [Int]) -> [Float] {
            candidates.scoredInPieces { piece in
                let scores = learner.ranker.scores(ViewBatch([view], [piece], space: learner.space))
                // Weights are checked when they are trained or read, so that nothing fails here.
                return (try? scores.values()) ?? [Float](repeating: 0, count: piece.count)
            }
        }
    }
}
