import ShopGuide
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Saves a job; one that has ended stays as it is.
    @discardableResult
    func save(_ job: StoredJob) throws -> Bool {
        try connection.query(
            """
            INSERT INTO jobs (id, state, created, ended, content, row)
            VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(row), 0) + 1 FROM jobs))
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended = excluded.ended, content = excluded.content
            WHERE jobs.ended IS NULL
            """,
            checked([
                .text(job.id), .text(job.state.rawValue), .integer(job.created.milliseconds),
                PostgresValue(job.ended?.milliseconds), .text(job.content),
            ])) > 0
    }

    /// Asks for the end of a job that is under way.
    func cancel(job id: String) throws -> Bool {
        try connection.query("UPDATE jobs SET cancelled = 1 WHERE id = $1", checked([.text(id)])) > 0
    }

    /// Removes jobs that ended before a moment, and the oldest that ended where there are more than `count`.
    func removeJobs(endedBefore time: Timestamp, keeping count: Int) throws -> [String] {
        try connection.texts(
            """
            DELETE FROM jobs WHERE ended IS NOT NULL
                AND (ended < $1 OR row IN (SELECT row FROM jobs ORDER BY row DESC OFFSET $2)) RETURNING id
            """, [.integer(time.milliseconds), .integer(Int64(count))])
    }
}

extension PostgresStore {
    /// Returns the latest jobs, the newest first.
    public func jobs(limit: Int) throws -> [StoredJob] {
        try jobs("ORDER BY row DESC LIMIT $1", [.integer(Int64(limit))])
    }

    /// Returns a job, if there is one of that id.
    public func job(_ id: String) throws -> StoredJob? { try jobs("WHERE id = $1", [.text(id)]).first }

    /// Returns the jobs that haven't ended, in the order in which they are to be done.
    public func openJobs() throws -> [StoredJob] { try jobs("WHERE ended IS NULL ORDER BY state = 'queued', row", []) }

    /// Returns whether a job is to be ended.
    public func isCancelled(job id: String) throws -> Bool {
        try read { try $0.integer("SELECT cancelled FROM jobs WHERE id = $1", [.text(id)]) } != 0
    }

    private func jobs(_ condition: String, _ values: [PostgresValue]) throws -> [StoredJob] {
        var jobs: [StoredJob] = []
        try read {
            try $0.query("SELECT id, state, created, ended, content FROM jobs \(condition)", values) {
                jobs.append(
                    StoredJob(
                        id: $0.text(0) ?? "", state: StoredJob.State(rawValue: $0.text(1) ?? "") ?? .failed,
                        created: Timestamp(milliseconds: $0.integer(2) ?? 0),
                        ended: $0.integer(3).map { Timestamp(milliseconds: $0) }, content: $0.text(4) ?? ""))
            }
        }
        return jobs
    }
}
