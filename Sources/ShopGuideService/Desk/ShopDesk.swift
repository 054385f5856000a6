import FewShotData
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// One tenant's shop: its store, what its models made of it, and the threads that work on it.
///
/// Whoever reads takes the state as it is and goes on alone; whoever changes something does so through ``commits``, which brings it to
/// the disk before it is in the state and anybody is told.
final class ShopDesk: Sendable {
    /// Whose shop it is.
    let tenant: String
    /// What must survive.
    let store: any Store
    /// Where work is done.
    let work: WorkThreads
    /// Where changes are made.
    let commits: CommitQueue
    /// Where things are placed.
    let encoding: EncodingQueue
    /// Reads pictures.
    let pictures: PictureReader
    /// The categories that were taught.
    let board: Guarded<CategoryBoard>
    /// The models that there are.
    let models: ModelShelf
    /// The experiment that is under way, if one is.
    let running: Guarded<Experiment?>
    private let guide: Guarded<ShopRecommender>
    /// How the guide learns shoppers.
    private let shoppers: ShopperGuides
    /// Gathers anew, now and then, which products go together.
    private let gathering: Task<Void, Never>

    /// Opens a shop.
    ///
    /// - Throws: ``StoreError``, or ``CategoryError`` for what was taught by a model that isn't what it was.
    init(
        tenant: String, store: any Store, models: ModelShelf, shoppers: ShopperGuides, work: WorkThreads,
        options: ServiceOptions
    ) throws {
        self.tenant = tenant
        self.store = store
        self.work = work
        self.models = models
        let active = try models.active(in: store)
        running = Guarded(try store.experiments().last { $0.stopped == nil })
        self.shoppers = shoppers
        let guide = Guarded(try shoppers.recommender(store, active.model))
        self.guide = guide
        gathering = Self.gathering(guide, work)
        commits = CommitQueue(store, limit: options.limits.changes, telemetry: work.telemetry) { changes in
            try guide.withLock { $0 }.apply(changes)
        }
        encoding = EncodingQueue(work, lanes: options.threads)
        pictures = PictureReader(.init(pixels: options.limits.pixels))
        board = Guarded(try CategoryBoard(store, active.model, named: active.name))
    }

    /// What recommends.
    var recommender: ShopRecommender { guide.withLock { $0 } }

    /// Lets another recommender and other categories take over, between two transactions.
    func replace(_ recommender: ShopRecommender, _ board: CategoryBoard) {
        guide.withLock { $0 = recommender }
        self.board.withLock { $0 = board }
    }

    /// Reads from the store, on a thread for that.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Store) throws -> Result) async throws -> Result {
        let store = store
        return try await work.run { try body(store) }
    }

    /// Ends the shop's threads once what is waiting is done.
    func stop() async throws {
        gathering.cancel()
        try await commits.stop()
    }

    /// What recommends, with another model of products.
    func recommender(_ store: any Store, _ model: CategoryModel) throws -> ShopRecommender {
        try shoppers.recommender(store, model)
    }

    /// Looks every minute whether so much has happened that signals should be gathered anew.
    private static func gathering(_ guide: Guarded<ShopRecommender>, _ work: WorkThreads) -> Task<Void, Never> {
        Task {
            while (try? await Task.sleep(for: .seconds(60))) != nil {
                let recommender = guide.withLock { $0 }
                guard recommender.needsFitting else { continue }
                // Signals that can't be gathered, for there is no memory say, stay as they were.
                try? await work.run { try recommender.fit() }
            }
        }
    }
}

/// A value that many may read and change, one at a time and never for long.
final class Guarded<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout sending Value) throws -> sending Result) rethrows -> Result {
        try value.withLock(body)
    }
}
