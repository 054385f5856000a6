public import ShopGuide
import ShopGuideStore

/// The trained learners of shoppers, with the one that is the default.
public struct ShopperModels: Sendable {
    let models: [ShopperModel]
    let defaultLearner: ShopperLearnerKind?
    /// The name of the learner of requests that name none.
    let defaultName: String
    /// Whether these are used whatever a store names.
    let isFixed: Bool

    /// Creates the learners.
    ///
    /// - Parameters:
    ///   - models: The trained learners.
    ///   - learner: The learner of requests that name none.
    ///   - isFixed: Whether these are used whatever learners were activated in a store.
    /// - Throws: ``GuideError`` where there is no such learner.
    public init(
        _ models: [ShopperModel], default learner: String = ShopRecommender.defaultLearner, isFixed: Bool = false
    ) throws {
        guard ShopRecommender.learners.contains(learner) else {
            let known = ShopRecommender.learners.joined(separator: ", ")
            throw GuideError(.badRequest, "learner: there is no \"\(learner)\"; there are \(known)")
        }
        self.models = models
        (defaultName, self.isFixed) = (learner, isFixed)
        defaultLearner = ShopperLearnerKind(rawValue: learner)
    }

    /// The names of the learners that can rank with these models.
    var learners: [String] {
        ShopRecommender.learners.filter { name in
            ShopperLearnerKind(rawValue: name) == nil || models.contains { $0.name == name }
        }
    }

    /// Builds the recommender of a store.
    func recommender(
        _ store: any Store, _ model: CategoryModel, upTo position: ChangePosition, _ plan: ReadingPlan,
        _ progress: (ReadingProgress) throws -> Void
    ) throws -> ShopRecommender {
        try ShopRecommender(
            store, model, shoppers: models, default: defaultLearner, upTo: position, plan: plan, progress: progress)
    }
}
