import Foundation

/// The format of a table in a file.
public enum TableFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// Values with a separator between them, as RFC 4180 describes them, with a header.
    case csv
    /// The same, with tabs where nothing else is recognised.
    case tsv
    /// An array of objects, or an object with one in it.
    case json
    /// JSON Lines: an object a line.
    case jsonl
    /// The items of RSS, the entries of Atom, or the like.
    case xml

    /// Tells the format from a file's name: `products.tsv.gz`; nil where it doesn't say.
    public init?(fileName: String) {
        var name = fileName.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        switch name.split(separator: ".").last {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonl
        case "xml", "rss", "atom": self = .xml
        default: return nil
        }
    }

    /// Whether its rows are values with a separator between them.
    package var isDelimited: Bool { self == .csv || self == .tsv }
}
