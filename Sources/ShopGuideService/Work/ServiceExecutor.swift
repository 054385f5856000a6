import ShopGuideApplication

/// The executor of the service: threads of its own, batched encoding, and durations that are recorded.
struct ServiceExecutor: WorkExecutor {
    private let threads: WorkThreads
    private let encoding: EncodingQueue

    /// Creates an executor.
    ///
    /// - Parameters:
    ///   - threads: The threads.
    ///   - lanes: The batches that are encoded at the same time.
    init(_ threads: WorkThreads, lanes: Int) {
        self.threads = threads
        encoding = EncodingQueue(threads, lanes: lanes)
    }

    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await threads.run(body)
    }

    func maintain<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await threads.maintain(body)
    }

    func embeddings(of rows: [[Float]], by model: CategoryModel) async throws -> [[Float]] {
        try await encoding.embeddings(of: rows, by: model)
    }

    func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result {
        try threads.telemetry.measured(stage, body)
    }
}
