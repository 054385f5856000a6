import GRDB

extension SQLiteStore {
    /// Makes changes in one transaction: all of them are on the disk when this returns, or none was made.
    public func write<Result>(_ body: (any StoreWriter) throws -> Result) throws -> Result {
        try mapped { try database.write { try body(SQLiteStoreWriter($0, RowNumbers())) } }
    }

    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    public func write(each changes: [(any StoreWriter) throws -> Void]) throws -> [(any Error)?] {
        try mapped {
            try database.write { database in
                let writer = SQLiteStoreWriter(database, RowNumbers())
                return try changes.map { change in
                    do {
                        try writer.attempt { try change(writer) }
                        return nil
                    } catch {
                        // What SQLite has rolled back as a whole, a full disk say, is nobody's alone.
                        guard database.isInsideTransaction else { throw error }
                        if let error = error as? DatabaseError { return StoreError(error, path: path) }
                        return error
                    }
                }
            }
        }
    }
}
