import CLibPQ
import Foundation
import Synchronization

/// A connection of its own that waits for notifications on a channel, on a thread of its own, until it is let go.
///
/// A lost connection is opened again; notifications of the time between are lost, and so the receiver is woken then too.
public final class PostgresListener: Sendable {
    private let isStopped: Stopping

    private final class Stopping: Sendable {
        let isWanted = Atomic<Bool>(false)
    }

    /// The longest time that the thread takes to notice that nobody listens any more, in milliseconds.
    private static let pause: Int32 = 500

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - channel: The channel: letters and `_`.
    ///   - address: The server's address, as libpq takes it.
    ///   - wake: Called with the payload of a notification, with nil where the connection was opened again.
    public init(to channel: String, at address: String, _ wake: @escaping @Sendable (String?) -> Void) {
        let stopping = Stopping()
        isStopped = stopping
        Thread.detachNewThread {
            while !stopping.isWanted.load(ordering: .relaxed) {
                try? Self.listen(to: channel, at: address, until: stopping, wake)
                usleep(useconds_t(Self.pause) * 1000)
            }
        }
    }

    deinit { isStopped.isWanted.store(true, ordering: .relaxed) }

    private static func listen(
        to channel: String, at address: String, until stopping: Stopping, _ wake: (String?) -> Void
    ) throws {
        let connection = try PostgresConnection(to: address)
        try connection.execute("LISTEN \(channel)")
        wake(nil)
        while !stopping.isWanted.load(ordering: .relaxed) {
            var descriptor = pollfd(fd: PQsocket(connection.handle), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, pause) >= 0 || errno == EINTR, connection.isOpen else { return }
            while let notice = PQnotifies(connection.handle) {
                wake(String(cString: notice.pointee.extra))
                PQfreemem(notice)
            }
        }
    }
}
