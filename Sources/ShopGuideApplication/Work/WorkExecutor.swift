/// The place where a shop's slow work is done: reading the store, encoding, ranking.
public protocol WorkExecutor: Sendable {
    /// Runs a piece of work.
    ///
    /// - Throws: ``GuideError`` with the code `busy` where too much is waiting, or what `body` throws.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result

    /// Runs a piece of maintenance, which isn't refused where much is waiting, and which doesn't count among what waits.
    func maintain<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result

    /// Encodes rows by a model; rows that come at about the same time may share a batch.
    func embeddings(of rows: [[Float]], by model: CategoryModel) async throws -> [[Float]]

    /// Runs a piece of work on the calling thread and records its duration.
    func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result
}

/// An executor that does everything at once on the calling thread, for commands and tests.
public struct InlineExecutor: WorkExecutor {
    /// Creates an executor.
    public init() {}

    /// Runs a piece of work at once.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try body()
    }

    /// Runs a piece of maintenance at once.
    public func maintain<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try body()
    }

    /// Encodes rows by a model.
    public func embeddings(of rows: [[Float]], by model: CategoryModel) async throws -> [[Float]] {
        try model.embeddings(of: rows)
    }

    /// Runs a piece of work without measuring it.
    public func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result { try body() }
}
