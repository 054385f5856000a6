import GRDB
public import ShopGuide

extension SQLiteStoreWriter {
    /// Saves a job; one that has ended stays as it is.
    @discardableResult
    public func save(_ job: StoredJob) throws -> Bool {
        try database.execute(
            sql: """
                INSERT INTO jobs (id, state, created, ended, content) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended = excluded.ended, content = excluded.content
                WHERE ended IS NULL
                """,
            arguments: [job.id, job.state.rawValue, job.created.milliseconds, job.ended?.milliseconds, job.content])
        return database.changesCount > 0
    }

    /// Asks for the end of a job that is under way.
    public func cancel(job id: String) throws -> Bool {
        try database.execute(sql: "UPDATE jobs SET cancelled = 1 WHERE id = ?", arguments: [id])
        return database.changesCount > 0
    }

    /// Removes jobs that ended before a moment, and the oldest that ended where there are more than `count`.
    public func removeJobs(endedBefore time: Timestamp, keeping count: Int) throws -> [String] {
        let surplus = "SELECT row FROM jobs ORDER BY row DESC LIMIT -1 OFFSET ?"
        return try String.fetchAll(
            database,
            sql: "DELETE FROM jobs WHERE ended IS NOT NULL AND (ended < ? OR row IN (\(surplus))) RETURNING id",
            arguments: [time.milliseconds, count])
    }
}

extension SQLiteStore {
    /// Returns the latest jobs, the newest first.
    public func jobs(limit: Int) throws -> [StoredJob] {
        try jobs("SELECT * FROM jobs ORDER BY row DESC LIMIT ?", [limit])
    }

    /// Returns a job, if there is one of that id.
    public func job(_ id: String) throws -> StoredJob? { try jobs("SELECT * FROM jobs WHERE id = ?", [id]).first }

    /// Returns the jobs that haven't ended, in the order in which they are to be done.
    public func openJobs() throws -> [StoredJob] {
        try jobs("SELECT * FROM jobs WHERE ended IS NULL ORDER BY state = 'queued', row", [])
    }

    /// Returns whether a job is to be ended.
    public func isCancelled(job id: String) throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT cancelled FROM jobs WHERE id = ?", arguments: [id]) } ?? true
    }

    private func jobs(_ sql: String, _ arguments: StatementArguments) throws -> [StoredJob] {
        try read { database in
            try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                StoredJob(
                    id: row["id"], state: StoredJob.State(rawValue: row["state"]) ?? .failed,
                    created: Timestamp(milliseconds: row["created"]),
                    ended: (row["ended"] as Int64?).map { Timestamp(milliseconds: $0) }, content: row["content"])
            }
        }
    }
}
