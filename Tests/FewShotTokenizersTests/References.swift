import FewShotTokenizers
import Foundation
import Testing

/// The references that `Tests/References/tokenization.py` makes, of the folder in `SHOPGUIDE_REFERENCES` or `.references` at the root of the project.
enum References {
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["SHOPGUIDE_REFERENCES"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.references").standardized
    }()

    static let tokenizers = folder.appending(path: "tokenizers")

    /// True where the references have been made; the script writes the lines last.
    static var areMade: Bool { FileManager.default.fileExists(atPath: file("lines.json").path(percentEncoded: false)) }

    static let reason: Comment =
        "no references: python3 Tests/References/tokenization.py .references/tokenizers makes them"

    /// The families for which there are references.
    static let families: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: tokenizers.path(percentEncoded: false))
        return (names ?? []).filter {
            FileManager.default.fileExists(atPath: file("\($0)/ids.json").path(percentEncoded: false))
        }
        .sorted()
    }()

    static func file(_ name: String) -> URL { tokenizers.appending(path: name) }

    static func read<Content: Decodable>(_ name: String) throws -> Content {
        try JSONDecoder().decode(Content.self, from: Data(contentsOf: file(name)))
    }
}
