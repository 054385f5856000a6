/// Several learners that were trained alike but begun differently, asked together: their scores are averaged.
///
/// What one of them has by chance, the others lack, so that the mean mostly does better (Hansen and Salamon, 1990, of classifiers).
public struct AveragedLearner: ShopperLearner {
    let learners: [any ShopperLearner]

    /// Takes learners whose scores are on one scale.
    ///
    /// - Precondition: there is at least one.
    public init(_ learners: [any ShopperLearner]) {
        precondition(!learners.isEmpty, "an average of no learners")
        self.learners = learners
    }

    /// Returns what all of them make of a history.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(predictors: learners.map { $0.adapted(to: history) })
    }

    private struct Predictor: ShopperPredictor {
        let predictors: [any ShopperPredictor]

        func scores(of candidates: [Int]) -> [Float] {
            var sums = [Float](repeating: 0, count: candidates.count)
            for predictor in predictors {
                for (index, score) in predictor.scores(of: candidates).enumerated() { sums[index] += score }
            }
            return sums.map { $0 / Float(predictors.count) }
        }
    }
}
