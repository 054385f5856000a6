import Foundation

/// The progress of long work, shown by its monitor: a line that renews itself, beside notes that stay.
package struct ProgressBar {
    private let title: String
    private let total: Int
    private let start: Int
    private let deadline: ContinuousClock.Instant?
    private let monitor: any WorkMonitor
    private let began = ContinuousClock.now
    private var drawn = ContinuousClock.now - .seconds(1)

    /// Creates a bar for work on `total` items, `start` of which are done already, that ends at a deadline at the latest.
    package init(
        _ title: String, total: Int, start: Int = 0, deadline: ContinuousClock.Instant? = nil,
        on monitor: any WorkMonitor
    ) {
        self.title = title
        self.total = total
        self.start = start
        self.deadline = deadline
        self.monitor = monitor
    }

    /// Draws the bar, at most ten times a second.
    package mutating func show(_ done: Int, _ detail: String = "") {
        guard monitor.showsProgress, ContinuousClock.now - drawn > .milliseconds(100) || done == total else { return }
        drawn = .now
        let filled = total > 0 ? 20 * done / total : 0
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        monitor.show("\(title) \(bar) \(done)/\(total) · \(detail)\(detail.isEmpty ? "" : " · ")\(pace(done))")
    }

    /// Adds a line that stays.
    package func note(_ line: String) { monitor.note(line) }

    /// Whether the bar can be seen.
    package var isShown: Bool { monitor.showsProgress }

    /// Removes the bar.
    package func clear() { monitor.clear() }

    /// The rate since the start, and the time that the rest takes at it.
    package func pace(_ done: Int) -> String {
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let rate = Double(done - start) / max(seconds, 1e-9)
        guard rate > 0 else { return "…" }
        let allowed = deadline.map { ($0 - .now) / .seconds(1) } ?? .infinity
        let left = NumberFormat.duration(min(Double(total - done) / rate, allowed))
        return String(format: "%.1f/s · ", rate) + "\(left) left"
    }
}
