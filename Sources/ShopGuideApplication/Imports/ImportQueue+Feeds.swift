import Foundation
import ShopGuide
import ShopGuideFetch
import ShopGuideStore
import Synchronization

extension ImportQueue {
    /// The feeds that a shop may have, at most.
    public static let maximumFeeds = 100

    /// Returns the feeds, in the order of their names.
    public func feeds() throws -> [ProductFeed] { try store.sources().map { try shown($0) } }

    /// Returns a feed.
    ///
    /// - Throws: ``GuideError`` where there is none of that name.
    public func feed(_ name: String) throws -> ProductFeed {
        guard let stored = try store.source(name) else { throw GuideError.missing("feed \"\(name)\"") }
        return try shown(stored)
    }

    private func shown(_ stored: StoredSource) throws -> ProductFeed {
        var feed = try ProductFeed(stored)
        feed.status.contents = try store.contents(ofSource: feed.name)
        return feed
    }

    /// Saves a feed, in the place of the one of its name; one that is new, or is read in another way, is fetched at once.
    ///
    /// - Returns: The feed as it is stored.
    /// - Throws: ``GuideError`` naming the invalid field.
    public func save(_ feed: ProductFeed) throws -> ProductFeed {
        try feed.validate()
        try folder.make()
        try feedChanges.withLock { _ in
            var feed = feed
            let stored = try store.source(feed.name)
            if stored == nil, try store.sources().count >= Self.maximumFeeds {
                throw GuideError(
                    .conflict, "there are \(Self.maximumFeeds) feeds, which is the most; remove some first")
            }
            feed.status = ProductFeed.Status()
            if let earlier = try stored.map({ try ProductFeed($0) }) {
                feed.status = earlier.status
                if !feed.reads(like: earlier) { (feed.status.version, feed.status.digest) = (nil, nil) }
                let isSame = feed.reads(like: earlier) && feed.everyHours == earlier.everyHours
                feed.status.next = isSame ? earlier.status.next : .now
            } else {
                feed.status.next = .now
            }
            try write(feed)
        }
        wakeUp()
        return try self.feed(feed.name)
    }

    /// Removes a feed; its products stay.
    ///
    /// - Throws: ``GuideError`` where there is none of that name.
    public func removeFeed(_ name: String) throws {
        let isRemoved = try feedChanges.withLock { _ in try store.write { try $0.removeSource(name) } }
        guard isRemoved else { throw GuideError.missing("feed \"\(name)\"") }
    }

    /// Fetches a feed now.
    ///
    /// - Parameters:
    ///   - name: The feed's name.
    ///   - acceptsLoss: Whether it may have lost more than half of its products.
    /// - Returns: The import; the one that is waiting or under way already, if there is one.
    /// - Throws: ``GuideError`` where there is no such feed.
    public func fetch(feed name: String, acceptsLoss: Bool = false) throws -> ImportJob {
        try feedChanges.withLock { _ in
            guard let stored = try store.source(name) else { throw GuideError.missing("feed \"\(name)\"") }
            return try enqueue(try ProductFeed(stored), acceptsLoss: acceptsLoss)
        }
    }

    private func enqueue(_ feed: ProductFeed, acceptsLoss: Bool) throws -> ImportJob {
        let open = try store.openJobs().compactMap { ImportJob($0) }
        if let job = open.first(where: { $0.feed == feed.name && (!acceptsLoss || $0.acceptsLoss) }) { return job }
        let job = try add(feed, acceptsLoss: acceptsLoss)
        var feed = feed
        (feed.status.job, feed.status.next) = (job.id, feed.next(after: .now))
        try write(feed)
        return job
    }

    /// Adds imports of the feeds whose time has come.
    func enqueueDueFeeds() throws {
        let now = Timestamp.now
        for stored in try store.sources() where stored.next.milliseconds <= now.milliseconds {
            try feedChanges.withLock { _ in
                guard let stored = try store.source(stored.id) else { return }
                do { _ = try enqueue(try ProductFeed(stored), acceptsLoss: false) } catch let error as GuideError
                    where error.code == .busy
                {
                    // Next time.
                }
            }
        }
    }

    /// Keeps what a fetch of a feed came to.
    func note(_ job: ImportJob, of run: ProductFeed) throws {
        try feedChanges.withLock { _ in
            guard let stored = try store.source(run.name) else { return }
            var feed = try ProductFeed(stored)
            feed.status.fetched = job.ended
            feed.status.job = job.id
            switch job.state {
            case .finished:
                if let version = job.version, feed.reads(like: run) {
                    (feed.status.version, feed.status.digest) = (version, run.status.digest)
                }
                if job.kind != nil, job.stored + job.rejected > 0 { feed.status.changed = job.ended }
                feed.status.message =
                    job.remarks.first { $0.hasPrefix("unchanged") }
                    ?? "\(job.stored) rows stored, \(job.added) of them new, \(job.rejected) rejected"
            case .cancelled: feed.status.message = "the fetch was cancelled"
            default:
                feed.status.message = job.problem
                // A server that is down now may be up within the hour.
                feed.status.next = feed.next(after: .now, hours: min(1, feed.everyHours))
            }
            try write(feed)
        }
    }

    private func write(_ feed: ProductFeed) throws {
        let stored = try feed.record
        try store.write { try $0.save(stored) }
    }
}
