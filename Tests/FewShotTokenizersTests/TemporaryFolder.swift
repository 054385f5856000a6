import FewShotTokenizers
import Foundation

/// A folder of files for one test, which is removed after it.
final class TemporaryFolder {
    let url: URL

    init(_ files: [String: String]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "tokenizer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: url.appending(path: name)) }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Reads the tokenizer of a folder with these files.
    static func tokenizer(_ files: [String: String]) throws -> Tokenizer {
        let folder = try TemporaryFolder(files)
        return try withExtendedLifetime(folder) { try Tokenizer(folder: folder.url) }
    }

    /// Reads a tokenizer of this JSON.
    static func tokenizer(_ json: String) throws -> Tokenizer { try tokenizer(["tokenizer.json": json]) }
}
