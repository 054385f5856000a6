import GRDB

extension SQLiteStoreWriter {
    /// Removes the indexes of interactions where there is no interaction yet.
    public func begin(importOf table: TableKind) throws {
        if table == .interactions { try DeferredIndexes.drop(database) }
    }

    /// Does nothing: a row is found in microseconds.
    public func expect(_ rows: ExpectedRows) throws {}

    /// Makes the indexes of interactions that are missing.
    public func finish(importOf table: TableKind) throws {
        if table == .interactions { try DeferredIndexes.make(database) }
    }

    /// Saves the progress of an import.
    public func save(_ progress: ImportProgress, of key: ImportKey) throws {
        try database.execute(
            sql: """
                INSERT INTO imports
                    (source, kind, settings, line, stored, added, rejected, rejected_file, rejected_bytes, finished)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (source, kind, settings) DO UPDATE SET line = excluded.line, stored = excluded.stored,
                    added = excluded.added, rejected = excluded.rejected, rejected_file = excluded.rejected_file,
                    rejected_bytes = excluded.rejected_bytes, finished = excluded.finished
                """,
            arguments: [
                key.source, key.kind.rawValue, key.settings, progress.line, progress.stored, progress.added,
                progress.rejected, progress.rejectedFile, progress.rejectedBytes, progress.isFinished,
            ])
        changes.add(.importProgressed, row: 0)
    }
}

extension SQLiteStore {
    /// Returns the progress of an import, if it was ever begun.
    public func progress(of key: ImportKey) throws -> ImportProgress? {
        let sql = "SELECT * FROM imports WHERE source = ? AND kind = ? AND settings = ?"
        return try read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: sql, arguments: [key.source, key.kind.rawValue, key.settings])
            else { return nil }
            var progress = ImportProgress(rejectedFile: row["rejected_file"])
            (progress.line, progress.stored, progress.added) = (row["line"], row["stored"], row["added"])
            (progress.rejected, progress.rejectedBytes) = (row["rejected"], row["rejected_bytes"])
            progress.isFinished = row["finished"]
            return progress
        }
    }

    /// Begins a session: the transactions of one import.
    public func importSession() -> any ImportSession { SQLiteImportSession(self) }
}

/// The transactions of an import into a ``SQLiteStore``, with the row numbers that earlier ones found.
///
/// A transaction refers to rows that it has looked up or made itself, and looks them up again where something was removed since: SQLite,
/// which would look up each of them again, is told not to, for that takes a third of an import's time. ``SQLiteStore/problems()`` does
/// look.
private struct SQLiteImportSession: ImportSession {
    private let store: SQLiteStore
    private let numbers = RowNumbers()
    /// Pages in memory: what an import makes is written once, and mostly in order.
    private static let cacheKibibytes = 32 << 10

    init(_ store: SQLiteStore) { self.store = store }

    func write<Result>(_ body: (any ImportWriter) throws -> Result) throws -> Result {
        do {
            return try store.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -\(Self.cacheKibibytes)")
                defer {
                    let usual = SQLiteStore.cacheKibibytes
                    try? database.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA cache_size = -\(usual)")
                }
                return try database.committing {
                    let removals = try Int.fetchOne(database, sql: "SELECT count FROM removals")
                    if removals != numbers.removals { numbers.removeAll() }
                    numbers.removals = removals
                    let writer = SQLiteStoreWriter(database, numbers)
                    return try writer.committed(body(writer), keeping: store.changesKept).value
                }
            }
        } catch {
            // Rows that were made in the transaction are gone with it.
            numbers.removeAll()
            throw error
        }
    }
}

extension Database {
    /// Runs `body` in a transaction that is rolled back where it throws.
    fileprivate func committing<Result>(_ body: () throws -> Result) throws -> Result {
        try beginTransaction(.immediate)
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            try? rollback()
            throw error
        }
    }
}
