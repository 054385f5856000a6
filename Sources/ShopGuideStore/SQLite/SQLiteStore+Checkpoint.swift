import GRDB
import Synchronization

extension SQLiteStore {
    /// Moves committed changes from the write-ahead log into the store.
    ///
    /// A passive checkpoint now and then, beside readers and writers, keeps any one transaction from having to move all of them.
    ///
    /// - Throws: ``StoreError``: one that truncates where somebody is reading the log.
    public func checkpoint(_ mode: CheckpointMode) throws {
        // Two checkpoints can't run at once.
        try mapped {
            try checkpointer.withLock { checkpointer in
                switch mode {
                case .passive: try passiveCheckpoint(on: &checkpointer)
                case .truncate: _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                }
            }
        }
    }

    private func passiveCheckpoint(on connection: inout DatabaseQueue?) throws {
        do {
            let checkpointer = try connection ?? makeCheckpointer()
            connection = checkpointer
            _ = try checkpointer.writeWithoutTransaction { try $0.checkpoint(.passive) }
        } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_BUSY {
            // Another process is at it.
        }
    }

    private func makeCheckpointer() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "store.checkpoint"
        configuration.busyMode = .immediateError
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
