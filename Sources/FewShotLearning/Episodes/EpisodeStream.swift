import Dispatch
import Foundation

/// Episodes in order, assembled on a thread of their own while earlier ones are being learned from.
///
/// At most `ahead` wait at a time. Ends the thread when it is released.
public final class EpisodeStream: Sequence, IteratorProtocol {
    private let shared: Shared

    init(_ sampler: EpisodeSampler, ahead: Int, at position: @escaping @Sendable (_ index: Int) -> Int) {
        shared = Shared(room: ahead)
        let shared = shared
        Thread.detachNewThread {
            var index = 0
            while shared.waitForRoom() {
                shared.append(sampler.episode(at: position(index)))
                index += 1
            }
        }
    }

    deinit { shared.stop() }

    /// Returns the next episode; there is always one.
    public func next() -> Episode? { shared.take() }

    /// The state that the two threads share; `@unchecked` because every access holds the condition's lock.
    private final class Shared: @unchecked Sendable {
        private let condition = NSCondition()
        private let room: Int
        private var waiting: [Episode] = []
        private var isStopped = false

        init(room: Int) { self.room = Swift.max(room, 1) }

        func waitForRoom() -> Bool {
            condition.withLock {
                while waiting.count >= room && !isStopped { condition.wait() }
                return !isStopped
            }
        }

        func append(_ episode: Episode) {
            condition.withLock {
                waiting.append(episode)
                condition.broadcast()
            }
        }

        func take() -> Episode? {
            condition.withLock {
                while waiting.isEmpty && !isStopped { condition.wait() }
                defer { condition.broadcast() }
                return waiting.isEmpty ? nil : waiting.removeFirst()
            }
        }

        func stop() {
            condition.withLock {
                isStopped = true
                condition.broadcast()
            }
        }
    }
}
