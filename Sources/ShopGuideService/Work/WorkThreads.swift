import Instrumentation
import NIOPosix
import ShopGuide
import Synchronization

/// Threads for work that takes time or waits, on models and stores, which neither event loops nor Swift's shared threads may do.
final class WorkThreads: Sendable {
    /// The record of what is done.
    let telemetry: Telemetry
    private let pool: NIOThreadPool
    private let limit: Int
    private let count = Atomic<Int>(0)

    /// Starts threads.
    ///
    /// - Parameters:
    ///   - threads: The number of threads.
    ///   - limit: The pieces of work that may be under way or waiting; more are refused.
    ///   - telemetry: The record of what is done.
    init(_ threads: Int, limit: Int, telemetry: Telemetry) {
        self.telemetry = telemetry
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        self.limit = limit
    }

    /// Does a piece of work on one of the threads.
    ///
    /// - Throws: ``GuideError`` with the code `busy` where too much is waiting already, or what `body` throws.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let waiting = count.wrappingAdd(1, ordering: .relaxed).newValue
        defer { count.wrappingSubtract(1, ordering: .relaxed) }
        guard waiting <= limit else { throw GuideError(.busy, "\(limit) pieces of work are waiting") }
        return try await maintain(body)
    }

    /// Does a piece of work that isn't refused and doesn't count among what waits.
    func maintain<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        // A thread of the pool knows nothing of the task that waits for it, nor of its trace.
        let context = InstrumentationContext.current
        return try await pool.runIfActive { try InstrumentationContext.$current.withValue(context, operation: body) }
    }

    /// Does a piece of work sometime, when a thread is free.
    func submit(_ body: @escaping @Sendable () -> Void) {
        pool.submit { state in
            if case .active = state { body() }
        }
    }

    /// The number of pieces of work that are under way or waiting.
    var waiting: Int { count.load(ordering: .relaxed) }

    /// Ends the threads once what is under way is done.
    func stop() async throws { try await pool.shutdownGracefully() }
}
