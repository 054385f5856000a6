import FewShotData
import Foundation
import ShopGuide
import ShopGuideFetch
public import ShopGuideStore
import Synchronization

/// A fetch of the pictures of a store's products that are only addresses: of each product the one that is shown.
///
/// Fetched pictures stay, so that a fetch which was interrupted goes on where it was. A picture that can't be had is asked for again
/// after a day at the earliest.
public final class PictureFetch: Sendable {
    /// The limits of a fetch.
    public struct Limits: Sendable, Hashable {
        /// Maximum size of a picture, in bytes.
        public var bytes = 20 << 20
        /// Maximum time for one picture.
        public var time = Duration.seconds(30)
        /// Pictures that are fetched at a time.
        public var together = 4
        /// The pause of each connection after a picture, for the sake of its server.
        public var pause = Duration.milliseconds(50)
        /// Maximum number of pictures.
        public var count = 1_000_000
        /// Whether hosts of this machine and its network may be asked.
        public var allowsPrivate = false

        /// Creates the default limits.
        public init() {}
    }

    /// The result so far.
    public struct Progress: Sendable, Hashable {
        /// Pictures to fetch.
        public var total = 0
        /// Pictures that were fetched.
        public var fetched = 0
        /// Pictures that couldn't be.
        public var failed = 0
        /// The first reason why one couldn't be.
        public var firstProblem: String?

        /// The result as a sentence.
        public var sentence: String {
            let problems = failed > 0 ? "; \(failed) can't be had (first: \(firstProblem ?? ""))" : ""
            return "\(fetched) \(fetched == 1 ? "picture" : "pictures") fetched\(problems)"
        }
    }

    private struct Wanted: Sendable {
        var product: String
        var address: String
        var file: String
    }

    private let store: any Store
    private let limits: Limits
    private let wanted: [Wanted]
    private let state: Mutex<(next: Int, progress: Progress)>
    private static let retryInterval = 86_400.0
    private static let batch = 64

    /// Finds out which pictures aren't there.
    ///
    /// - Throws: ``StoreError`` where the store can't be read.
    public init(_ store: any Store, limits: Limits = Limits()) throws {
        (self.store, self.limits) = (store, limits)
        let pictures = WebPictures(beside: store)
        var wanted: [Wanted] = []
        try store.forEachProduct { product in
            guard wanted.count < limits.count, let address = product.image, let file = pictures.file(of: address),
                !pictures.isFetched(address), !Self.failedLately(file)
            else { return }
            wanted.append(Wanted(product: product.id, address: address, file: file))
        }
        self.wanted = wanted
        var progress = Progress()
        progress.total = wanted.count
        state = Mutex((0, progress))
    }

    /// The result so far.
    public var progress: Progress { state.withLock { $0.progress } }

    /// Fetches all pictures; blocks until they are there.
    ///
    /// - Parameters:
    ///   - goesOn: Called often, with the result so far, by one thread at a time; returns whether to go on.
    ///   - isEnded: Called more often, by several threads; returns whether to break off at once.
    /// - Returns: The result.
    /// - Throws: ``StoreError`` where the store can't be told.
    public func run(
        _ goesOn: (Progress) -> Bool = { _ in true }, isEnded: @escaping @Sendable () -> Bool = { false }
    ) throws -> Progress {
        var start = 0
        while start < wanted.count {
            let some = wanted[start..<min(start + Self.batch, wanted.count)]
            fetch(some, isEnded)
            // Products whose pictures are there now are embedded again by whoever follows the store.
            let changed = some.filter { FileManager.default.fileExists(atPath: $0.file) }.map(\.product)
            if !changed.isEmpty { try store.write { writer in for id in changed { try writer.markChanged(id) } } }
            start += some.count
            guard goesOn(progress), !isEnded() else { break }
        }
        return progress
    }

    private func fetch(_ some: ArraySlice<Wanted>, _ isEnded: @escaping @Sendable () -> Bool) {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = limits.together
        for picture in some {
            queue.addOperation { [self] in
                guard !isEnded() else { return }
                let problem = fetch(picture, isEnded)
                if problem != nil, isEnded() { return }
                state.withLock { state in
                    if let problem {
                        state.progress.failed += 1
                        state.progress.firstProblem = state.progress.firstProblem ?? problem
                    } else {
                        state.progress.fetched += 1
                    }
                }
                usleep(UInt32(limits.pause / .microseconds(1)))
            }
        }
        queue.waitUntilAllOperationsAreFinished()
    }

    /// Fetches a picture; returns why it couldn't be.
    private func fetch(_ picture: Wanted, _ isEnded: () -> Bool) -> String? {
        let file = URL(filePath: picture.file)
        let part = URL(filePath: picture.file + ".part")
        var bounds = WebFile.Limits()
        (bounds.bytes, bounds.time, bounds.allowsPrivate) = (limits.bytes, limits.time, limits.allowsPrivate)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            _ = try WebFile(FetchAddress(picture.address), limits: bounds).fetch(to: part) { _, _ in !isEnded() }
            _ = try ImageCodec.decode([UInt8](Data(contentsOf: part)), named: picture.address)
            guard rename(part.path(percentEncoded: false), picture.file) == 0 else {
                return "\(picture.file): can't be written: \(String(cString: strerror(errno)))"
            }
            unlink(Self.mark(picture.file))
            return nil
        } catch {
            try? FileManager.default.removeItem(at: part)
            if !isEnded() { _ = FileManager.default.createFile(atPath: Self.mark(picture.file), contents: nil) }
            return "\(error)"
        }
    }

    /// The file that says when a picture couldn't be had.
    private static func mark(_ file: String) -> String { file + ".failed" }

    private static func failedLately(_ file: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: mark(file))
        guard let date = attributes?[.modificationDate] as? Date else { return false }
        return Date().timeIntervalSince(date) < retryInterval
    }
}
