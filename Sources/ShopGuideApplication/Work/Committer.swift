public import ShopGuide
public import ShopGuideStore
import Synchronization

/// The only way to a store's changes: each is on the disk before it is applied in memory and its caller goes on.
///
/// Changes are made one after the other, and are applied in memory in that order.
public protocol Committer: Sendable {
    /// Makes a change.
    ///
    /// - Parameters:
    ///   - change: Changes the store.
    ///   - index: Returns the changes of the recommender's index, which are applied to it.
    ///   - apply: Applies the change to other state in memory.
    /// - Returns: The result of `change`, which is on the disk.
    /// - Throws: What `change` throws, ``StoreError``, or ``GuideError`` with the code `busy` where too many changes are waiting.
    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        indexing index: @escaping @Sendable (Result) -> [RecommendationIndex.Change],
        applying apply: @escaping @Sendable (Result) -> Void
    ) async throws -> Result

    /// Makes a change for which nobody waits, and drops it where too many are waiting.
    func enqueue(_ change: @escaping @Sendable (any StoreWriter) throws -> Void)

    /// Runs a body while no change is under way; later changes wait for it.
    func exclusively(_ body: @escaping @Sendable () throws -> Void) async throws

    /// The number of changes that are waiting.
    var waiting: Int { get }

    /// Ends once the waiting changes are made.
    func stop() async throws
}

extension Committer {
    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        indexing index: @escaping @Sendable (Result) -> [RecommendationIndex.Change]
    ) async throws -> Result {
        try await commit(change, indexing: index, applying: { _ in })
    }

    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        applying apply: @escaping @Sendable (Result) -> Void
    ) async throws -> Result {
        try await commit(change, indexing: { _ in [] }, applying: apply)
    }
}

/// A committer that writes at once, one transaction a change: for commands and tests.
public final class ImmediateCommitter: Committer {
    private let store: any Store
    private let turn = Mutex(())
    private let memory: ShopMemory

    /// Creates a committer.
    ///
    /// - Parameters:
    ///   - store: The store that is changed.
    ///   - memory: The state that changes are applied to.
    public init(_ store: any Store, _ memory: ShopMemory) { (self.store, self.memory) = (store, memory) }

    /// Makes a change at once.
    public func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any StoreWriter) throws -> Result,
        indexing changes: @escaping @Sendable (Result) -> [RecommendationIndex.Change],
        applying apply: @escaping @Sendable (Result) -> Void
    ) async throws -> Result {
        try turn.withLock { _ in
            let committed = try store.commit(change)
            apply(committed.value)
            try memory.apply(committed, changes(committed.value))
            return committed.value
        }
    }

    /// Makes a change at once, and drops it where it fails.
    public func enqueue(_ change: @escaping @Sendable (any StoreWriter) throws -> Void) {
        _ = try? turn.withLock { _ in try store.write(change) }
    }

    /// Runs a body while no change is under way.
    public func exclusively(_ body: @escaping @Sendable () throws -> Void) async throws {
        try turn.withLock { _ in try body() }
    }

    /// Always 0.
    public var waiting: Int { 0 }

    /// Does nothing.
    public func stop() async throws {}
}
