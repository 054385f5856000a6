import Dispatch
import Synchronization

/// Connections to one server that are lent to threads, one thread at a time, and are opened again where they were lost.
public final class PostgresPool: Sendable {
    private let address: String
    private let prepare: @Sendable (PostgresConnection) throws -> Void
    private let seconds: Double
    private let idle = Mutex<[PostgresConnection]>([])
    private let places: DispatchSemaphore
    /// Whether the server was ever reached; one that wasn't may not be there at all.
    private let isKnown = Mutex(false)

    /// Creates a pool without connections.
    ///
    /// - Parameters:
    ///   - address: The server's address, as libpq takes it.
    ///   - size: The most connections.
    ///   - seconds: The seconds to wait for a connection, and for a server that is being started.
    ///   - prepare: Makes a new connection ready.
    public init(
        to address: String, size: Int, seconds: Double, prepare: @escaping @Sendable (PostgresConnection) throws -> Void
    ) {
        (self.address, self.seconds, self.prepare) = (address, seconds, prepare)
        places = DispatchSemaphore(value: size)
    }

    /// Lends a connection to `body`; it is closed where the body lost it, or left it in a transaction.
    ///
    /// - Throws: ``PostgresError``, or what `body` throws.
    public func withConnection<Result>(_ body: (PostgresConnection) throws -> Result) throws -> Result {
        guard places.wait(timeout: .now() + max(1, seconds)) == .success else {
            throw PostgresError(message: "all connections of this process are in use")
        }
        defer { places.signal() }
        let connection = try open()
        connection.forgetRows()
        defer {
            if connection.isOpen, !connection.isInTransaction { idle.withLock { $0.append(connection) } }
        }
        return try body(connection)
    }

    private func open() throws -> PostgresConnection {
        while let connection = idle.withLock({ $0.popLast() }) { if connection.isOpen { return connection } }
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            do {
                let connection = try PostgresConnection(to: address, seconds: Int(seconds))
                try prepare(connection)
                isKnown.withLock { $0 = true }
                return connection
            } catch let error as PostgresError where error.isLost && .now < end && isWorthWaiting(for: error) {
                // A server that was killed reads its log again, for seconds mostly.
                Self.wait(milliseconds: 100)
            }
        }
    }

    /// Whether another try may find the server ready: it is being started, or was there before.
    private func isWorthWaiting(for error: PostgresError) -> Bool {
        isKnown.withLock { $0 } || error.message.contains("starting up") || error.message.contains("recovery")
    }

    private static func wait(milliseconds: Int) {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(milliseconds))
    }
}
