import Testing

import FewShotData

/// Lossy pictures come back nearly as they were.
private let lossyTolerance = 12

@Suite struct ImageCodecTests {
    private func decode(_ bytes: [UInt8]) throws -> DecodedImage { try ImageCodec.decode(bytes, named: "picture") }

    @Test func `decodes PNG of one bit`() throws {
        let image = try decode(PNGFixture.bytes(width: 10, depth: 1, .grey, rows: [[0b1010_0000, 0b0100_0000]]))
        #expect(image == DecodedImage(width: 10, height: 1, channels: 1, pixels: [255, 0, 255, 0, 0, 0, 0, 0, 0, 255]))
    }

    @Test func `decodes PNG of two and four bits`() throws {
        #expect(
            try decode(PNGFixture.bytes(width: 4, depth: 2, .grey, rows: [[0b00_01_10_11]])).pixels == [
                0, 85, 170, 255,
            ])
        #expect(try decode(PNGFixture.bytes(width: 2, depth: 4, .grey, rows: [[0x3f]])).pixels == [51, 255])
    }

    @Test func `decodes PNG of sixteen bits, rounded`() throws {
        let image = try decode(
            PNGFixture.bytes(width: 3, depth: 16, .grey, rows: [[0x00, 0xff, 0x80, 0x00, 0xff, 0xff]]))
        #expect(image.pixels == [1, 128, 255])
    }

    @Test func `decodes PNG with a palette`() throws {
        let palette = PNGFixture.chunk("PLTE", [10, 20, 30, 40, 50, 60])
        let image = try decode(PNGFixture.bytes(width: 2, depth: 1, .palette, rows: [[0b0100_0000]], extra: palette))
        #expect(image == DecodedImage(width: 2, height: 1, channels: 3, pixels: [10, 20, 30, 40, 50, 60]))
    }

    @Test func `lays transparent PNG on white`() throws {
        let grey = try decode(PNGFixture.bytes(width: 3, depth: 8, .greyAlpha, rows: [[0, 255, 0, 0, 100, 51]]))
        #expect(grey == DecodedImage(width: 3, height: 1, channels: 1, pixels: [0, 255, 224]))
        let colour = try decode(PNGFixture.bytes(width: 1, depth: 8, .rgbAlpha, rows: [[255, 0, 100, 51]]))
        #expect(colour.pixels == [255, 204, 224])
        let palette = PNGFixture.chunk("PLTE", [10, 20, 30]) + PNGFixture.chunk("tRNS", [0])
        let indexed = try decode(PNGFixture.bytes(width: 1, depth: 8, .palette, rows: [[0]], extra: palette))
        #expect(indexed.pixels == [255, 255, 255])
    }

    @Test(arguments: [PhotoFixture.jpeg, PhotoFixture.progressiveJPEG])
    func `decodes JPEG`(_ bytes: [UInt8]) throws {
        let image = try decode(bytes)
        #expect([image.width, image.height, image.channels] == [16, 8, 3])
        expect(image, left: [255, 0, 0], right: [0, 0, 255])
    }

    @Test func `decodes grey JPEG as grey`() throws {
        let image = try decode(PhotoFixture.greyJPEG)
        #expect(image.channels == 1)
        expect(image, left: [200], right: [40])
    }

    @Test func `converts CMYK JPEG`() throws {
        expect(try decode(PhotoFixture.cmykJPEG), left: [255, 255, 255], right: [0, 128, 128])
    }

    @Test func `decodes WebP, with and without loss`() throws {
        expect(try decode(PhotoFixture.webP), left: [255, 0, 0], right: [0, 0, 255])
        expect(try decode(PhotoFixture.lossyWebP), left: [255, 0, 0], right: [0, 0, 255])
        expect(try decode(PhotoFixture.transparentWebP), left: [255, 0, 0], right: [255, 255, 255])
    }

    /// Compares the outermost pixels, where colours that were halved in resolution don't mix.
    private func expect(_ image: DecodedImage, left: [Int], right: [Int]) {
        let row = image.pixels.prefix(image.width * image.channels).map(Int.init)
        for (pixel, wanted) in zip(row.prefix(image.channels) + row.suffix(image.channels), left + right) {
            #expect(abs(pixel - wanted) <= lossyTolerance)
        }
    }

    @Test(arguments: [1, 3]) func `encodes PNG that decodes to the same pixels`(_ channels: Int) throws {
        let pixels = (0..<7 * 5 * channels).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let image = DecodedImage(width: 7, height: 5, channels: channels, pixels: pixels)
        #expect(try decode(ImageCodec.png(from: image)) == image)
    }

    @Test func `crops the square in the middle`() {
        let wide = DecodedImage(width: 5, height: 2, channels: 1, pixels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(wide.croppedToSquare().pixels == [1, 2, 6, 7])
        let tall = DecodedImage(width: 1, height: 3, channels: 3, pixels: [0, 0, 0, 1, 2, 3, 0, 0, 0])
        #expect(tall.croppedToSquare().pixels == [1, 2, 3])
    }

    @Test func `puts channels in planes, repeats grey and weighs colours`() {
        let colours = DecodedImage(width: 2, height: 1, channels: 3, pixels: [255, 0, 0, 0, 255, 0])
        #expect(colours.planes(channels: 3) == [255, 0, 0, 255, 0, 0])
        #expect(colours.planes(channels: 1) == [76, 150])
        #expect(
            DecodedImage(width: 2, height: 1, channels: 1, pixels: [7, 9]).planes(channels: 3) == [7, 9, 7, 9, 7, 9])
    }

    @Test func `survives every truncation and many corruptions`() throws {
        let palette = PNGFixture.chunk("PLTE", [10, 20, 30, 40, 50, 60])
        let images = [
            PNGFixture.grey(7), PNGFixture.bytes(width: 2, depth: 1, .palette, rows: [[64]], extra: palette),
            PhotoFixture.jpeg, PhotoFixture.progressiveJPEG, PhotoFixture.cmykJPEG, PhotoFixture.webP,
            PhotoFixture.lossyWebP, PhotoFixture.transparentWebP,
        ]
        var refused = 0
        for bytes in images {
            for count in 0..<bytes.count - 12 {
                if (try? decode(Array(bytes.prefix(count)))) == nil { refused += 1 }
            }
            for position in bytes.indices {
                for mask: UInt8 in [1, 0x80, 0xff] {
                    var corrupt = bytes
                    corrupt[position] ^= mask
                    _ = try? ImageCodec.decode(corrupt, named: "picture", limits: .init(pixels: 1 << 16))
                }
            }
        }
        #expect(refused == images.reduce(0) { $0 + $1.count - 12 })
    }
}
