import Foundation
import Testing

/// The service as a process, and its keys, as a user starts and makes them.
@Suite struct ServeTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Models/products")
        .path(percentEncoded: false)

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `makes a store where there is none, says where it listens, and ends at SIGTERM`() throws {
        let service = try Program.start(["serve", "--port", "0", "--model", Self.models], in: folder)
        #expect(try service.says("listening on http://127.0.0.1:"))
        service.send(SIGTERM)
        let outcome = try service.wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("shopguide.sqlite: there is no such store"))
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/shopguide.sqlite"))
    }

    @Test func `a store that was named must be there`() throws {
        let outcome = try Program.run("serve", "--port", "0", "--store", "none.sqlite", in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("none.sqlite: there is no such store; make one: shopguide catalog import"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/none.sqlite"))
    }

    @Test func `isn't open to other machines without a key`() throws {
        let arguments = ["serve", "--port", "0", "--host", "0.0.0.0", "--model", Self.models]
        let outcome = try Program.start(arguments, in: folder).wait()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("shopguide key create"))
    }

    @Test func `keys are printed once, listed without their secret, and revoked`() throws {
        let made = try Program.run(
            "key", "create", "--tenant", "acme", "--scope", "write", "--note", "till", in: folder)
        let key = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(made.status == 0 && key.count == 67)
        let list = try Program.run("key", "list", in: folder).output
        #expect(list.hasPrefix("\(key.prefix(11))  acme  write  ") && list.hasSuffix("  till\n") && !list.contains(key))
        #expect(try Program.run("key", "revoke", String(key.prefix(11)), in: folder).status == 0)
        #expect(try Program.run("key", "list", in: folder).output.isEmpty)
        let again = try Program.run("key", "revoke", String(key.prefix(11)), in: folder)
        #expect(again.status == 1 && again.complaints.count == 1)
        #expect(try Program.run("key", "create", "--tenant", "../etc", in: folder).status == 64)
    }
}
