import Foundation

/// The encodings that XML documents declare.
enum XMLEncoding {
    /// Returns the encoding that the first line of a document declares; nil where it can't be read.
    static func declared(_ bytes: [UInt8]) -> String? {
        let start = String(decoding: bytes.prefix(256), as: UTF8.self)
        guard let begin = start.range(of: "<?xml"), let end = start.range(of: "?>") else { return nil }
        guard begin.upperBound < end.lowerBound else { return nil }
        let declaration = start[begin.upperBound..<end.lowerBound]
        guard let name = declaration.range(of: "encoding") else { return nil }
        let parts = declaration[name.upperBound...].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
        return parts.count >= 3 ? String(parts[1]) : nil
    }

    /// Fills the table of an encoding in which each byte is a character; returns whether it is one.
    static func fill(_ map: UnsafeMutableBufferPointer<Int32>, _ name: String) -> Bool {
        guard let converter = iconv_open("UTF-32LE", name), converter != iconv_t(bitPattern: -1) else { return false }
        defer { iconv_close(converter) }
        for byte in 0..<256 {
            map[byte] = character(UInt8(byte), converter) ?? -1
            // XML itself is written in ASCII; more than a few bytes that are none are the beginnings of longer characters.
            if byte < 128, byte >= 32, byte != 92, byte != 126, map[byte] != Int32(byte) { return false }
        }
        for byte in 0..<32 where map[byte] < 0 { map[byte] = Int32(byte) }
        return (128..<256).count { map[$0] < 0 } < 64
    }

    private static func character(_ byte: UInt8, _ converter: iconv_t) -> Int32? {
        _ = iconv(converter, nil, nil, nil, nil)
        var (byte, code) = (CChar(bitPattern: byte), UInt32(0))
        let result = withUnsafeMutablePointer(to: &byte) { from in
            withUnsafeMutableBytes(of: &code) { bytes -> Int in
                var (source, inLeft): (UnsafeMutablePointer<CChar>?, Int) = (from, 1)
                var (target, outLeft) = (bytes.baseAddress?.assumingMemoryBound(to: CChar.self), 4)
                let result = iconv(converter, &source, &inLeft, &target, &outLeft)
                return result == -1 || outLeft != 0 ? -1 : 0
            }
        }
        return result == 0 && code < 0x1_0000 ? Int32(code) : nil
    }
}
