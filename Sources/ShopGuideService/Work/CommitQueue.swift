import NIOPosix
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// A committer that groups changes: while one transaction is on its way to the disk, others wait and then share the next one.
///
/// A disk makes some hundred transactions a second, a shop thousands of changes. Each of them succeeds or fails by itself. They are made
/// in the order in which they came, and are applied in memory in that order, after they are on the disk and before anybody is answered.
final class CommitQueue: Committer {
    /// A waiting change.
    private struct Entry: Sendable {
        let change: @Sendable (any StoreWriter) throws -> Void
        /// Returns the changes of the index, once it is on the disk.
        let index: @Sendable () -> [RecommendationIndex.Change]
        /// Applies it to other state.
        let apply: @Sendable () -> Void
        /// Answers.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private enum Item: Sendable {
        case change(Entry)
        /// A body that needs the store for itself.
        case exclusive(@Sendable () -> Void)
    }

    private struct State {
        var waiting: [Item] = []
        var isRunning = false
        /// The time of the last checkpoint, or of its beginning.
        var checkpointed = ContinuousClock.now
        var isCheckpointing = false
    }

    private let store: any Store
    private let pool: NIOThreadPool
    /// The thread that checkpoints the store's write-ahead log.
    private let checkpointPool: NIOThreadPool
    private let limit: Int
    private let memory: ShopMemory
    private let telemetry: Telemetry
    /// The changes of one transaction, at most, so that nobody waits for long.
    private static let together = 512
    /// The time between checkpoints while there are changes: a transaction that had to checkpoint all at once would take a quarter of a
    /// second.
    private static let checkpointAge = Duration.milliseconds(250)
    private let state = Mutex(State())

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - store: The store that is changed.
    ///   - limit: The changes that may wait; more are refused.
    ///   - telemetry: The record of what is done.
    ///   - memory: The state that changes are applied to.
    init(_ store: any Store, limit: Int, telemetry: Telemetry, _ memory: ShopMemory) {
        self.store = store
        self.telemetry = telemetry
        self.limit = limit
        self.memory = memory
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        checkpointPool = NIOThreadPool(numberOfThreads: 1)
        checkpointPool.start()
    }

    var waiting: Int { state.withLock { $0.waiting.count } }

    private var busy: GuideError { GuideError(.busy, "\(limit) changes are waiting for the disk") }

    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        indexing index: @escaping @Sendable (Result) -> [RecommendationIndex.Change],
        applying apply: @escaping @Sendable (Result) -> Void
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let made = Exclusive<Result?>(nil)
            let entry = Entry(
                change: { writer in
                    let result = try change(writer)
                    made.withLock { $0 = result }
                }, index: { made.withLock { $0 }.map(index) ?? [] },
                apply: { if let result = made.withLock({ $0 }) { apply(result) } },
                finish: { failure in
                    guard failure == nil, let result = made.withLock({ $0 }) else {
                        return continuation.resume(throwing: failure ?? CancellationError())
                    }
                    continuation.resume(returning: result)
                })
            if !add(.change(entry)) { continuation.resume(throwing: busy) }
        }
    }

    func enqueue(_ change: @escaping @Sendable (any StoreWriter) throws -> Void) {
        _ = add(.change(Entry(change: change, index: { [] }, apply: {}, finish: { _ in })))
    }

    func exclusively(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let item = Item.exclusive { continuation.resume(with: Swift.Result { try body() }) }
            if !add(item) { continuation.resume(throwing: busy) }
        }
    }

    private func add(_ item: Item) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard state.waiting.count < limit else { return (false, false) }
            state.waiting.append(item)
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if isFirst { pool.submit { _ in self.run() } }
        return isTaken
    }

    /// Takes the changes up to the next exclusive body, or that one.
    private func take() -> [Item] {
        state.withLock { state in
            let exclusive = state.waiting.firstIndex {
                if case .exclusive = $0 { true } else { false }
            }
            let count = min(exclusive.map { max($0, 1) } ?? state.waiting.count, Self.together)
            let items = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(items.count)
            if items.isEmpty { state.isRunning = false }
            return items
        }
    }

    private func run() {
        while true {
            let items = take()
            guard let first = items.first else { return }
            if case .exclusive(let body) = first {
                body()
            } else {
                commit(
                    items.compactMap { item in
                        if case .change(let entry) = item { entry } else { nil }
                    })
            }
        }
    }

    private func commit(_ entries: [Entry]) {
        do {
            let committed = try telemetry.measured(.commit) { try store.commit(each: entries.map(\.change)) }
            let failures = committed.value
            telemetry.recordCommit(of: entries.count)
            // Readers of the index wait for this, so that it is done once for all.
            let made = zip(entries, failures).filter { $1 == nil }.map { $0.0 }
            for entry in made { entry.apply() }
            try memory.apply(committed, made.flatMap { $0.index() })
            for (entry, failure) in zip(entries, failures) { entry.finish(failure) }
            checkpoint()
        } catch {
            for entry in entries { entry.finish(error) }
        }
    }

    /// Checkpoints the log beside the changes that come, if the last time is some time ago.
    private func checkpoint() {
        let isTime = state.withLock { state in
            guard !state.isCheckpointing, state.checkpointed.duration(to: .now) > Self.checkpointAge else {
                return false
            }
            state.isCheckpointing = true
            return true
        }
        guard isTime else { return }
        checkpointPool.submit { [self] work in
            // Where it fails, a transaction does it, and says so if that fails too.
            if case .active = work { try? store.checkpoint(.passive) }
            state.withLock { state in
                state.isCheckpointing = false
                state.checkpointed = .now
            }
        }
    }

    func stop() async throws {
        try await pool.shutdownGracefully()
        try await checkpointPool.shutdownGracefully()
    }
}
