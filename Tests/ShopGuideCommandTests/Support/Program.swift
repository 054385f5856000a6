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
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "\(shell); exec \"$@\"", "sh"] + wrapper + [try executable().path] + arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["XDG_CACHE_HOME": "\(folder.path)/cache", "COLUMNS": "100"]
        ) { $1 }
        let name = "process-\(UUID().uuidString)"
        let output = try folder.write("", to: "\(name).out")
        let errors = try folder.write("", to: "\(name).err")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
        try withSignals { try process.run() }
        return Running(process: process, output: output, errors: errors)
    }

    /// Starts a process that gets all signals: the pool's threads block some, which their children would inherit, as they would
    /// what the test's own launcher ignores.
    private static func withSignals(_ start: () throws -> Void) rethrows {
        var none = sigset_t()
        var usual = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &usual)
        defer { pthread_sigmask(SIG_SETMASK, &usual, nil) }
        signal(SIGXFSZ, SIG_DFL)
        try start()
    }

    /// A process under way.
    struct Running {
        fileprivate let process: Process
        fileprivate let output: String
        fileprivate let errors: String

        var identifier: pid_t { process.processIdentifier }
        var isRunning: Bool { process.isRunning }

        /// Waits for the end.
        func wait() throws -> Outcome {
            process.waitUntilExit()
            let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
            return Outcome(status: status, output: try text(output), errors: try text(errors))
        }

        /// Sends a signal, if there is still somebody to get it.
        func send(_ signal: Int32) { if process.isRunning { kill(process.processIdentifier, signal) } }

        /// Waits until a text appears on standard error; returns whether it did before the process ended.
        func says(_ words: String) throws -> Bool {
            while process.isRunning {
                if try text(errors).contains(words) { return true }
                usleep(2000)
            }
            return try text(errors).contains(words)
        }

        private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    }
}
