/// An ensemble of learners: their scores are added, each times its weight.
///
/// Learners that were trained alike but begun differently have their faults by chance, each its own, so that their mean mostly does
/// better than one (Hansen and Salamon, 1990, of classifiers); a learner of another kind knows what these don't.
public struct EnsembleLearner: ShopperLearner {
    let members: [(learner: any ShopperLearner, weight: Float)]

    /// Creates an ensemble of learners with weights, which put their scores on one scale.
    ///
    /// - Precondition: there is at least one.
    public init(_ members: [(learner: any ShopperLearner, weight: Float)]) {
        precondition(!members.isEmpty, "an ensemble of no learners")
        self.members = members
    }

    /// The mean of learners whose scores are on one scale.
    ///
    /// - Precondition: there is at least one.
    public init(meanOf learners: [any ShopperLearner]) {
        self.init(learners.map { ($0, 1 / Float(learners.count)) })
    }

    /// Returns what all of them make of a history.
    public func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        Predictor(members: members.map { ($0.learner.adapted(to: history), $0.weight) })
    }

    private struct Predictor: ShopperPredictor {
        let members: [(predictor: any ShopperPredictor, weight: Float)]

        func scores(of candidates: [Int]) -> [Float] {
            EnsembleLearner.sum(members.lazy.map { ($0.predictor.scores(of: candidates), $0.weight) })
        }
    }

    /// Adds scores of the same candidates, each times its weight.
    static func sum(_ parts: some Sequence<(scores: [Float], weight: Float)>) -> [Float] {
        var sums: [Float] = []
        for (scores, weight) in parts {
            if sums.isEmpty { sums = [Float](repeating: 0, count: scores.count) }
            for (index, score) in scores.enumerated() { sums[index] += weight * score }
        }
        return sums
    }
}
