import FewShotDigests
public import Foundation

/// A feed's file that was read once: how it is written, and what identifies its content.
public struct FeedFile: Sendable {
    /// The file.
    public let url: URL
    /// The first 16 digits of the SHA-256 of its content, unpacked.
    public let digest: String
    /// The bytes of the file, packed as it is.
    public let bytes: Int
    /// The writing of the file, everything in it decided.
    public let options: FeedOptions
    /// The unusual traits that were recognised, in a few words each.
    public let recognition: [String]

    private let path: String

    /// Reads a file to its end, and finds out how it is written.
    ///
    /// - Throws: ``FeedError`` where it can't be read, isn't in its encoding, or is none of the formats.
    public init(contentsOf url: URL, options: FeedOptions = FeedOptions()) throws {
        self.url = url
        path = url.path(percentEncoded: false)
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        bytes = size?.intValue ?? 0
        var first = try FirstReading(path: path, checksUTF8: options.encoding == nil || options.encoding == .utf8)
        try UnreadableFormat.check(first.sample, path: path)
        digest = first.digest

        var (options, recognition) = (options, [String]())
        if options.encoding == nil {
            options.encoding = try first.encoding(path: path)
        } else if options.encoding == .utf8, let line = first.problemLine {
            throw FeedError(.damaged, "\(path), line \(line): the text isn't utf-8; --encoding names another")
        }
        if let encoding = options.encoding, encoding != .utf8 {
            recognition.append(encoding.name)
            try first.decode(encoding, path: path)
        }
        let sample = TableSample(first.sample)
        options.format = options.format ?? sample.format(named: TableFormat(fileName: url.lastPathComponent))
        if options.format?.isDelimited == true {
            options.hasCarriageReturns = sample.hasCarriageReturns
            if options.separator == nil {
                options.separator = sample.separator(
                    hasQuotes: options.hasQuotes, preferring: options.format == .tsv ? "\t" : ",")
                let usual = options.format == .tsv ? "\t" : ","
                if let separator = options.separator, separator != usual {
                    recognition.append(
                        "separated by \(separator == "\t" ? "tabs" : separator == " " ? "blanks" : separator)")
                }
            }
            guard let separator = options.separator, 1...8 ~= separator.utf8.count,
                !separator.utf8.contains(where: { [10, 13, 34].contains($0) })
            else {
                throw FeedError(
                    .badRequest, "a separator must be one to eight characters, and no quote or end of a line")
            }
        }
        (self.options, self.recognition) = (options, recognition)
        _ = try reader()
    }

    /// Returns a reader of the rows, from the first.
    ///
    /// - Throws: ``FeedError`` where the header can't be read.
    package func reader() throws -> any RowReader {
        var source: any ByteSource = try ByteStream(path: path)
        let isDecoded = options.encoding.map { $0 != .utf8 } ?? false
        if let encoding = options.encoding, isDecoded { source = try DecodedSource(source, encoding, path: path) }
        switch options.format ?? .csv {
        case .csv, .tsv:
            if options.hasCarriageReturns { source = LineFeedSource(source) }
            return try DelimitedReader(source, path: path, options)
        case .json, .jsonl:
            return try JSONRowReader(
                source, path: path, at: options.path, limits: options.limits, nulls: options.nulls)
        case .xml:
            return try XMLRowReader(
                source, path: path, at: options.path, limits: options.limits, nulls: options.nulls, isUTF8: isDecoded)
        }
    }
}

/// The source of a table whose lines end with a carriage return alone.
private final class LineFeedSource: ByteSource {
    private let source: any ByteSource
    var offset: Int { source.offset }

    init(_ source: any ByteSource) { self.source = source }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        for place in 0..<count where buffer[place] == 13 { buffer[place] = 10 }
        return count
    }
}
