import FewShotData

/// Writes PNG of any depth, chunk by chunk.
enum PNGFixture {
    enum Colour: UInt8 {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgbAlpha = 6
    }

    /// `rows` are packed as PNG packs them, without filter bytes.
    static func bytes(
        width: Int, depth: UInt8, _ colour: Colour, rows: [[UInt8]], extra: [UInt8] = [], claimedHeight: Int? = nil
    ) -> [UInt8] {
        let size = big(width) + big(claimedHeight ?? rows.count)
        let raw: [UInt8] = rows.flatMap { [0] + $0 }
        let stream: [UInt8] = [0x78, 0x01] + Deflate.stored(raw) + adler(raw)
        return signature + chunk("IHDR", size + [depth, colour.rawValue, 0, 0, 0]) + extra + chunk("IDAT", stream)
            + chunk("IEND", [])
    }

    static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        big(bytes.count) + Array(name.utf8) + bytes + big(Int(CRC32.of(Array(name.utf8) + bytes)))
    }

    /// The same picture in other bytes, with a text in it: copies of a file count once.
    static func tagged(_ text: String, _ picture: [UInt8]) -> [UInt8] {
        picture.dropLast(12) + chunk("tEXt", Array("Comment\0\(text)".utf8)) + picture.suffix(12)
    }

    /// A square of one grey value.
    static func grey(_ value: UInt8, size: Int = 8) -> [UInt8] {
        bytes(width: size, depth: 8, .grey, rows: Array(repeating: Array(repeating: value, count: size), count: size))
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    private static func big(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - $0 * 8)) }
    }

    private static func adler(_ bytes: [UInt8]) -> [UInt8] {
        var (a, b) = (1, 0)
        for byte in bytes {
            a = (a + Int(byte)) % 65521
            b = (b + a) % 65521
        }
        return big(b << 16 | a)
    }
}
