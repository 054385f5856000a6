import FewShotData

/// Little-endian numbers.
func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

/// Writes GIF, whose codes aren't compressed.
enum GIFFixture {
    struct Frame {
        var left = 0
        var top = 0
        var width: Int
        /// Numbers of colours 0 to 3, row by row.
        var pixels: [UInt8]
        var transparent: UInt8?
        var isInterlaced = false
    }

    /// Red, yellow, blue, white.
    static let palette: [UInt8] = [255, 0, 0, 255, 255, 0, 0, 0, 255, 255, 255, 255]

    static func bytes(width: Int, height: Int, _ frames: [Frame], palette: [UInt8] = palette) -> [UInt8] {
        Array("GIF89a".utf8) + little(width, 2) + little(height, 2) + [0x81, 0, 0] + palette + frames.flatMap(bytes)
            + [0x3b]
    }

    private static func bytes(_ frame: Frame) -> [UInt8] {
        let control: [UInt8] = frame.transparent.map { [0x21, 0xf9, 4, 1, 0, 0, $0, 0] } ?? []
        let place = little(frame.left, 2) + little(frame.top, 2)
        let size = little(frame.width, 2) + little(frame.pixels.count / frame.width, 2)
        var bits: [UInt8] = []
        func add(_ code: UInt8) { for bit in 0..<3 { bits.append(code >> bit & 1) } }
        for pixel in frame.pixels {
            add(4)  // clears the dictionary before it needs wider codes
            add(pixel)
        }
        add(5)
        let codes = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | $1 }
        }
        let blocks = stride(from: 0, to: codes.count, by: 255).flatMap { start in
            let block = codes[start..<min(start + 255, codes.count)]
            return [UInt8(block.count)] + block
        }
        return control + [0x2c] + place + size + [frame.isInterlaced ? 0x40 : 0, 2] + blocks + [0]
    }
}

/// Writes BMP.
enum BMPFixture {
    /// `rows` are from the top, as the format packs them, without padding.
    static func bytes(
        width: Int, depth: Int, rows: [[UInt8]], palette: [UInt8] = [], compression: Int = 0, masks: [Int] = [],
        isTopDown: Bool = false, claimedHeight: Int? = nil
    ) -> [UInt8] {
        let padded = rows.map { $0 + [UInt8](repeating: 0, count: (4 - $0.count % 4) % 4) }
        let pixels = (isTopDown ? padded : padded.reversed()).flatMap { $0 }
        return bytes(
            width: width, height: (isTopDown ? -1 : 1) * (claimedHeight ?? rows.count), depth: depth, pixels: pixels,
            palette: palette, compression: compression, masks: masks)
    }

    static func bytes(
        width: Int, height: Int, depth: Int, pixels: [UInt8], palette: [UInt8] = [], compression: Int = 0,
        masks: [Int] = []
    ) -> [UInt8] {
        let fields = masks.flatMap { little($0, 4) }
        let start = 14 + 40 + fields.count + palette.count
        var header = Array("BM".utf8) + little(start + pixels.count, 4) + little(0, 4) + little(start, 4)
        header += little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) + little(depth, 2)
        header += little(compression, 4) + little(pixels.count, 4) + little(0, 8) + little(palette.count / 4, 4)
        return header + little(0, 4) + fields + palette + pixels
    }
}

/// Writes TIFF of one strip, or of one tile.
enum TIFFFixture {
    struct Entry {
        var tag: Int
        var value: Int
    }

    /// RGB or RGBA of 8 bits, one pixel after the other.
    static func bytes(
        width: Int, height: Int, pixels: [UInt8], samples: Int = 3, compression: Int = 1, extra: [Entry] = []
    ) -> [UInt8] {
        var entries = [
            Entry(tag: 256, value: width), Entry(tag: 257, value: height), Entry(tag: 258, value: 8),
            Entry(tag: 259, value: compression), Entry(tag: 262, value: samples < 3 ? 1 : 2), Entry(tag: 273, value: 8),
            Entry(tag: 277, value: samples), Entry(tag: 278, value: height), Entry(tag: 279, value: pixels.count),
        ]
        if samples == 4 { entries.append(Entry(tag: 338, value: 2)) }
        for entry in extra {
            entries.removeAll { $0.tag == entry.tag }
            entries.append(entry)
        }
        return bytes(pixels: pixels, entries)
    }

    /// Bits per sample are 8 each, in a list after the directory.
    static func bytes(pixels: [UInt8], _ entries: [Entry]) -> [UInt8] {
        let samples = entries.first { $0.tag == 277 }?.value ?? 1
        let list = 8 + pixels.count + 2 + entries.count * 12 + 4
        let directory = entries.sorted { $0.tag < $1.tag }.flatMap { entry in
            let isList = entry.tag == 258 && samples > 2
            let type = entry.value > 0xffff ? 4 : 3
            return little(entry.tag, 2) + little(isList ? 3 : type, 2) + little(isList ? samples : 1, 4)
                + little(isList ? list : entry.value, 4)
        }
        return Array("II*\0".utf8) + little(8 + pixels.count, 4) + pixels + little(entries.count, 2) + directory
            + little(0, 4) + (0..<samples).flatMap { _ in little(8, 2) }
    }
}

/// Writes EXIF blocks, and files that have one.
enum ExifFixture {
    /// A block that says the orientation, behind a tag that doesn't matter.
    static func block(_ orientation: Int, isBigEndian: Bool = false) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            isBigEndian ? little(value, count).reversed() : little(value, count)
        }
        let orientationEntry = number(0x112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + number(0, 2)
        let makerEntry = number(0x10f, 2) + number(2, 2) + number(4, 4) + Array("Tea\0".utf8)
        return Array((isBigEndian ? "MM" : "II").utf8) + number(42, 2) + number(8, 4) + number(2, 2) + makerEntry
            + orientationEntry + number(0, 4)
    }

    static func jpeg(_ picture: [UInt8], _ block: [UInt8]) -> [UInt8] {
        let payload = Array("Exif\0\0".utf8) + block
        let length = payload.count + 2
        return picture.prefix(2) + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 0xff)] + payload
            + picture.dropFirst(2)
    }

    /// Wraps the one chunk of a WebP file without any more.
    static func webP(_ picture: [UInt8], width: Int, height: Int, _ block: [UInt8]) -> [UInt8] {
        WebPFixture.file(
            flags: 0x08, width: width, height: height, Array(picture.dropFirst(12)) + WebPFixture.chunk("EXIF", block))
    }
}

/// Writes the extended form of WebP around others' pixels.
enum WebPFixture {
    static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        Array(name.utf8) + little(bytes.count, 4) + bytes + (bytes.count % 2 == 0 ? [] : [0])
    }

    static func file(flags: UInt8, width: Int, height: Int, _ chunks: [UInt8]) -> [UInt8] {
        let canvas = [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3)
        let body = Array("WEBP".utf8) + chunk("VP8X", canvas) + chunks
        return Array("RIFF".utf8) + little(body.count, 4) + body
    }

    /// Plays pictures of 16×8 pixels at a place of the canvas.
    static func animation(_ pictures: [[UInt8]], left: Int = 0, width: Int = 16, height: Int = 8) -> [UInt8] {
        let frames = pictures.flatMap { picture in
            let place = little(left / 2, 3) + little(0, 3) + little(15, 3) + little(7, 3) + little(100, 3) + [0]
            return chunk("ANMF", place + picture.dropFirst(12))
        }
        return file(flags: 0x12, width: width, height: height, chunk("ANIM", little(0, 6)) + frames)
    }
}
