import Synchronization

/// A value that one thread at a time reads or changes, never for long.
public final class Exclusive<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    /// Creates a value.
    public init(_ value: Value) { self.value = Mutex(value) }

    /// Reads or changes the value; other threads wait meanwhile.
    public func withLock<Result: Sendable>(_ body: (inout sending Value) throws -> sending Result) rethrows -> Result {
        try value.withLock(body)
    }
}
