import Dispatch
import Synchronization

/// Independent parts of a long piece of work, some at the same time.
enum Parallel {
    /// Does parts; which of them run side by side changes none of their results.
    ///
    /// - Parameters:
    ///   - count: The number of parts.
    ///   - width: The number that run at a time, at most.
    ///   - part: Does the part of a number.
    /// - Returns: The results, in order.
    /// - Throws: The error of the first part that failed; parts that hadn't begun then are left out.
    static func map<Value: Sendable>(
        _ count: Int, width: Int, _ part: @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        guard width > 1, count > 1 else { return try (0..<count).map(part) }
        let next = Mutex(0)
        let results = Mutex([Int: Result<Value, any Error>]())
        DispatchQueue.concurrentPerform(iterations: min(width, count)) { _ in
            while true {
                let number = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard number < count else { return }
                let result = Result { try part(number) }
                results.withLock { $0[number] = result }
                if case .failure = result { next.withLock { $0 = count } }
            }
        }
        let found = results.withLock { $0 }
        return try found.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
}
