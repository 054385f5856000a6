import Foundation
import ShopGuide
import ShopGuideEngine
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
    let store: Store
    /// Where work is done.
    let work: WorkThreads
    /// Where changes are made.
    let commits: CommitQueue
    /// What is taken at most.
    let limits: ServiceOptions.Limits
    /// Reads pictures; one reader at a time, for it keeps archives open.
    let pictures: PictureReader

    init(tenant: String, store: Store, work: WorkThreads, limits: ServiceOptions.Limits) {
        self.tenant = tenant
        self.store = store
        self.work = work
        self.limits = limits
        commits = CommitQueue(store, limit: limits.changes)
        pictures = PictureReader(limits)
    }

    /// Reads from the store, on a thread for that.
    func read<Result: Sendable>(_ body: @escaping @Sendable (Store) throws -> Result) async throws -> Result {
        let store = store
        return try await work.run { try body(store) }
    }

    /// Ends the shop's threads once what is waiting is done.
    func stop() async throws { try await commits.stop() }
}
