import FewShotTensors
import Foundation
import ShopGuideApplication
import Synchronization

/// A monitor that writes the progress of long work to a file, for a process that watches it, and passes its lines on.
public final class ProgressFile: WorkMonitor {
    private struct State {
        var progress = TrainingProgress()
        var plan: WorkPlan?
        var done: [WorkPlan.Part: Double] = [:]
        var written: ContinuousClock.Instant?
    }

    private let url: URL
    private let listener: any WorkMonitor
    private let state = Mutex(State())

    /// The lines that are kept in the file.
    private static let notesKept = 200
    /// The time between two writings.
    private static let pause = Duration.milliseconds(500)

    /// Creates a monitor.
    ///
    /// - Parameters:
    ///   - url: The file, which is replaced as a whole.
    ///   - listener: The monitor that hears the lines, and says when to stop.
    public init(_ url: URL, passingTo listener: any WorkMonitor) { (self.url, self.listener) = (url, listener) }

    /// Whether the work is to stop after the step under way.
    public var isStopRequested: Bool { listener.isStopRequested }
    /// Always false.
    public let showsProgress = false

    /// Keeps a line, which is the step under way until the next one.
    public func note(_ line: String) {
        listener.note(line)
        change(isWritten: true) { state in
            state.progress.stage = line
            state.progress.notes.append(line)
            state.progress.notes.removeFirst(max(0, state.progress.notes.count - Self.notesKept))
        }
    }

    /// Ignores a line that is to be replaced.
    public func show(_ line: String) {}
    /// Does nothing.
    public func clear() {}

    /// Takes the parts of the work.
    public func plan(_ plan: WorkPlan) {
        change(isWritten: true) { state in
            state.plan = plan
            state.progress.expectedSeconds = plan.seconds
        }
    }

    /// Takes the share of a part that is done.
    public func advance(_ part: WorkPlan.Part, to share: Double) {
        change(isWritten: false) { $0.done[part] = max(share, $0.done[part] ?? 0) }
    }

    private func change(isWritten: Bool, _ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            let isDue = state.written.map { ContinuousClock.now - $0 > Self.pause } ?? true
            guard isWritten || isDue else { return }
            state.written = .now
            // It never goes back, though the number of parts is known better later.
            state.progress.share = max(state.progress.share, state.plan?.share(state.done) ?? 0)
            // Work goes on where nobody can read of it.
            guard let data = try? JSONEncoder().encode(state.progress) else { return }
            try? data.write(to: url, options: .atomic)
        }
    }
}
