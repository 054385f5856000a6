public import FewShotLearning

/// A method that adapts to a shopper from a handful of events, without being trained again.
public protocol ShopperLearner: AdaptsToSupport, Sendable
where Support == ShopperHistory, Adapted == any ShopperPredictor {
    /// Returns a predictor fitted to a history, which may be empty.
    func adapted(to history: ShopperHistory) -> any ShopperPredictor
}

/// A shopper as a learner adapted to them: scores say which products they want.
public protocol ShopperPredictor: Sendable {
    /// Scores products; more is better, and only differences mean something.
    ///
    /// - Parameter candidates: Positions of products.
    /// - Returns: As many scores, all finite.
    func scores(of candidates: [Int]) -> [Float]
}
