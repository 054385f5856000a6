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
    /// Receives the parts of the work, so that it can be said how much of it is done.
    func plan(_ plan: WorkPlan)
    /// Receives the share of a part that is done, 0…1.
    func advance(_ part: WorkPlan.Part, to share: Double)
}

/// The parts of long work by kind, for those who watch it.
public struct WorkPlan: Sendable, Hashable {
    /// A kind of parts.
    public enum Kind: String, Sendable, CaseIterable {
        /// The training of a model.
        case training
        /// A choice on validation.
        case choice
        /// A measurement on the test.
        case test

        /// The share of a kind in the time of all, about.
        var weight: Double {
            switch self {
            case .training: 0.7
            case .choice: 0.1
            case .test: 0.2
            }
        }
    }

    /// A part of the work.
    public struct Part: Sendable, Hashable {
        var kind: Kind
        var name: String

        init(_ kind: Kind, _ name: String) { (self.kind, self.name) = (kind, name) }
    }

    /// The number of parts of each kind.
    var counts: [Kind: Int]
    /// The seconds that it takes in all, about.
    public var seconds: Double

    /// Returns the share of the work that is done, 0…1, by the shares of its parts.
    func share(_ done: [Part: Double]) -> Double {
        var (sum, whole) = (0.0, 0.0)
        for kind in Kind.allCases {
            guard let count = counts[kind], count > 0 else { continue }
            let own = done.reduce(0) { $0 + ($1.key.kind == kind ? $1.value : 0) }
            sum += kind.weight * min(1, own / Double(count))
            whole += kind.weight
        }
        return whole > 0 ? sum / whole : 0
    }
}

extension WorkMonitor {
    /// Ignores the parts.
    public func plan(_ plan: WorkPlan) {}
    /// Ignores the share.
    public func advance(_ part: WorkPlan.Part, to share: Double) {}
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
