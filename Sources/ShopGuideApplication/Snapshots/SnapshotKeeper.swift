import Foundation
import ShopGuide
import ShopGuideStore

/// Reads a shop from its snapshot, and knows when another one is to be written.
final class SnapshotKeeper: Sendable {
    private let folder: SnapshotFolder
    private let schedule: SnapshotSchedule
    private let store: any Store
    private let note: @Sendable (String) -> Void
    private let written = Exclusive<Written?>(nil)
    /// The products that had changed when it was last looked.
    private let lastSeen = Exclusive(0)

    /// The snapshot that is there.
    private struct Written: Sendable {
        var model: String
        var position: ChangePosition
        /// The products that had changed in this process by then; fewer than none where some had changed before it began.
        var changes: Int
        var time = ContinuousClock.now
    }

    /// The contents of a snapshot: the products, the position in the feed, and the number of products that have changed in this process.
    struct Contents: Sendable {
        var catalogue: ProductCatalogue
        var position: ChangePosition
        var changes: Int
    }

    init(
        _ folder: SnapshotFolder, _ schedule: SnapshotSchedule, _ store: any Store,
        note: @escaping @Sendable (String) -> Void
    ) {
        (self.folder, self.schedule, self.store, self.note) = (folder, schedule, store, note)
    }

    /// Reads the shop from its snapshot; nil where there is none that can be used.
    ///
    /// - Throws: ``StoreError``, the error of a model that failed, or what `check` throws.
    func restored(
        _ model: CategoryModel, _ shoppers: ShopperModels, lanes: Int, _ check: () throws -> Void
    ) throws -> (recommender: ShopRecommender, position: ChangePosition)? {
        do {
            let feed = try store.latestChange().feed
            guard let found = try folder.catalogue(ofModel: model.digest, feed: feed) else { return nil }
            guard found.catalogue.dimensions == model.dimensions else {
                throw SnapshotError("its embeddings are of another width")
            }
            let restored = try ShopRecommender.restored(
                found.catalogue, at: found.position, store, model, shoppers, lanes: lanes, check)
            written.withLock { [position = found.position] in
                $0 = Written(model: model.digest, position: position, changes: -restored.changed)
            }
            note(
                "\(restored.recommender.count) products were read from a snapshot, \(restored.changed) have changed since"
            )
            return (restored.recommender, restored.position)
        } catch let error as SnapshotError {
            let file = folder.file(ofModel: model.digest).path(percentEncoded: false)
            note("the snapshot \(file) isn't used: \(error)")
            return nil
        }
    }

    /// Returns whether a snapshot is to be written now.
    ///
    /// - Parameters:
    ///   - model: The active model.
    ///   - products: The number of products.
    ///   - changes: The products that have changed in this process.
    ///   - position: The position up to which the shop is.
    /// - Returns: Whether it is to be written.
    func isDue(_ model: String, products: Int, changes: Int, at position: ChangePosition) -> Bool {
        var state = SnapshotSchedule.State(products: products, isThere: false)
        state.isQuiet = lastSeen.withLock { seen in
            defer { seen = changes }
            return seen == changes
        }
        if let written = written.withLock({ $0 }), written.model == model, written.position.feed == position.feed {
            state.isThere = true
            state.changed = changes - written.changes
            state.commits = position.number - written.position.number
            state.age = written.time.duration(to: .now)
        }
        return schedule.isDue(state)
    }

    /// Whether a snapshot would be of something else than the one that is there.
    func isWorthwhile(_ contents: Contents) -> Bool {
        guard contents.catalogue.count >= schedule.leastProducts else { return false }
        guard let written = written.withLock({ $0 }), written.model == contents.catalogue.modelDigest else {
            return true
        }
        return contents.changes != written.changes
    }

    /// Writes a snapshot.
    ///
    /// - Throws: The error of a folder that can't be written.
    func write(_ contents: Contents) throws {
        let start = ContinuousClock.now
        try folder.save(contents.catalogue, at: contents.position)
        written.withLock { [contents] in
            $0 = Written(
                model: contents.catalogue.modelDigest, position: contents.position, changes: contents.changes)
        }
        let seconds = Int(start.duration(to: .now) / .seconds(1))
        note("a snapshot of \(contents.catalogue.count) products was written in \(seconds) s")
    }
}
