import Foundation
import ShopGuide

/// A process that learns, which ends when this one does: its standard input is a pipe whose other end is here alone.
struct TrainingProcess: ~Copyable {
    private let process: pid_t
    /// The end of the pipe that the process watches; the system closes it when this process ends, however it ends.
    private let lifeline: Int32

    /// Begins a process.
    ///
    /// - Parameters:
    ///   - executable: The program.
    ///   - arguments: Its arguments.
    ///   - environment: Variables beside those of this process.
    ///   - output: The file that gets its standard output.
    ///   - log: The file that its standard error is appended to.
    /// - Throws: ``GuideError`` where it can't be begun.
    init(_ executable: URL, _ arguments: [String], environment: [String: String], output: URL, log: URL) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Self.failure(errno) }
        // No other process that is begun here may hold them open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, output.path(percentEncoded: false), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(
            &actions, 2, log.path(percentEncoded: false), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A service ignores signals that it takes another way, and what is ignored stays so in what it begins.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // A group of its own: Ctrl-C reaches the service, which ends it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        let path = executable.path(percentEncoded: false)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var pairs = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + pairs { free(text) } }
        var process = pid_t()
        let status = posix_spawn(&process, path, &actions, &attributes, &words, &pairs)
        close(ends[0])
        guard status == 0 else {
            close(ends[1])
            throw Self.failure(status)
        }
        (self.process, lifeline) = (process, ends[1])
    }

    deinit { close(lifeline) }

    private static func failure(_ code: Int32) -> GuideError {
        GuideError(.unusable, "the process that learns can't be begun: \(String(cString: strerror(code)))")
    }

    /// The result of a process: its exit status, or 128 and the signal that ended it; nil while it is at work.
    func status() -> Int32? {
        var status: Int32 = 0
        let found = waitpid(process, &status, WNOHANG)
        guard found != 0 else { return nil }
        guard found == process else { return 1 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Asks the process to end after the step under way, or ends it at once.
    func end(atOnce: Bool) { kill(process, atOnce ? SIGKILL : SIGTERM) }
}
