import Foundation
import Synchronization

/// A log output that writes to a file descriptor on its own thread, so that no request waits for a slow reader.
///
/// Memory is bounded: lines beyond the buffer are dropped and counted.
package final class LogOutput: Sendable {
    private struct State {
        var lines = ""
        var dropped = 0
        var isClosed = false
        var isIdle = true
    }

    /// Capacity of the buffer, in bytes.
    private static let limit = 4 << 20
    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private let descriptor: Int32

    /// Creates an output.
    ///
    /// - Parameter descriptor: An open file descriptor; standard error by default.
    package init(descriptor: Int32 = 2) {
        self.descriptor = descriptor
        let thread = Thread { [self] in work() }
        thread.name = "log"
        thread.start()
    }

    /// Enqueues a line, with its line end.
    package func write(_ line: String) {
        let wakes = state.withLock { state in
            guard !state.isClosed, state.lines.utf8.count + line.utf8.count <= Self.limit else {
                state.dropped += 1
                return false
            }
            state.lines += line
            defer { state.isIdle = false }
            return state.isIdle
        }
        if wakes { signal.signal() }
    }

    /// Number of dropped lines.
    package var dropped: Int { state.withLock { $0.dropped } }

    /// Flushes the buffer, for up to a second, and stops.
    package func close() {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        guard !wasClosed else { return }
        signal.signal()
        _ = done.wait(timeout: .now() + 1)
    }

    private func work() {
        while true {
            signal.wait()
            while true {
                let lines = state.withLock { state in
                    defer { state.lines = "" }
                    if state.lines.isEmpty { state.isIdle = true }
                    return state.lines
                }
                if lines.isEmpty { break }
                put(lines)
            }
            if state.withLock({ $0.isClosed && $0.lines.isEmpty }) { break }
        }
        done.signal()
    }

    private func put(_ lines: String) {
        var lines = lines
        lines.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                // A failure to write the log can't be reported anywhere.
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}
