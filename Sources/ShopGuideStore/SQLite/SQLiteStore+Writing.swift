import GRDB

extension SQLiteStore {
    /// Makes changes in one transaction: all of them are on the disk when this returns, or none was made.
    public func commit<Result>(_ body: (any StoreWriter) throws -> Result) throws -> Committed<Result> {
        try committing { try body($0) }
    }

    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    public func commit(each changes: [(any StoreWriter) throws -> Void]) throws -> Committed<[(any Error)?]> {
        try committing { writer in
            try changes.map { change in
                do {
                    try writer.attempt { try change(writer) }
                    return nil
                } catch {
                    // What SQLite has rolled back as a whole, a full disk say, is nobody's alone.
                    guard writer.database.isInsideTransaction else { throw error }
                    if let error = error as? DatabaseError { return StoreError(error, path: path) }
                    return error
                }
            }
        }
    }

    private func committing<Result>(_ body: (SQLiteStoreWriter) throws -> Result) throws -> Committed<Result> {
        try mapped {
            try database.write { database in
                let writer = SQLiteStoreWriter(database, RowNumbers())
                return try writer.committed(body(writer), keeping: changesKept)
            }
        }
    }
}
