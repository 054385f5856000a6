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
            let scores = learner.ranker.scores(ViewBatch([view], [candidates], space: learner.space))
            // Weights are checked when they are trained or read, so that nothing fails here.
            return (try? scores.values()) ?? [Float](repeating: 0, count: candidates.count)
        }
    }
}

/// Answers in each market by a learner of its own.
public struct MarketwiseLearner: ShopperLearner {
    let learners: [any ShopperLearner]
    let otherwise: any ShopperLearner

    /// Creates a learner from one for each market, and one for shoppers whose market isn't known.
    public init(_ learners: [any ShopperLearner], otherwise: any ShopperLearner) {
        self.learners = learners
        self.otherwise = otherwise
    }

    /// Returns what the market's learner makes of a history.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        (history.market.map { learners[$0] } ?? otherwise).adapted(to: history)
    }
}
