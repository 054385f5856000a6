import ShopGuide
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Looks up which of the rows that come next are in the store.
    func expect(_ rows: ExpectedRows) throws {
        try look(for: rows.products, in: .products)
        try look(for: rows.shoppers, in: .shoppers)
        if !rows.events.isEmpty {
            let events = rows.events.filter { !$0.utf8.contains(0) }
            absent.events = Set(events.map { ExactID($0) })
            try flushed.query("SELECT event FROM interactions WHERE event = ANY ($1)", [.texts(events)]) { [self] in
                absent.events.remove(ExactID($0.text(0) ?? ""))
            }
        }
        if let source = rows.source, !rows.lines.isEmpty {
            (absent.source, absent.lines) = (source, Set(rows.lines))
            guard let row = try row(of: source, in: .sources) else { return }
            try flushed.query(
                "SELECT line FROM interactions WHERE source = $1 AND line = ANY ($2)",
                [.integer(row), .integers(rows.lines.map { Int64($0) })]
            ) { [self] in absent.lines.remove(Int($0.integer(0) ?? 0)) }
        }
    }

    private func look(for ids: [String], in table: NamedTable) throws {
        var unknown = Set(ids.lazy.filter { !$0.utf8.contains(0) }.map { ExactID($0) })
        unknown = unknown.filter { memory.numbers.row(of: $0.text, in: table) == nil }
        guard !unknown.isEmpty else { return }
        try flushed.query(
            "SELECT \(table.column), row FROM \(table) WHERE \(table.column) = ANY ($1)", [.texts(unknown.map(\.text))]
        ) { [self] in
            let id = $0.text(0) ?? ""
            memory.numbers.keep($0.integer(1) ?? 0, of: id, in: table)
            unknown.remove(ExactID(id))
        }
        for id in unknown { absent.insert(id, in: table) }
    }

    /// Does nothing: an index that is dropped would keep readers waiting.
    func begin(importOf table: TableKind) throws {}

    /// Does nothing.
    func finish(importOf table: TableKind) throws {}

    /// Saves the progress of an import.
    func save(_ progress: ImportProgress, of key: ImportKey) throws {
        try connection.send(
            """
            INSERT INTO imports
                (source, kind, settings, line, stored, added, rejected, rejected_file, rejected_bytes, finished, row)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT coalesce(max(row), 0) + 1 FROM imports))
            ON CONFLICT (source, kind, settings) DO UPDATE SET line = excluded.line, stored = excluded.stored,
                added = excluded.added, rejected = excluded.rejected, rejected_file = excluded.rejected_file,
                rejected_bytes = excluded.rejected_bytes, finished = excluded.finished
            """,
            checked(
                [key.source, key.kind.rawValue, key.settings].map { .text($0) }
                    + [progress.line, progress.stored, progress.added, progress.rejected].map { .integer(Int64($0)) }
                    + [
                        .text(progress.rejectedFile), .integer(Int64(progress.rejectedBytes)),
                        .integer(progress.isFinished ? 1 : 0),
                    ]))
        changes.add(.importProgressed, row: 0)
    }
}

extension PostgresStore {
    /// Returns the progress of an import, if it was ever begun.
    public func progress(of key: ImportKey) throws -> ImportProgress? {
        let sql = """
            SELECT line, stored, added, rejected, rejected_file, rejected_bytes, finished FROM imports
            WHERE source = $1 AND kind = $2 AND settings = $3
            """
        var found: ImportProgress?
        try read {
            try $0.query(sql, [key.source, key.kind.rawValue, key.settings].map { .text($0) }) { row in
                func number(_ column: Int32) -> Int { Int(row.integer(column) ?? 0) }
                var progress = ImportProgress(rejectedFile: row.text(4) ?? "")
                (progress.line, progress.stored, progress.added) = (number(0), number(1), number(2))
                (progress.rejected, progress.rejectedBytes) = (number(3), number(5))
                progress.isFinished = number(6) != 0
                found = progress
            }
        }
        return found
    }

    /// Begins a session: the transactions of one import.
    public func importSession() -> any ImportSession { PostgresImportSession(store: self) }
}

/// The transactions of an import into a ``PostgresStore``.
private struct PostgresImportSession: ImportSession {
    let store: PostgresStore

    func write<Result>(_ body: (any ImportWriter) throws -> Result) throws -> Result {
        try store.transaction { try body($0) }.value
    }
}
