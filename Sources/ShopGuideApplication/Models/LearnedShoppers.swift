public import Foundation
public import ShopGuide
public import ShopGuideStore

/// The learners of shoppers that were learned from a store's own data and activated in it.
public struct LearnedShoppers: Sendable, Hashable {
    /// The folder of the models.
    public var folder: URL
    /// The learner of requests that name none.
    public var learner: String

    /// The store's setting that names the folder.
    static let folderSetting = "learned shoppers"
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

    /// Activates them; a running service takes them within seconds.
    public func activate(in store: any Store) throws { try store.write { try activate(with: $0) } }

    /// Activates them in a transaction.
    func activate(with writer: any StoreWriter) throws {
        try writer.set(Self.learnerSetting, to: learner)
        try writer.set(Self.folderSetting, to: Self.path(folder))
        try ModelCopy.save(folder, of: Self.folderSetting, with: writer)
    }

    /// Returns the same learners in a folder of this machine: their own where it is as it was when they were activated, else one
    /// with the copy that the store keeps.
    ///
    /// - Throws: ``StoreError``, or ``GuideError`` where the copy can't be written beside the store.
    public func located(in store: any Store) throws -> LearnedShoppers {
        guard let copy = try ModelCopy(of: Self.folderSetting, in: store), !copy.isSame(as: folder) else { return self }
        return LearnedShoppers(folder: try copy.folder(), learner: learner)
    }

    /// Whether their folder is on this machine.
    var isThere: Bool { FileManager.default.fileExists(atPath: Self.path(folder)) }

    /// Whether a folder is the one of these models.
    func isIn(_ other: URL) -> Bool { Self.path(folder) == Self.path(other) }

    /// The whole path of a folder, the same however it was named.
    private static func path(_ folder: URL) -> String {
        let path = folder.absoluteURL.standardizedFileURL.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Reads the models.
    ///
    /// - Throws: ``GuideError`` where the folder can't be read, or has none.
    public func models() throws -> [ShopperModel] {
        let models: [ShopperModel]
        do { models = try ShopperModel.all(in: folder) } catch {
            throw GuideError(
                .unusable,
                "the learners of shoppers that are active in the store can't be read: \(error); name others with --shoppers"
            )
        }
        guard !models.isEmpty else {
            throw GuideError(
                .unusable,
                "the learners of shoppers that are active in the store, \(folder.path(percentEncoded: false)), aren't "
                    + "there any more: put them back, name others with --shoppers, or learn anew: shopguide learn --activate"
            )
        }
        return models
    }
}

extension ShopperModels {
    /// Returns the learners that are active in a store, or these where none are, or where these are fixed.
    ///
    /// - Throws: ``GuideError`` where the folder of the active ones can't be read.
    func active(in store: any Store) throws -> ShopperModels {
        guard !isFixed, let learned = try LearnedShoppers(activeIn: store) else { return self }
        let isChosen = defaultName != ShopRecommender.defaultLearner
        return try ShopperModels(
            try learned.located(in: store).models(), default: isChosen ? defaultName : learned.learner)
    }
}
