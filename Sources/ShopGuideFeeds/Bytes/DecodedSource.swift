import Foundation

/// The text of a file in UTF-8, whatever encoding the file has.
final class DecodedSource: ByteSource {
    private let source: any ByteSource
    private let path: String
    private let encoding: TextEncoding
    private let converter: iconv_t
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var pending = 0
    private var isAtEnd = false
    /// Line ends so far, for the place of what isn't in the encoding.
    private var lines = 1

    init(_ source: any ByteSource, _ encoding: TextEncoding, path: String) throws {
        (self.source, self.path, self.encoding) = (source, path, encoding)
        guard let converter = iconv_open("UTF-8", encoding.converter), converter != iconv_t(bitPattern: -1) else {
            throw FeedError(.badRequest, "\(path): \(encoding) isn't known to this system")
        }
        self.converter = converter
    }

    deinit { iconv_close(converter) }

    var offset: Int { source.offset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // A character may take four bytes, and is never split between two calls.
        guard buffer.count >= 8 else { throw FeedError(.badRequest, "\(path): a buffer of \(buffer.count) bytes") }
        while true {
            if !isAtEnd, pending < input.count {
                let added = try input.withUnsafeMutableBytes {
                    try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[pending...]))
                }
                pending += added
                isAtEnd = added == 0
            }
            guard pending > 0 else { return 0 }
            let written = try convert(into: buffer)
            if written > 0 { return written }
            guard !isAtEnd else { throw problem("is cut off inside of a character") }
        }
    }

    private func convert(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var (inLeft, outLeft) = (pending, buffer.count)
        let count = pending
        let result = input.withUnsafeMutableBytes { bytes in
            var from = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var to = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return iconv(converter, &from, &inLeft, &to, &outLeft)
        }
        let reason = result == -1 ? errno : 0
        let written = buffer.count - outLeft
        lines += UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<written]).count { $0 == 10 }
        let used = count - inLeft
        input.withUnsafeMutableBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[used..<used + inLeft])
            if used > 0 { bytes.copyMemory(from: rest) }
        }
        pending = inLeft
        if reason == EILSEQ { throw problem("isn't \(encoding)") }
        if reason == EINVAL, isAtEnd, written == 0 { throw problem("is cut off inside of a character") }
        return written
    }

    private func problem(_ words: String) -> FeedError {
        FeedError(.damaged, "\(path), line \(lines): the text \(words); --encoding names another")
    }
}
