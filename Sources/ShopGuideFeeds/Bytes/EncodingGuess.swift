import Foundation

/// The encodings under which bytes that aren't UTF-8 would read as text.
enum EncodingGuess {
    private static let candidates: [TextEncoding] = [.gb18030, .big5, .shiftJIS, .windows1252, .windows1251, .koi8]

    /// Returns the likeliest encoding of bytes; nil where they are text in none.
    static func encoding(of bytes: [UInt8]) -> TextEncoding? {
        candidates.compactMap { encoding in score(bytes, encoding).map { (encoding, $0) } }
            .max { $0.1 < $1.1 }
            .map(\.0)
    }

    /// Rates what bytes read as: common letters of the languages that the encoding is for count for it, rare signs against it.
    private static func score(_ bytes: [UInt8], _ encoding: TextEncoding) -> Double? {
        guard let text = decoded(bytes, encoding) else { return nil }
        var (sum, count, before) = (0.0, 0, Unicode.Scalar(UInt8(0)))
        for scalar in text.unicodeScalars {
            defer { before = scalar }
            guard scalar.value >= 128 else { continue }
            count += 1
            sum += value(of: scalar, after: before, in: encoding)
        }
        return count > 0 ? sum / Double(count) : nil
    }

    private static func value(
        of scalar: Unicode.Scalar, after before: Unicode.Scalar, in encoding: TextEncoding
    ) -> Double {
        switch scalar.value {
        case 0x410..<0x450:
            // Cyrillic words are of Cyrillic letters alone, small ones but for the first; other bytes read as Cyrillic make any.
            if 0x410..<0x450 ~= before.value { return scalar.value >= 0x430 ? 1.2 : 0 }
            return before.isASCII && before.properties.isAlphabetic ? -1 : 0
        case 0x80..<0xA0, 0xE000..<0xF900, 0xFFFD: return -4
        case 0x3040..<0x3100: return encoding == .shiftJIS ? 2 : 0.5  // kana
        case 0xFF61..<0xFFA0: return -0.5  // halfwidth kana, which any bytes make
        case 0x3000..<0x3020, 0xFF00..<0xFF61: return 1  // punctuation of the East
        case 0x4E00..<0xA000:
            // The first level of each standard has the common characters: its bytes tell.
            return isCommon(scalar, in: encoding) ? 1.5 : -1
        case 0xC0..<0x180 where scalar.value != 0xD7 && scalar.value != 0xF7: return 0.8  // letters of the West
        case 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x20AC, 0xA0, 0xAB, 0xBB, 0xB0, 0xA3, 0xAE:
            return 0.6
        default: return -0.6
        }
    }

    private static func isCommon(_ scalar: Unicode.Scalar, in encoding: TextEncoding) -> Bool {
        guard let bytes = encoded(scalar, encoding), bytes.count == 2 else { return false }
        return switch encoding {
        case .gb18030: 0xB0...0xD7 ~= bytes[0] && bytes[1] >= 0xA1
        case .big5: 0xA4...0xC6 ~= bytes[0]
        case .shiftJIS: 0x88...0x97 ~= bytes[0]
        default: false
        }
    }

    /// Decodes bytes, but for a character that is cut off at their end; nil where they aren't in the encoding.
    private static func decoded(_ bytes: [UInt8], _ encoding: TextEncoding) -> String? {
        guard let (output, reason) = converted(bytes, from: encoding.converter, to: "UTF-8") else { return nil }
        return reason == EILSEQ ? nil : String(decoding: output, as: UTF8.self)
    }

    private static func encoded(_ scalar: Unicode.Scalar, _ encoding: TextEncoding) -> [UInt8]? {
        let converted = converted(Array(String(Character(scalar)).utf8), from: "UTF-8", to: encoding.converter)
        return converted.flatMap { $0.reason == 0 ? $0.output : nil }
    }

    private static func converted(
        _ bytes: [UInt8], from: String, to: String
    ) -> (output: [UInt8], reason: Int32)? {
        guard let converter = iconv_open(to, from), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count * 4 + 16))
        var (inLeft, outLeft) = (input.count, output.count)
        let result = input.withUnsafeMutableBytes { from in
            output.withUnsafeMutableBytes { to in
                var (source, target) = (
                    from.baseAddress?.assumingMemoryBound(to: CChar.self),
                    to.baseAddress?.assumingMemoryBound(to: CChar.self)
                )
                return iconv(converter, &source, &inLeft, &target, &outLeft)
            }
        }
        let reason = result == -1 ? errno : 0
        return (Array(output[..<(output.count - outLeft)]), reason)
    }
}
