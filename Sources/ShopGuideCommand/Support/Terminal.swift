import Foundation
import ShopGuideExperiments

/// Standard error as a monitor of long work: a line that renews itself on a terminal, plain lines where it is piped.
struct Terminal: WorkMonitor {
    /// Signals that stop the work, where it can be stopped.
    var interruption: Interruption?
    /// Whether nothing is shown, for another process shows it.
    var isSilent = false

    /// A terminal whose Ctrl-C stops the work between two steps.
    static func interruptible(isSilent: Bool = false) -> Terminal {
        Terminal(interruption: Interruption(), isSilent: isSilent)
    }

    var showsProgress: Bool { !isSilent && isatty(FileHandle.standardError.fileDescriptor) != 0 }

    var isStopRequested: Bool { interruption?.isRequested ?? false }

    func note(_ line: String) { if !isSilent { Output.progress("\(showsProgress ? "\r\u{1B}[K" : "")\(line)\n") } }
    func show(_ line: String) { Output.progress("\r\u{1B}[K\(line)") }
    func clear() { if showsProgress { Output.progress("\r\u{1B}[K") } }
}

extension ProgressBar {
    /// Creates a bar on the terminal for work on `total` items.
    init(_ title: String, total: Int) { self.init(title, total: total, on: Terminal()) }
}
