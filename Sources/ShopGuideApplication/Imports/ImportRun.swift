import FewShotDigests
import Foundation
import ShopGuide
import ShopGuideFeeds
import ShopGuideFetch
import ShopGuideStore

/// An import under way on the thread of its queue.
final class ImportRun {
    /// The end of the process, after which the import goes on.
    struct Interruption: Error {}
    /// The end of the import by request.
    private struct Cancellation: Error {}
    /// The reason why an import ends without having changed anything.
    private struct Unchanged: Error {
        var message: String
    }

    private let queue: ImportQueue
    private var job: ImportJob
    private var feed: ProductFeed?
    /// Whether the running shop keeps up with what is stored.
    private var isFollowed = true
    private var saved = ContinuousClock.now
    /// Rows per transaction: few, so that requests of the service never wait long for one.
    private static let batch = 1000
    private static let eventBatch = 10_000
    private static let saveInterval = Duration.milliseconds(500)

    init(_ job: ImportJob, _ queue: ImportQueue) { (self.job, self.queue) = (job, queue) }

    /// Does the import, and says in the store what became of it.
    ///
    /// - Throws: ``Interruption`` where the process ends, ``StoreError`` where the store can't be written.
    func run() throws {
        job.state = .running
        job.started = job.started ?? .now
        try save()
        do {
            try checkCancellation()
            try findFeed()
            do { try importFile() } catch let unchanged as Unchanged { job.remarks = [unchanged.message] }
            try fetchPictures()
            end(.finished)
        } catch let interruption as Interruption {
            try save()
            throw interruption
        } catch is Cancellation {
            end(.cancelled)
        } catch {
            job.problem = message(of: error)
            end(.failed)
        }
        try save()
        if let feed { try queue.note(job, of: feed) }
    }

    private func end(_ state: StoredJob.State) {
        (job.state, job.ended) = (state, .now)
        for file in [job.spool.map { queue.folder.url.appending(component: $0) }, treeFile] {
            if let file { try? FileManager.default.removeItem(at: file) }
        }
        job.spool = nil
    }

    private func message(of error: any Error) -> String {
        switch error {
        case let error as FeedError:
            let file = job.spool.map { queue.folder.url.appending(component: $0) }
            let message = file.map { error.message(naming: job.source, insteadOf: $0) } ?? error.message
            return treeFile.map { FeedError(error.code, message).message(naming: "tree", insteadOf: $0) } ?? message
        case let error as FetchError: return error.message
        case let error as GuideError: return error.message
        case let error as StoreError where error.code == .full:
            return "no space left on the store's disk; free some, and import it again"
        default:
            queue.report(error)
            return "the import failed; see the service's log"
        }
    }

    private func save() throws {
        let stored = try job.record
        _ = try queue.store.write { try $0.save(stored) }
        saved = .now
    }

    /// Saves the progress where that is some time ago, and looks whether the import is to be ended.
    private func pause() throws {
        if queue.isEnding { throw Interruption() }
        guard saved.duration(to: .now) > Self.saveInterval else { return }
        try save()
        try checkCancellation()
    }

    private func checkCancellation() throws { if try queue.store.isCancelled(job: job.id) { throw Cancellation() } }

    // MARK: - The file

    private func findFeed() throws {
        guard let name = job.feed else { return }
        guard let stored = try queue.store.source(name) else { throw Cancellation() }
        feed = try ProductFeed(stored)
    }

    /// Returns the file, fetched where it isn't there yet.
    private func file() throws -> URL {
        if let spool = job.spool {
            let file = queue.folder.url.appending(component: spool)
            guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
                throw GuideError(.missing, "the file is gone; import it again")
            }
            return file
        }
        guard let text = job.address else { throw GuideError(.missing, "the import has neither a file nor an address") }
        let address = try FetchAddress(text)
        let file = queue.folder.file(of: job.id, named: address.fileName)
        let result = try fetch(address, to: file, unlessAt: try knownVersion())
        guard case .fetched(let bytes, let version) = result else {
            throw Unchanged(
                message: feed == nil
                    ? "unchanged since the last import, as the server says; again imports it nonetheless"
                    : "unchanged since the last fetch, as the server says")
        }
        (job.version, job.bytes, job.spool) = (version, bytes, file.lastPathComponent)
        try save()
        return file
    }

    private func fetch(_ address: FetchAddress, to file: URL, unlessAt known: WebFile.Version) throws -> WebFile.Result
    {
        var limits = queue.limits.fetch
        limits.bytes = queue.limits.fileBytes
        var stopped: (any Error)?
        defer { job.read = 0 }
        do {
            return try WebFile(address, limits: limits).fetch(to: file, unlessAt: known) { bytes, of in
                (job.bytes, job.read) = (of, bytes)
                do { try pause() } catch { stopped = error }
                return stopped == nil
            }
        } catch {
            throw stopped ?? error
        }
    }

    /// The place of the table of categories, where there is one.
    private var treeFile: URL? {
        guard let address = job.options.tree.flatMap({ try? FetchAddress($0) }) else { return nil }
        return queue.folder.file(of: "\(job.id).tree", named: address.fileName)
    }

    /// Returns the table of categories, fetched where it isn't there yet; nil where there is none.
    private func tree() throws -> URL? {
        guard let text = job.options.tree, let file = treeFile else { return nil }
        if !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) {
            let part = file.appendingPathExtension("part")
            _ = try fetch(FetchAddress(text), to: part, unlessAt: WebFile.Version())
            try FileManager.default.moveItem(at: part, to: file)
        }
        return file
    }

    /// The setting that keeps which version of an address was imported last with the same options.
    private func versionSetting(_ address: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let options = try encoder.encode(job.options)
        return "imported \(SHA256.hexadecimal(of: Data(address.utf8) + options))"
    }

    private func knownVersion() throws -> WebFile.Version {
        if let feed { return feed.status.version ?? WebFile.Version() }
        guard job.isAgain != true, let address = job.address else { return WebFile.Version() }
        let text = try queue.store.setting(versionSetting(address))
        return text.flatMap { try? JSONDecoder().decode(WebFile.Version.self, from: Data($0.utf8)) }
            ?? WebFile.Version()
    }

    /// Keeps which version of an address was imported.
    private func rememberVersion() throws {
        guard feed == nil, let address = job.address, let version = job.version, version != WebFile.Version() else {
            return
        }
        let (name, text) = (
            try versionSetting(address), String(decoding: try JSONEncoder().encode(version), as: UTF8.self)
        )
        try queue.store.write { try $0.set(name, to: text) }
    }

    // MARK: - The rows

    private func importFile() throws {
        guard job.isStored != true else { return }
        let file = try self.file()
        var request = try job.options.request(file: file, rejected: queue.folder.rejected(of: job.id))
        request.tree = try tree()
        request.batch = Self.batch
        if request.kind == .interactions { request.batch = Self.eventBatch }
        let plan = try ImportPlan(request)
        (job.kind, job.remarks) = (plan.kind, plan.remarks)
        try save()
        if let feed {
            guard plan.feed.digest != feed.status.digest else {
                throw Unchanged(message: "unchanged since the last fetch, byte for byte")
            }
            if plan.kind == .products { try checkArrivals(plan, feed) }
        }
        let work = try TableImport(plan, into: queue.store)
        var isUnderWay = true
        while isUnderWay {
            isUnderWay = try work.step()
            note(work, isUnderWay)
            try catchUp()
            try pause()
        }
        if let feed {
            if plan.kind == .products {
                let ended = try queue.store.write {
                    try $0.settleArrivals(ofSource: feed.name, missesUntilOutOfStock: feed.missesUntilOutOfStock)
                }
                if ended > 0 { job.notes.append("\(ended) products that the feed lacks are out of stock now") }
            }
            self.feed?.status.digest = plan.feed.digest
        }
        try rememberVersion()
        job.isStored = true
    }

    /// Fetches the pictures of products that are addresses, where that was asked for.
    private func fetchPictures() throws {
        guard job.options.fetchesImages else { return }
        try save()
        var limits = PictureFetch.Limits()
        limits.allowsPrivate = queue.limits.fetch.allowsPrivate
        let fetch = try PictureFetch(queue.store, limits: limits)
        var stopped: (any Error)?
        let goesOn = { (_: PictureFetch.Progress) -> Bool in
            do {
                try self.catchUp()
                try self.pause()
            } catch { stopped = error }
            return stopped == nil
        }
        let result = try fetch.run(goesOn, isEnded: { [queue] in queue.isEnding })
        if let stopped { throw stopped }
        try pause()
        job.notes.append(result.sentence)
    }

    private func note(_ work: TableImport, _ isUnderWay: Bool) {
        let progress = work.progress
        (job.stored, job.added, job.rejected) = (progress.stored, progress.added, progress.rejected)
        (job.bytes, job.read) = (work.fileBytes, work.offset)
        job.firstProblem = job.firstProblem ?? work.firstProblem
        job.notes = isUnderWay ? work.notes.sentences : work.remarks
    }

    /// Waits until the running shop has seen the batch: a change of a request waits for all that come before it.
    private func catchUp() throws {
        let began = ContinuousClock.now
        while isFollowed, try queue.isBehind() {
            if queue.isEnding { throw Interruption() }
            isFollowed = began.duration(to: .now) < .seconds(30)
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    // MARK: - Feeds

    /// Takes down which products a feed brings; refuses one that lost more than half of them.
    private func checkArrivals(_ plan: ImportPlan, _ feed: ProductFeed) throws {
        let store = queue.store
        try store.write { try $0.forgetArrivals(ofSource: feed.name) }
        let reader = try plan.reader()
        var (parser, notes, ids) = (try plan.parser(), ImportNotes(), [String]())
        func flush() throws {
            try store.write { try $0.addArrivals(ids, toSource: feed.name) }
            ids.removeAll(keepingCapacity: true)
            try pause()
        }
        while let event = try reader.next() {
            guard case .row(let line) = event else { continue }
            try parser.learnColumns(of: reader)
            // A row that can't be taken is rejected by the import.
            if let product = try? parser.product(reader, line: line, &notes) { ids.append(product.id) }
            if ids.count == 10_000 { try flush() }
        }
        try flush()
        let arrivals = try store.arrivals(ofSource: feed.name)
        guard 2 * arrivals.lost > arrivals.before, !job.acceptsLoss else { return }
        try store.write { try $0.forgetArrivals(ofSource: feed.name) }
        throw GuideError(
            .conflict,
            "the feed brings \(arrivals.products) products and lacks \(arrivals.lost) of the \(arrivals.before) that it had, more "
                + "than half: nothing was changed; if that is right, fetch it with accept-loss=true")
    }
}
