import HTTPTypes
import NIOPosix
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// The changes of a store, brought to the disk together.
///
/// While one transaction is on its way to the disk, others wait and then share the next one: a disk takes some hundred a second, a
/// shop makes thousands of changes. Each of them succeeds or fails by itself. Changes are made in the order in which they came, and
/// what they do to memory is done in that order too, after they are on the disk and before anybody is answered.
final class CommitQueue: Sendable {
    /// The changes of the recommendation index that a change of the store brings.
    typealias Changes = @Sendable () -> [RecommendationIndex.Change]

    /// A change on its way.
    private struct Entry: Sendable {
        /// Makes the change.
        let change: @Sendable (any StoreWriter) throws -> Void
        /// What it changes in memory, once it is on the disk.
        let changes: Changes?
        /// Answers.
        let finish: @Sendable ((any Error)?) -> Void
    }

    /// What is done by the thread.
    private enum Item: Sendable {
        case change(Entry)
        /// Something that needs the store for itself.
        case alone(@Sendable () -> Void)
    }

    private struct State {
        var waiting: [Item] = []
        var isRunning = false
        /// When the log was last taken over, or began to be.
        var takenOver = ContinuousClock.now
        var isTakingOver = false
    }

    private let store: any Store
    private let pool: NIOThreadPool
    /// The thread that takes over the store's log.
    private let logPool: NIOThreadPool
    private let limit: Int
    private let applyAll: @Sendable ([RecommendationIndex.Change]) throws -> Void
    private let telemetry: Telemetry
    /// Changes of one transaction at most, so that nobody waits for long.
    private static let together = 512
    /// The log is taken over so often while there are changes: what a transaction would take over at once takes a quarter of a second.
    private static let logAge = Duration.milliseconds(250)
    private let state = Mutex(State())

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - store: Where changes are made.
    ///   - limit: Changes that may be waiting; more are refused.
    ///   - telemetry: Where is recorded what is done.
    ///   - applying: Applies changes to what recommends.
    init(
        _ store: any Store, limit: Int, telemetry: Telemetry,
        applying: @escaping @Sendable ([RecommendationIndex.Change]) throws -> Void
    ) {
        self.store = store
        self.telemetry = telemetry
        self.limit = limit
        applyAll = applying
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        logPool = NIOThreadPool(numberOfThreads: 1)
        logPool.start()
    }

    /// How many changes are waiting.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Makes a change.
    ///
    /// - Parameters:
    ///   - change: What is done to the store.
    ///   - changes: What that changes in what recommends.
    ///   - apply: What else is done to memory.
    /// - Returns: What `change` returned, which is on the disk.
    /// - Throws: What `change` throws, ``StoreError``, or ``Problem`` where too many are waiting.
    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        changing changes: (@Sendable (Result) -> [RecommendationIndex.Change])? = nil,
        applying apply: @escaping @Sendable (Result) -> Void = { _ in }
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            guard add(.change(Self.entry(change, changes, apply, continuation))) else {
                return continuation.resume(throwing: Problem.busy("\(limit) changes are waiting for the disk"))
            }
        }
    }

    private static func entry<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        _ changes: (@Sendable (Result) -> [RecommendationIndex.Change])?,
        _ apply: @escaping @Sendable (Result) -> Void, _ continuation: CheckedContinuation<Result, any Error>
    ) -> Entry {
        let box = Box<Result>()
        var changed: Changes?
        if let changes { changed = { box.value.withLock { $0 }.map(changes) ?? [] } }
        return Entry(
            change: { writer in
                let made = try change(writer)
                box.value.withLock { $0 = made }
            }, changes: changed,
            finish: { failure in
                guard failure == nil, let made = box.value.withLock({ $0 }) else {
                    let lost = Problem(.internalServerError, "the change was lost")
                    return continuation.resume(throwing: failure ?? lost)
                }
                apply(made)
                continuation.resume(returning: made)
            })
    }

    /// Makes a change sometime, for which nobody waits; where too many are waiting it's not made.
    func note(_ change: @escaping @Sendable (any StoreWriter) throws -> Void) {
        _ = add(.change(Entry(change: change, changes: nil, finish: { _ in })))
    }

    /// Does something while no change is under way; those that come meanwhile wait.
    func exclusively(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            guard add(.alone { continuation.resume(with: Swift.Result { try body() }) }) else {
                return continuation.resume(throwing: Problem.busy("\(limit) changes are waiting for the disk"))
            }
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
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

    /// Takes the changes up to the next that needs the store for itself, or that one.
    private func take() -> [Item] {
        state.withLock { state in
            let alone = state.waiting.firstIndex {
                if case .alone = $0 { true } else { false }
            }
            let count = min(alone.map { max($0, 1) } ?? state.waiting.count, Self.together)
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
            if case .alone(let body) = first {
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
            let failures = try telemetry.measured(.commit) { try store.write(each: entries.map(\.change)) }
            telemetry.recordCommit(of: entries.count)
            let changes = zip(entries, failures).flatMap { $1 == nil ? $0.changes?() ?? [] : [] }
            // Whoever reads has to wait for this.
            if !changes.isEmpty { try applyAll(changes) }
            for (entry, failure) in zip(entries, failures) { entry.finish(failure) }
            takeOverLog()
        } catch {
            for entry in entries { entry.finish(error) }
        }
    }

    /// Has the log taken over beside the changes that come, if that was some time ago.
    private func takeOverLog() {
        let isTime = state.withLock { state in
            guard !state.isTakingOver, state.takenOver.duration(to: .now) > Self.logAge else { return false }
            state.isTakingOver = true
            return true
        }
        guard isTime else { return }
        logPool.submit { [self] work in
            // Where it fails, a transaction does it, and says so if that fails too.
            if case .active = work { try? store.checkpoint(.passive) }
            state.withLock { state in
                state.isTakingOver = false
                state.takenOver = .now
            }
        }
    }

    /// Ends the threads once what is waiting is done.
    func stop() async throws {
        try await pool.shutdownGracefully()
        try await logPool.shutdownGracefully()
    }
}
