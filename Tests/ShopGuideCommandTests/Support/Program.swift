import Foundation

/// The real `shopguide`, run as a user runs it.
struct Program {
    /// What a finished process left behind.
    struct Outcome {
        /// The exit code, or minus the signal that ended it.
        let status: Int32
        let output: String
        let errors: String

        /// Lines of standard error, but for the note that comes with the built-in catalogue.
        var complaints: [String] {
            errors.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("builtin is generated: ") }
        }
    }

    /// Why the program can't be run.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// Where SwiftPM puts it: beside the test bundle.
    static func executable() throws -> URL {
        let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let file = bundle.deletingLastPathComponent().appending(path: "shopguide")
        guard FileManager.default.isExecutableFile(atPath: file.path) else {
            throw Missing(description: "there is no \(file.path): build it first, as `make test` does")
        }
        return file
    }

    /// Runs to the end.
    static func run(_ arguments: String..., in folder: TemporaryFolder) throws -> Outcome {
        try start(arguments, in: folder).wait()
    }

    /// Starts a process that reads nothing and writes into files of its own: after some commands of a shell, which run in the
    /// same process, and through another command that is given the program and its arguments.
    static func start(
        _ arguments: [String], in folder: TemporaryFolder, after shell: String = ":", wrapping wrapper: [String] = []
    ) throws -> Running {
        let name = "process-\(UUID().uuidString)"
        let output = try folder.write("", to: "\(name).out")
        let errors = try folder.write("", to: "\(name).err")
        let command =
            ["/bin/sh", "-c", "cd \"$1\"; shift; \(shell); exec \"$@\"", "sh", folder.path]
            + wrapper + [try executable().path] + arguments
        let process = try spawn(command, caching: folder.path, output: output, errors: errors)
        return Running(identifier: process, output: output, errors: errors)
    }

    /// Runs another command, silently; returns whether it succeeded.
    static func succeeds(_ command: [String]) throws -> Bool {
        let quiet = "/dev/null"
        let process = try spawn(["/usr/bin/env"] + command, caching: "/", output: quiet, errors: quiet)
        return status(of: process) == 0
    }

    /// Starts a process that gets all signals: the pool's threads block some, which their children would inherit, as they would
    /// what the test's own launcher ignores. Foundation's `Process` can miss the end of one of several at a time.
    private static func spawn(
        _ command: [String], caching folder: String, output: String, errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY, 0)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var usual = sigset_t()
        sigemptyset(&none)
        sigemptyset(&usual)
        for signal in [SIGXFSZ, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let environment = ProcessInfo.processInfo.environment.merging(
            ["XDG_CACHE_HOME": "\(folder)/cache", "COLUMNS": "100"]
        ) { $1 }
        let words = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in words + variables { free(string) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
        guard status == 0 else { throw Missing(description: "\(command[0]): \(String(cString: strerror(status)))") }
        return process
    }

    /// Waits for the end of a process; returns its exit code, or minus the signal that ended it.
    private static func status(of process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F  // as WIFEXITED, WTERMSIG and WEXITSTATUS do it
        return signal == 0 ? status >> 8 & 0xFF : -signal
    }

    /// A process under way.
    struct Running {
        let identifier: pid_t
        fileprivate let output: String
        fileprivate let errors: String

        /// Whether it has not ended yet; leaves the end for ``wait()``.
        var isRunning: Bool {
            var information = siginfo_t()
            let status = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
            return status == 0 && information.si_signo == 0
        }

        /// Waits for the end; to be called once.
        func wait() throws -> Outcome {
            Outcome(status: Program.status(of: identifier), output: try text(output), errors: try text(errors))
        }

        /// Sends a signal, if there is still somebody to get it.
        func send(_ signal: Int32) { if isRunning { kill(identifier, signal) } }

        /// Waits until a text appears on standard error; returns whether it did before the process ended.
        func says(_ words: String) throws -> Bool {
            while isRunning {
                if try text(errors).contains(words) { return true }
                usleep(2000)
            }
            return try text(errors).contains(words)
        }

        /// The port that `shopguide serve` says that it listens at.
        func port() throws -> Int {
            let found = try text(errors).firstMatch(of: /listening on http:\/\/[^ ]*:(\d+)/)
            guard let port = found.flatMap({ Int($0.1) }) else { throw Missing(description: "no port in \(errors)") }
            return port
        }

        private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    }
}
