import Dispatch
public import Foundation
import ShopGuide
import ShopGuideFeeds
public import ShopGuideFetch
import ShopGuideStore
import Synchronization

/// The imports of a shop that a service does, one at a time and in the order in which they were asked for, on a thread of its own.
///
/// Everything that has to survive a restart is in the store and in the folder of ``SpoolFolder``: the next process goes on with the
/// import that was under way.
public final class ImportQueue: Sendable {
    /// The bounds of a shop's imports.
    public struct Limits: Sendable, Hashable {
        /// Maximum size of a file, in bytes.
        public var fileBytes = 2 << 30
        /// The limits of files that are fetched.
        public var fetch = WebFile.Limits()
        /// Maximum number of imports that aren't done.
        public var waiting = 16
        /// Maximum number of imports that are remembered.
        public var kept = 1000
        /// The days for which imports are remembered.
        public var days = 30
        /// The time between two looks for imports and feeds that are due.
        public var pause = Duration.seconds(2)

        /// Creates the default limits.
        public init() {}
    }

    /// The limits.
    public let limits: Limits
    let store: any Store
    let folder: SpoolFolder
    /// Whether the running shop hasn't seen all that the store has.
    let isBehind: @Sendable () throws -> Bool
    let report: @Sendable (any Error) -> Void
    /// Signalled when there is something to do, or the end has come.
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStarted = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    /// Held while a feed is read and written again.
    let feedChanges = Mutex(())

    init(
        _ store: any Store, _ limits: Limits, isBehind: @escaping @Sendable () throws -> Bool,
        report: @escaping @Sendable (any Error) -> Void
    ) {
        (self.store, self.limits, self.isBehind, self.report) = (store, limits, isBehind, report)
        folder = SpoolFolder(besides: store.companion)
    }

    // MARK: - The thread

    /// Begins to do imports.
    func start() {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { [self] in work() }
        thread.name = "imports"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Ends after the batch that is under way; the next start goes on from there.
    func stop() {
        guard isStarted.load(ordering: .relaxed), !isStopping.exchange(true, ordering: .relaxed) else { return }
        wake.signal()
        _ = ended.wait(timeout: .now() + .seconds(5))
    }

    var isEnding: Bool { isStopping.load(ordering: .relaxed) }

    private func work() {
        var lock: FolderLock?
        while !isEnding {
            lock = lock ?? (folder.exists ? folder.lock() : nil)
            do {
                if lock != nil {
                    try enqueueDueFeeds()
                    if let job = try store.openJobs().first {
                        try run(job)
                        try tidy()
                        continue
                    }
                }
            } catch { report(error) }
            _ = wake.wait(timeout: .now() + .nanoseconds(Int(limits.pause / .nanoseconds(1))))
        }
        ended.signal()
    }

    private func run(_ stored: StoredJob) throws {
        guard let job = ImportJob(stored) else {
            // Of a kind that another version added.
            var job = stored
            (job.state, job.ended) = (.failed, .now)
            let failed = job
            _ = try store.write { try $0.save(failed) }
            return
        }
        do { try ImportRun(job, self).run() } catch is ImportRun.Interruption {
            return
        }
    }

    /// Forgets old imports, and removes files that nobody needs.
    func tidy() throws {
        let old = Timestamp(milliseconds: Timestamp.now.milliseconds - Int64(limits.days) * 86_400_000)
        for id in try store.write({ try $0.removeJobs(endedBefore: old, keeping: limits.kept) }) {
            try? FileManager.default.removeItem(at: folder.rejected(of: id))
        }
        let open = try store.openJobs().map(\.id)
        let all = try store.jobs(limit: limits.kept + limits.waiting).map(\.id)
        folder.removeFiles(exceptData: Set(open), exceptLists: Set(open + all))
    }

    // MARK: - Jobs

    /// Returns the latest imports, the newest first.
    public func jobs() throws -> [ImportJob] { try store.jobs(limit: limits.kept).compactMap { ImportJob($0) } }

    /// Returns an import.
    ///
    /// - Throws: ``GuideError`` where there is none of that id.
    public func job(_ id: String) throws -> ImportJob {
        guard let job = try store.job(id).flatMap({ ImportJob($0) }) else {
            throw GuideError.missing("import \"\(id)\"")
        }
        return job
    }

    /// Returns the file of an import's rejected rows; nil where none was rejected.
    public func rejectedRows(of id: String) throws -> URL? {
        let url = folder.rejected(of: try job(id).id)
        return FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) ? url : nil
    }

    /// Returns a place for a file that is to be imported, and the job that it is for.
    ///
    /// - Throws: ``GuideError`` for options that can't be understood, or where too many imports wait.
    public func prepare(_ name: String, _ options: ImportOptions) throws -> (job: ImportJob, file: URL) {
        let nowhere = URL(filePath: "/dev/null")
        _ = try options.request(file: nowhere, rejected: nowhere)
        try checkSpace()
        try folder.make()
        let job = ImportJob(source: name, options: options, now: .now)
        return (job, folder.file(of: job.id, named: name))
    }

    /// Adds an import of a file that lies where ``prepare(_:_:)`` said, whole and on the disk.
    ///
    /// - Returns: The import.
    public func add(_ job: ImportJob, file: URL) throws -> ImportJob {
        var job = job
        job.spool = file.lastPathComponent
        job.bytes =
            (try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false)))?[.size] as? Int
        try save(job)
        return job
    }

    /// Adds an import of what an address has.
    ///
    /// - Parameters:
    ///   - text: The address.
    ///   - options: The options.
    ///   - isAgain: Whether it is imported even where its server says that nothing has changed since the last time.
    /// - Returns: The import.
    /// - Throws: ``GuideError`` for an address or options that can't be understood, or where too many imports wait.
    public func add(address text: String, _ options: ImportOptions, isAgain: Bool = false) throws -> ImportJob {
        let address: FetchAddress
        do { address = try FetchAddress(text) } catch let error as FetchError {
            throw GuideError(field: "url", error.message)
        }
        var (job, _) = try prepare(address.shown, options)
        (job.address, job.isAgain) = (text, isAgain)
        try save(job)
        return job
    }

    func add(_ feed: ProductFeed, acceptsLoss: Bool) throws -> ImportJob {
        var (job, _) = try prepare(FetchAddress(feed.url).shown, feed.options)
        (job.address, job.feed, job.acceptsLoss) = (feed.url, feed.name, acceptsLoss)
        try save(job)
        return job
    }

    /// Looks for something to do at once.
    func wakeUp() { wake.signal() }

    private func save(_ job: ImportJob) throws {
        let stored = try job.record
        _ = try store.write { try $0.save(stored) }
        wake.signal()
    }

    private func checkSpace() throws {
        let count = try store.openJobs().count
        guard count < limits.waiting else {
            throw GuideError(.busy, "\(count) imports are waiting, which is the most")
        }
    }

    /// Ends an import after the batch that is under way; what is stored stays.
    ///
    /// - Returns: The import as it is now.
    /// - Throws: ``GuideError`` where there is none of that id, or it has ended.
    public func cancel(_ id: String) throws -> ImportJob {
        var job = try job(id)
        guard !job.state.isEnd else {
            throw GuideError(.conflict, "import \"\(id)\" has ended already: \(job.state.rawValue)")
        }
        let spool = job.state == .queued ? job.spool : nil
        if job.state == .queued { (job.state, job.ended, job.spool) = (.cancelled, .now, nil) }
        let stored = try job.record
        try store.write { writer in
            _ = try writer.cancel(job: id)
            if stored.state == .cancelled { try writer.save(stored) }
        }
        if let spool { try? FileManager.default.removeItem(at: folder.url.appending(component: spool)) }
        wake.signal()
        return job
    }

    /// Returns what would become of a file, with its first rows as they would be stored.
    ///
    /// - Throws: ``GuideError`` for a file that can't be read.
    public static func preview(
        _ file: URL, named name: String, _ options: ImportOptions, tree: URL? = nil, rows: Int = 5
    ) throws -> ImportPreview {
        do {
            var request = try options.request(file: file, rejected: URL(filePath: "/dev/null"))
            request.tree = tree
            let plan = try ImportPlan(request)
            return ImportPreview(
                kind: plan.kind, profile: plan.profile?.rawValue, remarks: plan.remarks, rows: try plan.preview(rows))
        } catch let error as FeedError {
            let message = error.message(naming: name, insteadOf: file)
            let about = tree.map { FeedError(error.code, message).message(naming: "tree", insteadOf: $0) }
            throw GuideError(.badRequest, about ?? message)
        }
    }
}

extension FeedError {
    /// The message with a file's name in the place of its path, which is nobody's business.
    func message(naming name: String, insteadOf file: URL) -> String {
        message.replacing(file.path(percentEncoded: false), with: name)
            .replacing(file.absoluteURL.path(percentEncoded: false), with: name)
    }
}
