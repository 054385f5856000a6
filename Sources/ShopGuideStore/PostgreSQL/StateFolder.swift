import FewShotDigests
import Foundation
import ShopGuidePostgres

/// The folder of files that belong to a store which is no file itself: that of the system's service, or the user's.
enum StateFolder {
    /// The folder: `$STATE_DIRECTORY`, as systemd sets it, else `shopguide` in `$XDG_STATE_HOME` or `~/.local/state`.
    static var url: URL {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["STATE_DIRECTORY"]?.split(separator: ":").first, folder.hasPrefix("/") {
            return URL(filePath: String(folder), directoryHint: .isDirectory)
        }
        if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
            return URL(filePath: folder, directoryHint: .isDirectory).appending(component: "shopguide")
        }
        return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/state/shopguide")
    }
}

extension PostgresAddress {
    /// The server and the database as the name of a folder.
    var fileName: String { Self.fileName(of: String(server.drop { $0 != ":" }.dropFirst(3))) }

    /// The schema as the name of a file.
    var schemaFileName: String { Self.fileName(of: schema) }

    /// A text that has nothing but letters, digits and `-` as it is; others with a digest, so that two never share a name.
    private static func fileName(of text: String) -> String {
        let plain = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        return plain == text ? plain : "\(plain.prefix(100)).\(SHA256.hexadecimal(of: Array(text.utf8)).prefix(8))"
    }
}
