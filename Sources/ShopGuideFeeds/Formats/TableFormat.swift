import Foundation

/// The format of a table in a file.
public enum TableFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// Comma-separated values as RFC 4180 describes them, with a header.
    case csv
    /// The same with tabs for commas.
    case tsv
    /// JSON Lines: an object a line.
    case jsonl

    /// Tells the format from a file's name: `products.tsv.gz`; nil where it doesn't say.
    public init?(fileName: String) {
        var name = fileName.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        switch name.split(separator: ".").last {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "jsonl", "ndjson": self = .jsonl
        default: return nil
        }
    }

    /// The byte between two fields, if they aren't named.
    var separator: UInt8? {
        switch self {
        case .csv: UInt8(ascii: ",")
        case .tsv: UInt8(ascii: "\t")
        case .jsonl: nil
        }
    }

    /// Returns a reader of a file of this format, whose fields may be separated by another byte than the default.
    ///
    /// - Throws: ``FeedError`` where it can't be read, or its header is malformed.
    func reader(
        of path: String, separator override: UInt8? = nil, hasQuotes: Bool, limits: TableLimits
    ) throws -> any RowReader {
        let stream = try ByteStream(path: path)
        guard let separator = override ?? separator else {
            throw FeedError(.badRequest, "\(path): JSON is not read yet")
        }
        return try DelimitedReader(stream, path: path, separator: separator, hasQuotes: hasQuotes, limits: limits)
    }
}
