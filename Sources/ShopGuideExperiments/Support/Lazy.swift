import Synchronization

/// A value that is computed when it is first needed, and then kept.
final class Lazy<Value: Sendable>: Sendable {
    private let computed = Mutex<Value?>(nil)
    private let compute: @Sendable () throws -> Value

    init(_ compute: @escaping @Sendable () throws -> Value) { self.compute = compute }

    /// Returns the value; others who need it wait while it is computed.
    func callAsFunction() throws -> Value {
        try computed.withLock { known in
            if let known { return known }
            let value = try compute()
            known = value
            return value
        }
    }

    /// Lets go of the value; who needs it again has it computed anew.
    func forget() { computed.withLock { $0 = nil } }
}
