import Foundation
import ShopGuideExperiments
import Synchronization

/// A process in the background of a service: it gives way to every other one, and ends when the process that began it does.
final class Background: WorkMonitor {
    private let terminal: Terminal
    private let isAlone = Atomic<Bool>(false)

    /// The policy of the scheduler by which a process runs only where no other one wants to.
    private static let idle: Int32 = 5
    /// The time in which work may come to its end after the process that began it has ended.
    private static let patience = 15.0

    /// Lowers the priority of this process, and watches standard input, which ends with the process that has its other end.
    init() {
        terminal = Terminal.interruptible()
        // The threads that come later are like the one that makes them.
        _ = nice(19)
        var parameters = sched_param(sched_priority: 0)
        sched_setscheduler(0, Self.idle, &parameters)
        // The first process to end where memory runs out.
        try? Data("500".utf8).write(to: URL(filePath: "/proc/self/oom_score_adj"))
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 256)
            while true {
                let count = read(0, &buffer, buffer.count)
                if count > 0 || count < 0 && errno == EINTR { continue }
                break
            }
            isAlone.store(true, ordering: .relaxed)
            // Files are whole at every moment, and the run goes on with --resume.
            Thread.sleep(forTimeInterval: Self.patience)
            _exit(1)
        }
    }

    var isStopRequested: Bool { terminal.isStopRequested || isAlone.load(ordering: .relaxed) }
    let showsProgress = false

    func note(_ line: String) { terminal.note(line) }
    func show(_ line: String) {}
    func clear() {}
}
