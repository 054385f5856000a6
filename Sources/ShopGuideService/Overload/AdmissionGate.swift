import Synchronization

/// Limits the number of concurrent requests, with a bounded queue (first in, first out) for the next ones.
///
/// A request that was admitted calls ``leave()`` at its end.
package final class AdmissionGate: Sendable {
    /// The reason why a request isn't admitted.
    package enum Refusal: Error, Sendable {
        /// The queue is full.
        case full
        /// It waited too long.
        case tooLate
    }

    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var working = 0
        var waiters: [Waiter] = []
        var next: UInt64 = 0
    }

    private let state = Mutex(State())
    private let places: Int
    private let queue: Int
    private let patience: Duration

    /// Creates a gate.
    ///
    /// - Parameters:
    ///   - places: Maximum number of concurrent requests.
    ///   - queue: Maximum number of waiting requests.
    ///   - patience: Maximum time in the queue.
    package init(places: Int, queue: Int, patience: Duration) {
        precondition(places > 0 && queue >= 0, "a gate with \(places) places and a queue of \(queue)")
        self.places = places
        self.queue = queue
        self.patience = patience
    }

    /// Number of admitted requests.
    package var working: Int { state.withLock { $0.working } }
    /// Number of waiting requests.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Waits to be admitted.
    ///
    /// - Throws: ``Refusal`` or `CancellationError`; then ``leave()`` must not be called.
    package func enter() async throws {
        let isFree = state.withLock { state in
            guard state.working < places else { return false }
            state.working += 1
            return true
        }
        if isFree { return }
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let alarm = Task { [self] in
            try await Task.sleep(for: patience)
            remove(number, Refusal.tooLate)
        }
        defer { alarm.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(Waiter(number: number, continuation: $0)) }
        } onCancel: {
            remove(number, CancellationError())
        }
    }

    /// Ends an admitted request and admits the one that waits longest.
    package func leave() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiters.isEmpty else {
                state.working -= 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume()
    }

    private func wait(_ waiter: Waiter) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if Task.isCancelled { return .failure(CancellationError()) }
            // A place may have become free meanwhile.
            if state.working < places {
                state.working += 1
                return .success(())
            }
            guard state.waiters.count < queue else { return .failure(Refusal.full) }
            state.waiters.append(waiter)
            return nil
        }
        if let outcome { waiter.continuation.resume(with: outcome) }
    }

    private func remove(_ number: UInt64, _ reason: any Error) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: reason)
    }
}
