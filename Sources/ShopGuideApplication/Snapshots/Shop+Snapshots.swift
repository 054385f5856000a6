import Foundation
import ShopGuide

extension Shop {
    /// Writes a snapshot of the products where it is due.
    ///
    /// - Throws: The error of a folder that can't be written.
    package func keepSnapshot() async throws {
        guard let snapshots, readiness == .ready, let recommender = active.withLock({ $0.recommender }) else { return }
        let isDue = snapshots.isDue(
            recommender.model.digest, products: recommender.count, changes: memory.productChanges,
            at: memory.currentPosition)
        if isDue { try await writeSnapshot() }
    }

    /// Writes a snapshot of the products as they are now; requests and changes go on meanwhile.
    private func writeSnapshot() async throws {
        let (memory, copied) = (memory, Exclusive<SnapshotKeeper.Contents?>(nil))
        try await committer.exclusively {
            let contents = memory.snapshotContents
            copied.withLock { $0 = contents }
        }
        if let contents = copied.withLock({ $0 }) { try await write(contents) }
    }

    /// Writes a snapshot on a thread of its own, for it takes seconds where products are many.
    private func write(_ contents: SnapshotKeeper.Contents) async throws {
        guard let snapshots else { return }
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try snapshots.write(contents) }) }
        }
    }

    /// Writes a last snapshot; to be called where no change can come any more.
    func writeLastSnapshot() async throws {
        guard let snapshots, readiness == .ready, let contents = memory.snapshotContents,
            snapshots.isWorthwhile(contents)
        else { return }
        try await write(contents)
    }
}
