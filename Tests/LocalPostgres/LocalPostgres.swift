import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, in a folder that goes with the process.
public final class LocalPostgres: Sendable {
    /// The reason why there is none.
    public struct Absence: Error, CustomStringConvertible {
        /// One line.
        public var description: String
    }

    /// The server that the tests of a process share, started when it is first asked for.
    public static let shared = Result {
        let server = try LocalPostgres()
        // Files that belong to stores go with it.
        setenv("XDG_STATE_HOME", "\(server.folder)/state", 1)
        return server
    }

    /// Whether there is one.
    public static var isThere: Bool { (try? shared.get()) != nil }

    /// Whether the tests' stores are to be PostgreSQL's: `SHOPGUIDE_TEST_STORE=postgres`.
    public static var isWanted: Bool { ProcessInfo.processInfo.environment["SHOPGUIDE_TEST_STORE"] == "postgres" }

    /// The folder, with its socket.
    public let folder: String
    private let input: FileHandle
    private let output: FileHandle
    private let turn = Mutex(())

    /// Starts a server.
    ///
    /// - Throws: ``Absence``.
    public init() throws {
        folder = "/tmp/shopguide-postgres-\(UUID().uuidString.prefix(8))"
        let process = Process()
        process.executableURL = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "serve")
        process.arguments = [folder]
        let (commands, answers) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (commands, answers)
        // What is started later must not keep the pipe open.
        _ = fcntl(commands.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        (input, output) = (commands.fileHandleForWriting, answers.fileHandleForReading)
        do { try process.run() } catch { throw Absence(description: "\(error)") }
        try expect("ready")
    }

    deinit { try? input.close() }

    /// Kills the server as a power cut would.
    public func kill() throws { try tell("kill", expecting: "killed") }

    /// Starts the server again.
    public func start() throws { try tell("start", expecting: "ready") }

    private func tell(_ command: String, expecting answer: String) throws {
        try turn.withLock { _ in
            try input.write(contentsOf: Data("\(command)\n".utf8))
            try expect(answer)
        }
    }

    private func expect(_ answer: String) throws {
        var line = Data()
        while let byte = try output.read(upToCount: 1), byte != Data("\n".utf8), !byte.isEmpty { line += byte }
        let text = String(decoding: line, as: UTF8.self)
        guard text == answer else { throw Absence(description: text) }
    }

    /// The address of a store in a schema.
    public func address(schema: String) -> String {
        "postgres:///postgres?host=\(folder)&user=shopguide&schema=\(schema)"
    }

    /// The address of a store that belongs to a test's folder.
    public func address(for folder: URL, _ name: String) -> String {
        address(schema: "\(folder.lastPathComponent.suffix(36))-\(name)".lowercased())
    }
}
