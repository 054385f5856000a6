import Foundation

/// Shows how far long work is, on standard error: a line that renews itself on a terminal, and nothing but ``note(_:)``'s
/// plain lines where the output is piped.
struct ProgressBar {
    private let title: String
    private let total: Int
    private let start: Int
    private let deadline: ContinuousClock.Instant?
    private let began = ContinuousClock.now
    private var drawn = ContinuousClock.now - .seconds(1)
    let isTerminal = isatty(FileHandle.standardError.fileDescriptor) != 0

    /// Creates a bar for work on `total` things, `start` of which are done already, that ends at a deadline at the latest.
    init(_ title: String, total: Int, start: Int = 0, deadline: ContinuousClock.Instant? = nil) {
        self.title = title
        self.total = total
        self.start = start
        self.deadline = deadline
    }

    /// Draws the bar, at most ten times a second.
    mutating func show(_ done: Int, _ detail: String = "") {
        guard isTerminal, ContinuousClock.now - drawn > .milliseconds(100) || done == total else { return }
        drawn = .now
        let filled = total > 0 ? 20 * done / total : 0
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        write("\r\u{1B}[K\(title) \(bar) \(done)/\(total) · \(detail)\(detail.isEmpty ? "" : " · ")\(pace(done))")
    }

    /// Prints a line that stays.
    func note(_ line: String) { write("\(isTerminal ? "\r\u{1B}[K" : "")\(line)\n") }

    /// Takes the bar away.
    func clear() { if isTerminal { write("\r\u{1B}[K") } }

    /// The rate since the start, and the time that the rest takes at it.
    func pace(_ done: Int) -> String {
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let rate = Double(done - start) / max(seconds, 1e-9)
        guard rate > 0 else { return "…" }
        let allowed = deadline.map { ($0 - .now) / .seconds(1) } ?? .infinity
        return String(format: "%.1f/s · ", rate) + "\(Output.duration(min(Double(total - done) / rate, allowed))) left"
    }

    private func write(_ text: String) { Output.progress(text) }
}
