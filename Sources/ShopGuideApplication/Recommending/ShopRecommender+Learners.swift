public import ShopGuide
import Synchronization

/// Learners that were trained beforehand, and the signals that they look at.
extension ShopRecommender {
    /// The learners that a request can name, the one that is taken where none is named first.
    public static var learners: [String] { RecommendationIndex.learners }

    /// The trained learner that measures best on the built-in catalogue (`shopguide reproduce guide`).
    public static let best = ShopperLearnerKind.relation

    /// The learners that can be asked here.
    public var learners: [String] {
        Self.learners.filter { name in
            ShopperLearnerKind(rawValue: name) == nil || shoppers.contains { $0.name == name }
        }
    }

    /// Whether trained learners are in use, and so much has happened since signals were gathered that they should be gathered anew.
    public var hasMuchNew: Bool {
        guard let gathered = gathered.withLock({ $0 }) else { return false }
        return abs(index.read { $0.activity } - gathered) > 100 + 0.02 * gathered
    }

    /// Learns anew which products go together, for trained learners of shoppers; answers go on meanwhile.
    ///
    /// - Throws: The error of a failed tensor.
    public func gather() throws { try gathering.withLock { _ in try gatherOnce() } }

    private func gatherOnce() throws {
        guard !shoppers.isEmpty else { return }
        var isInUse = false
        // Signals of somebody who was erased meanwhile must not come into use.
        while !isInUse {
            let (ground, total) = index.read { (TrainedShoppers.Ground($0), $0.activity) }
            let trained = try TrainedShoppers(shoppers, ground)
            isInUse = index.change { $0.use(trained, usual: usual) }
            gathered.withLock { $0 = total }
        }
    }

    /// Reads the index where the learner that a request asks for has what it looks at; signals are gathered where they are missing.
    func read<Result>(
        for request: RecommendationRequest, _ body: (borrowing RecommendationIndex) throws -> Result
    ) throws -> Result {
        let name = request.learner ?? usual?.rawValue
        let isTrained = shoppers.contains { $0.name == name }
        while true {
            let answer: Result? = try index.read { isTrained && $0.trained == nil ? nil : try body($0) }
            if let answer { return answer }
            try gathering.withLock { _ in
                if index.read({ $0.trained == nil }) { try gatherOnce() }
            }
        }
    }
}
