import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The trained learners of shoppers that a service has, and which of all learners is meant where a request doesn't say.
struct ShopperGuides: Sendable {
    private let models: [ShopperModel]
    private let usual: ShopperLearnerKind?

    /// Reads the learners.
    ///
    /// - Throws: ``GuideError`` where the usual learner is none that there is, or the error of a model that can't be read.
    init(_ options: ServiceOptions) throws {
        models = try options.shoppers.map(ShopperModel.all) ?? []
        guard ShopRecommender.learners.contains(options.learner) else {
            let known = ShopRecommender.learners.joined(separator: ", ")
            throw GuideError(.badRequest, "learner: there is no \"\(options.learner)\"; there are \(known)")
        }
        usual = ShopperLearnerKind(rawValue: options.learner)
    }

    /// What recommends a store's products.
    func recommender(_ store: any Store, _ model: CategoryModel) throws -> ShopRecommender {
        try ShopRecommender(store, model, shoppers: models, default: usual)
    }
}
