import FewShotDigests
import Foundation

/// The first reading of a file: its digest, its first bytes, and whether it is UTF-8.
struct FirstReading {
    /// The first bytes, in UTF-8 once they were decoded.
    private(set) var sample: [UInt8] = []
    let digest: String
    private var check = UTF8Check()

    private static let sampled = 1 << 18

    init(path: String, checksUTF8: Bool) throws {
        let stream = try ByteStream(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        while case let count = try stream.read(into: buffer), count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hash.update(bytes)
            if sample.count < Self.sampled { sample += bytes.prefix(Self.sampled - sample.count) }
            if checksUTF8, !Self.hasUTF16Mark(sample) { check.add(bytes) }
        }
        check.finish()
        digest = hash.finalize().prefix(8).hexadecimal
    }

    /// The line of the first bytes that aren't UTF-8.
    var problemLine: Int? { check.problem?.line }

    /// Returns the encoding of the file.
    ///
    /// - Throws: ``FeedError`` where it is neither UTF-8 nor marked as UTF-16, naming what it would read as.
    func encoding(path: String) throws -> TextEncoding {
        if Self.hasUTF16Mark(sample) { return .utf16 }
        guard let problem = check.problem else { return .utf8 }
        // XML says itself what it is in.
        if sample.starts(with: "<?xml".utf8) { return .utf8 }
        let bytes = problem.sample.map { String(format: "%02X", $0) }.prefix(4).joined(separator: " ")
        let guess = EncodingGuess.encoding(of: check.text.isEmpty ? problem.sample : check.text)
        let remedy =
            guess.map { "it reads as \($0): --encoding \($0)" } ?? "--encoding names another: \(TextEncoding.list)"
        throw FeedError(.damaged, "\(path), line \(problem.line): the text isn't UTF-8 (\(bytes)); \(remedy)")
    }

    /// Decodes the file to its end, for none of its rows may be taken where one can't be; keeps the first bytes.
    mutating func decode(_ encoding: TextEncoding, path: String) throws {
        let source = try DecodedSource(ByteStream(path: path), encoding, path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        sample = []
        while case let count = try source.read(into: buffer), count > 0 {
            if sample.count < Self.sampled { sample += buffer[..<count].prefix(Self.sampled - sample.count) }
        }
    }

    private static func hasUTF16Mark(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    }
}
