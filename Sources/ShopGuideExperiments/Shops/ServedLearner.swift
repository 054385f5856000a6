import Foundation
import ShopGuide
import ShopGuideApplication

/// The learner that was learned on a shop before and serves it, with all those that it may be made of, as it is.
struct ServedLearner: Codable, Sendable {
    /// The name of its row in reports.
    static let name = "active"

    /// The folder of the models.
    var folder: String
    /// The learner's name.
    var learner: String

    init(_ learned: LearnedShoppers) {
        (folder, learner) = (learned.folder.path(percentEncoded: false), learned.learner)
    }

    /// Reads the models; nil where the learner needs none.
    ///
    /// - Throws: ``GuideError`` where the folder can't be read, or has none.
    func read() throws -> Models? {
        let models = try LearnedShoppers(folder: URL(filePath: folder), learner: learner).models()
        return models.contains { $0.name == learner } ? Models(learner: learner, models: models) : nil
    }

    /// The models of what serves.
    struct Models: Sendable {
        let learner: String
        let models: [ShopperModel]

        /// Returns the learner over the signals of a moment.
        func learner(over signals: InteractionSignals, of frame: ProductFrame) throws -> any ShopperLearner {
            let singles = models.filter { !$0.isMixture }
            func make(_ model: ShopperModel) throws -> any ShopperLearner { try model.learner(signals, of: frame) }
            guard let model = models.first(where: { $0.name == learner }) else {
                throw ExperimentError("there is no model \"\(learner)\" among those that serve")
            }
            guard let mixture = model.ranker as? LearnerMixture else { return try make(model) }
            let learners = Dictionary(
                try singles.map { ($0.name, try make($0)) }, uniquingKeysWith: { first, _ in first })
            return try mixture.learner(over: signals, of: frame, among: learners)
        }
    }
}
