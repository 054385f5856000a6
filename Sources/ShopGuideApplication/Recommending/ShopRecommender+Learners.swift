import ShopGuide
import Synchronization

/// Trained learners, and the signals that they see.
extension ShopRecommender {
    /// The learners that a request can name, the default first.
    public static var learners: [String] { RecommendationIndex.learners }

    /// The learner of requests that name none: the fastest, which ranks nearly as well as the best (`shopguide reproduce guide`).
    public static var defaultLearner: String { learners[0] }

    /// The learners that can rank here.
    public var learners: [String] {
        Self.learners.filter { name in
            ShopperLearnerKind(rawValue: name) == nil || shoppers.contains { $0.name == name }
        }
    }

    /// Whether trained learners are in use, and so much has happened since they were fitted that they should be fitted anew.
    public var needsFitting: Bool {
        guard let demand = fittedDemand.withLock({ $0 }) else { return false }
        return abs(index.read { $0.totalDemand } - demand) > 100 + 0.02 * demand
    }

    /// Fits trained learners to the interactions that there are now; answers go on meanwhile.
    ///
    /// - Throws: The error of a failed tensor.
    public func fit() throws { try fitting.withLock { _ in try fitOnce() } }

    private func fitOnce() throws {
        guard !shoppers.isEmpty else { return }
        var isInUse = false
        // Signals of somebody who was erased meanwhile must not come into use.
        while !isInUse {
            let namesProducts = shoppers.contains { $0.knowsProducts }
            let source = index.read { FittedRankers.Source($0, withProducts: namesProducts) }
            let fitted = try FittedRankers(shoppers, source)
            isInUse = index.change { $0.use(fitted, default: defaultLearner) }
            fittedDemand.withLock { $0 = source.demand }
        }
    }

    /// Reads the index once the learner of a request is fitted; fits it where it isn't.
    func read<Result>(
        for request: RecommendationRequest, _ body: (borrowing RecommendationIndex) throws -> Result
    ) throws -> Result {
        let name = request.learner ?? defaultLearner?.rawValue
        let isTrained = shoppers.contains { $0.name == name }
        while true {
            let answer: Result? = try index.read { isTrained && $0.rankers.fitted == nil ? nil : try body($0) }
            if let answer { return answer }
            try fitting.withLock { _ in
                if index.read({ $0.rankers.fitted == nil }) { try fitOnce() }
            }
        }
    }
}
