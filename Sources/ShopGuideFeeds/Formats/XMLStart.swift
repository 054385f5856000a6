/// The beginning of an XML document, as it is to be parsed.
struct XMLStart {
    /// The bytes, from the document's first on.
    let source: any ByteSource
    /// Whether they are UTF-8 whatever they declare.
    let isUTF8: Bool
    /// The lines before the document.
    let skippedLines: Int

    private static let looked = 1 << 10

    init(_ source: any ByteSource, path: String, isUTF8: Bool) throws {
        var bytes = [UInt8](repeating: 0, count: Self.looked)
        var count = 0
        while count < Self.looked {
            let added = try bytes.withUnsafeMutableBytes {
                // A decoder needs some room.
                $0.count - count < 16 ? 0 : try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
            }
            guard added > 0 else { break }
            count += added
        }
        guard count > 0 else { throw FeedError(.damaged, "\(path): it is empty") }
        bytes.removeLast(bytes.count - count)
        // Programs write empty lines before a document, which must begin at once.
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let blanks = bytes[mark...].prefix { [32, 9, 10, 13].contains($0) }
        skippedLines = blanks.count { $0 == 10 }
        let start = Array(bytes[blanks.endIndex...])
        let declared = XMLEncoding.declared(start)
        let replayed = ReplayedSource(start, source)
        // Where the declaration can be read as it is, the text isn't UTF-16, though it may have been.
        let isDecoded = isUTF8 || mark > 0 || declared?.lowercased().hasPrefix("utf-16") == true
        let encoding = isDecoded ? nil : declared.flatMap(TextEncoding.init)
        if let encoding, [.gb18030, .shiftJIS, .big5].contains(encoding) {
            self.source = try DecodedSource(replayed, encoding, path: path)
            self.isUTF8 = true
        } else {
            self.source = replayed
            self.isUTF8 = isDecoded
        }
    }
}

/// Bytes that were read already, and those after them.
private final class ReplayedSource: ByteSource {
    private var bytes: ArraySlice<UInt8>
    private let source: any ByteSource

    init(_ bytes: [UInt8], _ source: any ByteSource) { (self.bytes, self.source) = (bytes[...], source) }

    var offset: Int { source.offset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !bytes.isEmpty else { return try source.read(into: buffer) }
        let count = min(bytes.count, buffer.count)
        buffer.copyBytes(from: bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return count
    }
}
