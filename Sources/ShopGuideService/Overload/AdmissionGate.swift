import Synchronization

/// Lets some requests work at a time, has a few wait for their turn, and turns the rest away.
///
/// A request that was let in calls ``leave()`` when it's done. Who waits is let in in the order in which they came.
package final class AdmissionGate: Sendable {
    /// Why a request isn't let in.
    package enum Refusal: Error, Sendable {
        /// As many as may are waiting already.
        case full
        /// Its turn didn't come in time.
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
    ///   - places: Requests that work at a time.
    ///   - queue: Requests that wait at most.
    ///   - patience: How long one waits at most.
    package init(places: Int, queue: Int, patience: Duration) {
        precondition(places > 0 && queue >= 0, "a gate with \(places) places and a queue of \(queue)")
        self.places = places
        self.queue = queue
        self.patience = patience
    }

    /// Requests at work.
    package var working: Int { state.withLock { $0.working } }
    /// Requests that wait.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Waits for a place.
    ///
    /// - Throws: ``Refusal``, or `CancellationError`; nothing is to be left then.
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

    /// Gives a place back, to the one that waits longest.
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
