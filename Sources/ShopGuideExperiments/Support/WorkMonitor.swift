/// A listener to long work, which hears how far it is and may stop it between two steps.
public protocol WorkMonitor: Sendable {
    /// Whether the work is to stop after the step under way, what it has so far being kept.
    var isStopRequested: Bool { get }
    /// Whether lines that replace each other can be shown, as on a terminal.
    var showsProgress: Bool { get }

    /// Receives a line that stays.
    func note(_ line: String)
    /// Receives a line that replaces the one shown before.
    func show(_ line: String)
    /// Removes the line shown last.
    func clear()
}

extension WorkMonitor {
    /// Throws an error with a message where the work is to stop.
    func checkStop(_ message: @autoclosure () -> String) throws {
        guard isStopRequested else { return }
        clear()
        throw ExperimentError(message())
    }
}

/// A monitor that shows nothing and never stops the work.
public struct SilentMonitor: WorkMonitor {
    /// Always false.
    public let isStopRequested = false
    /// Always false.
    public let showsProgress = false

    /// Creates a monitor.
    public init() {}

    /// Ignores a line.
    public func note(_ line: String) {}
    /// Ignores a line.
    public func show(_ line: String) {}
    /// Does nothing.
    public func clear() {}
}
