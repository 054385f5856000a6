import HTTPTypes
import NIOPosix
import ShopGuideStore
import Synchronization

/// The changes of a store, brought to the disk together.
///
/// While one transaction is on its way to the disk, others wait and then share the next one: a disk takes some hundred a second, a
/// shop makes thousands of changes. Each of them succeeds or fails by itself. Changes are made in the order in which they came, and
/// what they do to memory is done in that order too, after they are on the disk and before anybody is answered.
final class CommitQueue: Sendable {
    /// Makes a change, and returns what is to be done once it is on the disk, or couldn't be brought there.
    private typealias Change = @Sendable (StoreWriter) throws -> Void
    private struct Entry: Sendable {
        let change: Change
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
    }

    private let store: Store
    private let pool: NIOThreadPool
    private let limit: Int
    /// Changes of one transaction at most, so that nobody waits for long.
    private static let together = 512
    private let state = Mutex(State())

    init(_ store: Store, limit: Int) {
        self.store = store
        self.limit = limit
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    /// How many changes are waiting.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Makes a change.
    ///
    /// - Parameters:
    ///   - change: What is done to the store.
    ///   - apply: What is done to memory after that is on the disk.
    /// - Returns: What `change` returned, which is on the disk.
    /// - Throws: What `change` throws, ``StoreError``, or ``Problem`` where too many are waiting.
    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (StoreWriter) throws -> Result,
        applying apply: @escaping @Sendable (Result) -> Void = { _ in }
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let box = Box<Result>()
            let entry = Entry {
                let made = try change($0)
                box.value.withLock { $0 = made }
            } finish: { failure in
                guard failure == nil, let made = box.value.withLock({ $0 }) else {
                    return continuation.resume(
                        throwing: failure ?? Problem(.internalServerError, "the change was lost"))
                }
                apply(made)
                continuation.resume(returning: made)
            }
            guard add(entry) else {
                return continuation.resume(throwing: Problem.busy("\(limit) changes are waiting for the disk"))
            }
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private func add(_ entry: Entry) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard state.waiting.count < limit else { return (false, false) }
            state.waiting.append(entry)
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if isFirst { pool.submit { _ in self.work() } }
        return isTaken
    }

    private func work() {
        while true {
            let entries = state.withLock { state -> [Entry] in
                let entries = Array(state.waiting.prefix(Self.together))
                state.waiting.removeFirst(entries.count)
                if entries.isEmpty { state.isRunning = false }
                return entries
            }
            guard !entries.isEmpty else { return }
            do {
                let failures = try store.write(each: entries.map(\.change))
                for (entry, failure) in zip(entries, failures) { entry.finish(failure) }
            } catch {
                for entry in entries { entry.finish(error) }
            }
        }
    }

    /// Ends the thread once what is waiting is done.
    func stop() async throws { try await pool.shutdownGracefully() }
}
