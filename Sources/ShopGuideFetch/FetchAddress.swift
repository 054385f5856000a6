import Foundation

/// An address on the web: `https://shop.example/feed.csv`.
public struct FetchAddress: Sendable, Hashable {
    /// The address as it is asked for: blanks and letters beyond ASCII are percent-encoded behind the host.
    public let text: String
    /// The address without a password and without what stands behind `?`, which may be one: for messages and answers.
    public let shown: String
    /// The last part of its path, `feed.csv`; empty where it has none.
    public let fileName: String

    /// The most bytes that an address may have.
    public static let bytes = 2048

    /// Returns whether a text is meant as an address, not as the path of a file.
    public static func isMeant(by text: String) -> Bool {
        let start = text.prefix { $0 != ":" }.lowercased()
        return start.count < text.count && ["http", "https"].contains(start) && text.contains("://")
    }

    /// Creates an address.
    ///
    /// - Throws: ``FetchError`` where the text isn't one of http or https.
    public init(_ text: String) throws {
        guard text.utf8.count <= Self.bytes else {
            throw FetchError(.badAddress, "the address has \(text.utf8.count) bytes; it may have \(Self.bytes)")
        }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }), let colon = text.firstRange(of: "://"),
            ["http", "https"].contains(text[..<colon.lowerBound].lowercased())
        else {
            throw FetchError(
                .badAddress, "\"\(text.prefix(100))\" isn't an address such as https://shop.example/feed.csv")
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.isEmpty, !authority.contains(" ") else {
            throw FetchError(.badAddress, "\"\(text.prefix(100))\" has no host")
        }
        let behind = rest[authority.endIndex...].prefix { $0 != "#" }
        self.text = "\(text[..<colon.upperBound])\(authority)\(Self.encoded(behind))"
        let path = behind.prefix { $0 != "?" }
        let user = authority.count > host.count ? "…@" : ""
        shown = "\(text[..<colon.upperBound])\(user)\(host)\(path)" + (path.endIndex < behind.endIndex ? "?…" : "")
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        fileName = path.hasSuffix("/") ? "" : name.removingPercentEncoding ?? name
    }

    private static func encoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte > 32, byte < 127 { bytes.append(byte) } else { bytes += Array(String(format: "%%%02X", byte).utf8) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
