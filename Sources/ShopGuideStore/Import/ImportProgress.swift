import GRDB

/// How far an import is; kept in the store, so that an interrupted one can go on.
public struct ImportProgress: Sendable, Hashable, Codable {
    /// The last line that was dealt with.
    public var line = 0
    /// Rows that are in the store.
    public var stored = 0
    /// Those of them that are new there.
    public var added = 0
    /// Rows that weren't taken.
    public var rejected = 0
    /// Where those are told of.
    public var rejectedFile: String
    /// How much of that file belongs to it.
    var rejectedBytes = 0
    /// Whether the import came to its end.
    public var isFinished = false
}

/// What tells one import from another.
struct ImportKey: Hashable {
    var source: String
    var kind: TableKind
    var settings: String
}

extension StoreWriter {
    func save(_ progress: ImportProgress, of key: ImportKey) throws {
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
    }
}

extension Store {
    func progress(of key: ImportKey) throws -> ImportProgress? {
        let sql = "SELECT * FROM imports WHERE source = ? AND kind = ? AND settings = ?"
        return try read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: sql, arguments: [key.source, key.kind.rawValue, key.settings])
            else { return nil }
            return ImportProgress(
                line: row["line"], stored: row["stored"], added: row["added"], rejected: row["rejected"],
                rejectedFile: row["rejected_file"], rejectedBytes: row["rejected_bytes"], isFinished: row["finished"])
        }
    }
}
