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
        guard let fitted = fittedState.withLock({ $0 }) else { return false }
        // A product that signals don't know is one that nobody wanted, until they are fitted anew.
        return abs(index.read { $0.totalDemand } - fitted.demand) > 100 + 0.02 * fitted.demand
            || Double(count) > 20 + 1.01 * Double(fitted.products)
    }

    /// Fits trained learners to the interactions that there are now; answers go on meanwhile.
    ///
    /// - Throws: The error of a failed tensor.
    public func fit() throws {
        try fitting.withLock { _ in
            let (shoppers, learner) = (shoppers, defaultLearner)
            guard !shoppers.isEmpty else { return }
            try fit(shoppers, default: learner)
        }
    }

    /// Replaces the trained learners by others, once these are fitted; those before answer meanwhile.
    ///
    /// - Throws: The error of a failed tensor; nothing is replaced then.
    func use(_ models: ShopperModels) throws {
        try fitting.withLock { _ in try fit(models.models, default: models.defaultLearner) }
    }

    private func fit(_ shoppers: [ShopperModel], default learner: ShopperLearnerKind?) throws {
        var isInUse = false
        // Signals of somebody who was erased meanwhile must not come into use.
        while !isInUse {
            let namesProducts = shoppers.contains { $0.knowsProducts }
            let source = index.read { FittedRankers.Source($0, withProducts: namesProducts) }
            let fitted = try FittedRankers(shoppers, source)
            isInUse = index.change { index in
                let isUsed = index.use(fitted, default: learner)
                if isUsed { name(shoppers, default: learner) }
                return isUsed
            }
            fittedState.withLock { $0 = (source.demand, source.products) }
        }
    }

    /// Fits trained learners where they aren't, as before the first request for one and after somebody was erased.
    ///
    /// - Throws: The error of a failed tensor.
    func fitUnfitted() throws {
        try fitting.withLock { _ in
            if index.read({ $0.rankers.fitted == nil }) { try fit(shoppers, default: defaultLearner) }
        }
    }

    /// Whether a learner, the default one where it is nil, can rank without being fitted first.
    package func canRank(by learner: String?) -> Bool { !isTrained(learner) || index.read { $0.rankers.fitted != nil } }

    private func isTrained(_ learner: String?) -> Bool {
        let name = learner ?? defaultLearner?.rawValue
        return shoppers.contains { $0.name == name }
    }

    /// Reads the index once the learner of a request is fitted; fits it where it isn't.
    func read<Result>(
        for request: RecommendationRequest, _ body: (borrowing RecommendationIndex) throws -> Result
    ) throws -> Result {
        let isTrained = isTrained(request.learner)
        while true {
            let answer: Result? = try index.read { isTrained && $0.rankers.fitted == nil ? nil : try body($0) }
            if let answer { return answer }
            try fitUnfitted()
        }
    }
}
