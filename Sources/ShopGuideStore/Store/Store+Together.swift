import GRDB

extension Store {
    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    ///
    /// - Parameter changes: What makes a change; the writer is for use inside of it only.
    /// - Returns: For each, why it failed, or nil for one that is on the disk.
    /// - Throws: ``StoreError`` where the transaction failed: nothing was changed then.
    public func write(each changes: [(StoreWriter) throws -> Void]) throws -> [(any Error)?] {
        try write { writer in
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
}

extension StoreWriter {
    /// Makes some of a transaction's changes: all of them or, where `body` throws, none.
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try BoundStatement(database, "SAVEPOINT attempt").run()
        do {
            let result = try body()
            try BoundStatement(database, "RELEASE attempt").run()
            return result
        } catch {
            if database.isInsideTransaction {
                try database.execute(sql: "ROLLBACK TO attempt; RELEASE attempt")
            }
            forgetRows()
            throw error
        }
    }
}
