public import Foundation
import ShopGuide
public import ShopGuideStore

/// The learners of shoppers that were learned from a store's own data and activated in it.
public struct LearnedShoppers: Sendable, Hashable {
    /// The folder of the models.
    public var folder: URL
    /// The learner of requests that name none.
    public var learner: String

    /// The store's setting that names the folder.
    private static let folderSetting = "learned shoppers"
    /// The store's setting that names the learner.
    private static let learnerSetting = "learner"

    /// Names learners.
    public init(folder: URL, learner: String) { (self.folder, self.learner) = (folder, learner) }

    /// Reads the ones that are active in a store; nil where none are.
    public init?(activeIn store: any Store) throws {
        guard let path = try store.setting(Self.folderSetting), !path.isEmpty,
            let learner = try store.setting(Self.learnerSetting)
        else { return nil }
        self.init(folder: URL(filePath: path), learner: learner)
    }

    /// Activates them; a running service takes them when it next begins.
    public func activate(in store: any Store) throws {
        try store.write { writer in
            try writer.set(Self.folderSetting, to: folder.standardizedFileURL.path(percentEncoded: false))
            try writer.set(Self.learnerSetting, to: learner)
        }
    }
}

extension ShopperModels {
    /// Returns the learners that are active in a store, or these where none are, or where these are fixed.
    ///
    /// - Throws: ``GuideError`` where the folder of the active ones can't be read.
    func active(in store: any Store) throws -> ShopperModels {
        guard !isFixed, let learned = try LearnedShoppers(activeIn: store) else { return self }
        let models: [ShopperModel]
        do { models = try ShopperModel.all(in: learned.folder) } catch {
            throw GuideError(
                .unusable,
                "the learners of shoppers that are active in the store can't be read: \(error); name others with --shoppers"
            )
        }
        guard !models.isEmpty else {
            throw GuideError(
                .unusable,
                "the learners of shoppers that are active in the store, \(learned.folder.path(percentEncoded: false)), aren't "
                    + "there any more: put them back, name others with --shoppers, or learn anew: shopguide learn --activate"
            )
        }
        let isChosen = defaultName != ShopRecommender.defaultLearner
        return try ShopperModels(models, default: isChosen ? defaultName : learned.learner)
    }
}
