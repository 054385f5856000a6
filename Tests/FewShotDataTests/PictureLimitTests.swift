import FewShotTensors
import Testing

import FewShotData

/// Pictures that are cut off, corrupt, huge, or of kinds that aren't read.
@Suite struct PictureLimitTests {
    /// One of each kind, a few hundred bytes each.
    static let pictures: [[UInt8]] = {
        let exif = ExifFixture.block(6)
        let gif = GIFFixture.Frame(width: 8, pixels: (0..<64).map { UInt8($0 % 4) }, transparent: 1)
        let palette: [UInt8] = [0, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 0]
        let pixels = (0..<192).map { UInt8($0) }
        return [
            ExifFixture.jpeg(PhotoFixture.jpeg, exif),
            ExifFixture.webP(PhotoFixture.lossyWebP, width: 16, height: 8, exif),
            PNGFixture.bytes(
                width: 4, depth: 8, .rgbAlpha, rows: Array(repeating: Array(0..<16), count: 4),
                extra: PNGFixture.chunk("eXIf", exif)),
            WebPFixture.animation([PhotoFixture.webP, PhotoFixture.lossyWebP], left: 2, width: 18),
            GIFFixture.bytes(width: 9, height: 8, [gif, gif]),
            BMPFixture.bytes(width: 8, depth: 24, rows: (0..<8).map { Array(pixels[$0 * 24..<($0 + 1) * 24]) }),
            BMPFixture.bytes(
                width: 6, height: 2, depth: 8, pixels: [2, 1, 0, 4, 2, 0, 2, 0, 0, 1], palette: palette, compression: 1),
            TIFFFixture.bytes(width: 8, height: 8, pixels: pixels),
            AVIFFixture.plain, AVIFFixture.transparent,
        ]
    }()

    @Test func `gives a picture or an error for whatever is cut off`() throws {
        for picture in Self.pictures {
            #expect(throws: Never.self) { try ImageCodec.decode(picture, named: "picture") }
            for count in Array(stride(from: 0, to: picture.count, by: 97)) + [picture.count / 2, picture.count - 1] {
                expectPictureOrError(Array(picture.prefix(count)))
            }
            let half = picture.prefix(picture.count / 2)
            #expect(throws: DataError.self) { try ImageCodec.decode(half, named: "picture") }
        }
    }

    @Test func `gives a picture or an error for whatever is corrupt`() throws {
        var generator = SeededGenerator(seed: 7)
        for picture in Self.pictures {
            for _ in 0..<150 {
                var corrupt = picture
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    // Headers, where sizes and offsets are, more often than pixels.
                    let end = Bool.random(using: &generator) ? min(64, corrupt.count) : corrupt.count
                    corrupt[Int.random(in: 0..<end, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                expectPictureOrError(corrupt)
            }
        }
    }

    private func expectPictureOrError(_ bytes: [UInt8]) {
        do {
            let image = try ImageCodec.decode(bytes, named: "picture", limits: .init(pixels: 1 << 16))
            #expect(image.width * image.height <= 1 << 16)
        } catch let error as DataError {
            #expect(error.message.hasPrefix("picture: ") && error.message.count > 12)
        } catch {
            Issue.record("an error of another kind: \(error)")
        }
    }

    // MARK: - Sizes

    static let huge: [(String, [UInt8])] = [
        ("GIF", GIFFixture.bytes(width: 65535, height: 65535, [.init(width: 1, pixels: [0])])),
        ("BMP", BMPFixture.bytes(width: 100_000, depth: 24, rows: [[0, 0, 0]], claimedHeight: 100_000)),
        ("TIFF", TIFFFixture.bytes(width: 100_000, height: 100_000, pixels: [0, 0, 0])),
        ("WebP", WebPFixture.animation([PhotoFixture.webP], width: 16_000_000, height: 200)),
        ("PNG", PNGFixture.bytes(width: 100_000, depth: 8, .grey, rows: [[0]], claimedHeight: 100_000)),
    ]

    @Test(arguments: huge)
    func `refuses a header's size before it takes memory`(_ kind: String, _ bytes: [UInt8]) throws {
        let error = #expect(throws: DataError.self) { try ImageCodec.decode(bytes, named: kind) }
        #expect(error?.code == .overLimit)
        #expect(error?.message.hasSuffix("pixels; the limit is 67108864 in all") == true)
    }

    @Test func `refuses AVIF above the limit`() throws {
        let error = #expect(throws: DataError.self) {
            try ImageCodec.decode(AVIFFixture.plain, named: "tea", limits: .init(pixels: 127))
        }
        #expect(error?.message == "tea: 16 × 8 pixels; the limit is 127 in all")
    }

    @Test func `refuses TIFF whose tiles are far larger than the picture`() throws {
        let size = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (277, 1)]
        let tiles = [(322, 1 << 20), (323, 1 << 20), (324, 8), (325, 1)]
        let bytes = TIFFFixture.bytes(pixels: [0, 0], (size + tiles).map { TIFFFixture.Entry(tag: $0, value: $1) })
        let error = #expect(throws: DataError.self) { try ImageCodec.decode(bytes, named: "tea") }
        #expect(error?.code == .overLimit)
    }

    @Test func `refuses rare compressions of TIFF`() throws {
        let bytes = TIFFFixture.bytes(width: 1, height: 1, pixels: [0, 0, 0], compression: 34676)
        let error = #expect(throws: DataError.self) { try ImageCodec.decode(bytes, named: "tea") }
        #expect(error?.message == "tea: unsupported TIFF compression 34676; save it as JPEG")
        #expect(error?.code == .unsupported)
    }

    // MARK: - Kinds

    static let unread: [(String, [UInt8])] = [
        ("a HEIC", little(0, 3) + [24] + Array("ftypheic".utf8) + little(0, 4) + Array("mif1heic".utf8)),
        ("a HEIC", little(0, 3) + [24] + Array("ftypmif1".utf8) + little(0, 4) + Array("mif1heic".utf8)),
        ("a JPEG XL", [0xff, 0x0a, 0, 0]),
        ("a JPEG XL", little(0, 3) + [12] + Array("JXL \r\n".utf8) + [0x87, 0x0a]),
        ("a JPEG 2000", little(0, 3) + [12] + Array("jP  \r\n".utf8) + [0x87, 0x0a]),
        ("an SVG", Array("\u{feff}<?xml version=\"1.0\"?>\n<!-- tea --><svg/>".utf8)),
        ("an SVG", Array(" <SVG xmlns=\"\">".utf8)),
        ("a Photoshop", Array("8BPS\0\u{1}".utf8)),
        ("a PDF", Array("%PDF-1.7".utf8)),
        ("an ICO", [0, 0, 1, 0, 1, 0]),
    ]

    @Test(arguments: unread) func `names a kind that isn't read`(_ kind: String, _ bytes: [UInt8]) throws {
        let error = #expect(throws: DataError.self) { try ImageCodec.decode(bytes, named: "tea") }
        #expect(error?.message == "tea: it is \(kind) picture, which isn't read here; save it as JPEG")
        #expect(error?.code == .unsupported)
    }

    @Test func `says that a web page is no picture`() throws {
        for page in ["<!DOCTYPE html><p>Not found", "\n<html><svg></svg></html>"] {
            let error = #expect(throws: DataError.self) { try ImageCodec.decode(Array(page.utf8), named: "tea.jpg") }
            #expect(error?.message == "tea.jpg: it is a web page, not a picture")
        }
    }
}
