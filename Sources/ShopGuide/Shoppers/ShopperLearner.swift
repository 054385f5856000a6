/// Something that learns a shopper from a handful of events, without being trained again.
public protocol ShopperLearner: Sendable {
    /// Returns a predictor fitted to a history, which may be empty.
    func adapted(to history: ShopperHistory) -> any ShopperPredictor
}

/// What a learner made of a shopper: it says which products they want.
public protocol ShopperPredictor: Sendable {
    /// Scores products; more is better, and only differences mean something.
    ///
    /// - Parameter candidates: Positions of products.
    /// - Returns: As many scores, all finite.
    func scores(of candidates: [Int]) -> [Float]
}
