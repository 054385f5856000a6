public import ShopGuide

/// A piece of long work that a service was asked for, an import say; its content is known to whoever does it.
public struct StoredJob: Sendable, Hashable, Identifiable {
    /// The state of a job.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It waits for its turn.
        case queued
        /// It is under way, or was when the process that did it ended.
        case running
        /// It came to its end.
        case finished
        /// It couldn't be done.
        case failed
        /// It was ended by request.
        case cancelled

        /// Whether it has ended.
        public var isEnd: Bool { [.finished, .failed, .cancelled].contains(self) }
    }

    /// Its id.
    public var id: String
    /// Its state.
    public var state: State
    /// The time at which it was asked for.
    public var created: Timestamp
    /// The time at which it ended.
    public var ended: Timestamp?
    /// The description of the work and its progress, as JSON.
    public var content: String

    /// Creates a job.
    public init(id: String, state: State, created: Timestamp, ended: Timestamp? = nil, content: String) {
        (self.id, self.state, self.created, self.ended, self.content) = (id, state, created, ended, content)
    }
}

/// The jobs of a service, which survive its restart.
public protocol JobStore: Sendable {
    /// Returns the latest jobs, the newest first.
    func jobs(limit: Int) throws -> [StoredJob]

    /// Returns a job, if there is one of that id.
    func job(_ id: String) throws -> StoredJob?

    /// Returns the jobs that haven't ended, in the order in which they are to be done.
    func openJobs() throws -> [StoredJob]

    /// Returns whether a job is to be ended.
    func isCancelled(job id: String) throws -> Bool
}

/// The changes of jobs.
public protocol JobWriter {
    /// Saves a job; one that has ended stays as it is.
    ///
    /// - Returns: Whether it was saved.
    @discardableResult
    func save(_ job: StoredJob) throws -> Bool

    /// Asks for the end of a job that is under way.
    ///
    /// - Returns: Whether there is one of that id.
    func cancel(job id: String) throws -> Bool

    /// Removes jobs that ended before a moment, and the oldest that ended where there are more than `count`.
    ///
    /// - Returns: The ids of those that are gone.
    func removeJobs(endedBefore time: Timestamp, keeping count: Int) throws -> [String]
}
