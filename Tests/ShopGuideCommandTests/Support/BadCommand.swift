import FewShotTensors
import Foundation
import Testing

/// A command line that must fail, and how.
struct BadCommand: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    /// 64 for bad arguments, 1 for a failure.
    let status: Int32
    /// What follows `Error: `; `DIR` stands for the test's folder.
    let message: String
    /// Makes what it finds.
    let prepare: @Sendable (TemporaryFolder) throws -> Void

    var testDescription: String { name }

    /// Bad arguments: they are refused whatever lies on the disk.
    static func usage(_ name: String, _ command: String, _ message: String) -> BadCommand {
        BadCommand(name: name, arguments: words(command), status: 64, message: message) { _ in }
    }

    /// Good arguments, but bad things that they name.
    static func failure(
        _ name: String, _ command: String, _ message: String,
        prepare: @escaping @Sendable (TemporaryFolder) throws -> Void = { _ in }
    ) -> BadCommand {
        BadCommand(name: name, arguments: words(command), status: 1, message: message, prepare: prepare)
    }

    /// A model that can't be loaded: a good one that was changed.
    static func model(
        _ name: String, _ message: String, _ change: @escaping @Sendable (inout Safetensors) throws -> Void
    ) -> BadCommand {
        failure(name, "evaluate --model model --data builtin", message) { folder in
            try SmallRun.writeModel(to: folder.url("model"), change: change)
        }
    }

    /// A run that can't go on as asked.
    static func resumed(
        _ name: String, _ options: String, _ message: String, episodes: Int = 2,
        prepare: @escaping @Sendable (TemporaryFolder) throws -> Void = { _ in }
    ) -> BadCommand {
        let arguments = SmallRun.arguments(episodes: episodes) + words(options)
        return BadCommand(name: name, arguments: arguments, status: 1, message: message) { folder in
            try SmallRun.train("--episodes", "2", in: folder)
            try prepare(folder)
        }
    }

    private static func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }
}
