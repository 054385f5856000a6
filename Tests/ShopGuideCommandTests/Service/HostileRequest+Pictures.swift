import Foundation

extension HostileRequest {
    // MARK: Pictures

    static let pictures: [HostileRequest] = [
        picture("nothing at all", Data(), 422),
        picture("words for a picture", Data("not a picture".utf8), 422),
        picture("another picture's name", png(width: 8, height: 8, rows: 8), 422, type: "image/jpeg"),
        picture("a head without a picture", Data(png(width: 8, height: 8, rows: 8).prefix(40)), 422),
        picture("half of a picture", Data(png(width: 200, height: 200, rows: 200).dropLast(60)), 422),
        picture("a picture that says it's 60,000 by 60,000", png(width: 60_000, height: 60_000, rows: 1), 422),
        picture("a picture of no width", png(width: 0, height: 8, rows: 8), 422),
        picture("a bomb: 100 million zeros in 100 KB", png(width: 4000, height: 4000, rows: 6000), 422),
        picture("a JPEG that says it's 65,535 by 65,535", jpeg, 422, type: "image/jpeg"),
        picture("half of a WebP", Data("RIFF\u{10}\0\0\0WEBPVP8 \u{4}\0\0\0".utf8), 422, type: "image/webp"),
        .post("a picture that isn't one, in words", "/v1/classify", #"{"items":[{"image":"!!!!"}]}"#, 422),
        picture("a picture of 30 MB", Data(count: 30 << 20), 413),
        picture("half of a GIF", Data("GIF89a".utf8), 422, type: "image/gif"),
        picture("a picture of another kind", Data([0, 0, 1, 0, 1, 0]), 415, type: "image/x-icon"),
    ]

    private static func picture(_ name: String, _ bytes: Data, _ expected: Int, type: String = "image/png")
        -> HostileRequest
    {
        .post(name, "/v1/classify", bytes, expected, type: type)
    }

    /// A grey PNG of zeros that says that it has some size, and has so many rows; the data is stored by a run of zeros that DEFLATE
    /// packs a thousandfold.
    private static func png(width: Int, height: Int, rows: Int) -> Data {
        func number(_ value: Int) -> Data { Data((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }) }
        func chunk(_ kind: String, _ content: Data) -> Data {
            let body = Data(kind.utf8) + content
            return number(content.count) + body + number(Int(crc(body)))
        }
        let size = rows * (min(width, 4000) + 1)
        return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            + chunk("IHDR", number(width) + number(height) + Data([8, 0, 0, 0, 0])) + chunk("IDAT", zeros(size))
            + chunk("IEND", Data())
    }

    /// zlib's form of so many zeros: one literal, then copies of 258 of them, in DEFLATE's fixed codes.
    private static func zeros(_ count: Int) -> Data {
        var (bits, pending, used): (Data, UInt32, UInt32) = (Data([0x78, 0x01]), 0, 0)
        func put(_ value: UInt32, _ length: UInt32) {
            pending |= value << used
            used += length
            while used >= 8 {
                bits.append(UInt8(pending & 0xFF))
                (pending, used) = (pending >> 8, used - 8)
            }
        }
        func code(_ value: UInt32, _ length: UInt32) {
            for place in stride(from: Int(length) - 1, through: 0, by: -1) { put(value >> UInt32(place) & 1, 1) }
        }
        put(0b011, 3)  // the last block, in fixed codes
        code(0x30, 8)  // a zero
        for _ in 0..<max(0, (count - 1) / 258) {
            code(0b1100_0101, 8)  // 258 bytes again
            code(0, 5)  // from one byte before
        }
        for _ in 0..<max(0, (count - 1) % 258) { code(0x30, 8) }
        code(0, 7)
        put(0, (8 - used) % 8)
        // Adler-32 of zeros: the first sum stays 1, the second counts bytes.
        let sum = UInt32(count % 65_521)
        return bits + Data([UInt8(sum >> 8), UInt8(sum & 0xFF), 0, 1])
    }

    private static func crc(_ data: Data) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }

    /// The beginning of a JPEG, up to its size.
    private static let jpeg = Data([
        0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0,
        0xFF, 0xD9,
    ])
}
