@preconcurrency import Dispatch
import Foundation
import Synchronization

/// Notices Ctrl-C and a polite kill, so that long work can stop between two steps.
///
/// A second Ctrl-C ends the process at once.
final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    private let sources: [any DispatchSourceSignal]

    init() {
        let queue = DispatchQueue(label: "interruption")
        let registered = DispatchSemaphore(value: 0)
        sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for (source, number) in zip(sources, [SIGINT, SIGTERM]) {
            signal(number, SIG_IGN)
            source.setEventHandler { [weak self] in
                guard let self else { return }
                if requested.exchange(true, ordering: .relaxed) { _exit(130) }
            }
            source.setRegistrationHandler { registered.signal() }
            source.resume()
        }
        // A signal that came before would be lost.
        for _ in sources { registered.wait() }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    /// Whether the user asked to stop.
    var isRequested: Bool { requested.load(ordering: .relaxed) }
}
