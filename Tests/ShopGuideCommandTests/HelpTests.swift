import Foundation
import Testing

/// What `--help` prints, word for word.
///
/// To renew the files after a change: `SHOPGUIDE_RENEW_GOLDEN=1 swift test --filter HelpTests`, and read the difference.
@Suite struct HelpTests {
    private let folder: TemporaryFolder
    private let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    init() throws { folder = try TemporaryFolder() }

    private struct Description: Decodable {
        let command: Command

        struct Command: Decodable {
            let commandName: String
            let subcommands: [Command]?
        }
    }

    /// Every command that there is, each as its words after `shopguide`.
    private func commands() throws -> [[String]] {
        let dump = try Program.run("--experimental-dump-help", in: folder).output
        func words(_ command: Description.Command, after parents: [String]) -> [[String]] {
            [parents] + (command.subcommands ?? []).flatMap { words($0, after: parents + [$0.commandName]) }
        }
        let root = try JSONDecoder().decode(Description.self, from: Data(dump.utf8)).command
        return words(root, after: []).filter { $0.first != "help" }
    }

    @Test func `every command's help has an example and is as it was approved`() throws {
        let isRenewed = ProcessInfo.processInfo.environment["SHOPGUIDE_RENEW_GOLDEN"] != nil
        let commands = try commands()
        #expect(commands.count >= 3)
        for command in commands {
            let outcome = try Program.start(command + ["--help"], in: folder).wait()
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("  shopguide \(command.first ?? "train") "), "\(command) has no example")
            let file = golden.appending(path: (["shopguide"] + command).joined(separator: "-") + ".txt")
            if isRenewed { try outcome.output.write(to: file, atomically: true, encoding: .utf8) }
            let approved = try? String(contentsOf: file, encoding: .utf8)
            #expect(outcome.output == approved, "not as in \(file.lastPathComponent); renew it if that is meant")
        }
    }

    @Test func `says its version`() throws {
        let outcome = try Program.run("--version", in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
