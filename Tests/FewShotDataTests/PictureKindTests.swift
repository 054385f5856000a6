import Testing

import FewShotData

@Suite struct PictureKindTests {
    private func decode(_ bytes: [UInt8]) throws -> DecodedImage { try ImageCodec.decode(bytes, named: "picture") }

    // MARK: - GIF

    private static let gifRows: [UInt8] = [0, 0, 2, 2, 1, 1, 2, 2]

    @Test func `decodes GIF`() throws {
        let image = try decode(GIFFixture.bytes(width: 4, height: 2, [.init(width: 4, pixels: Self.gifRows)]))
        #expect([image.width, image.height, image.channels] == [4, 2, 3])
        #expect(colour(image, 0, 0) == .red && colour(image, 1, 1) == .yellow && colour(image, 3, 0) == .blue)
    }

    @Test func `decodes interlaced GIF`() throws {
        let order = [0, 4, 2, 1, 3]
        let pixels = order.map { UInt8($0 == 4 ? 3 : $0 % 3) }
        let frame = GIFFixture.Frame(width: 1, pixels: pixels, isInterlaced: true)
        let image = try decode(GIFFixture.bytes(width: 1, height: 5, [frame]))
        #expect((0..<5).map { colour(image, 0, $0) } == [.red, .yellow, .blue, .red, .white])
    }

    @Test func `takes the first frame of GIF, on its canvas`() throws {
        let first = GIFFixture.Frame(left: 1, top: 1, width: 1, pixels: [2])
        let second = GIFFixture.Frame(width: 3, pixels: [0, 0, 0])
        let image = try decode(GIFFixture.bytes(width: 3, height: 2, [first, second]))
        #expect(colour(image, 1, 1) == .blue && colour(image, 0, 0) == .white && colour(image, 2, 0) == .white)
        let beyond = try decode(GIFFixture.bytes(width: 0, height: 0, [first]))
        #expect([beyond.width, beyond.height] == [2, 2])
    }

    @Test func `lays the transparent colour of GIF on white`() throws {
        let frame = GIFFixture.Frame(width: 2, pixels: [0, 2], transparent: 0)
        let image = try decode(GIFFixture.bytes(width: 2, height: 1, [frame]))
        #expect(colour(image, 0, 0) == .white && colour(image, 1, 0) == .blue && image.ground == .white)
    }

    // MARK: - WebP and AVIF

    @Test func `takes the first frame of animated WebP, on its canvas`() throws {
        let still = try decode(PhotoFixture.webP)
        let animation = WebPFixture.animation([PhotoFixture.webP, PhotoFixture.transparentWebP])
        #expect(try decode(animation) == still)
        let aside = try decode(WebPFixture.animation([PhotoFixture.lossyWebP], left: 4, width: 20, height: 9))
        #expect([aside.width, aside.height] == [20, 9])
        #expect(colour(aside, 0, 0) == .white && colour(aside, 4, 0) == .red && colour(aside, 19, 7) == .blue)
        #expect(colour(aside, 19, 8) == .white)
    }

    @Test func `decodes AVIF, with and without transparency`() throws {
        let plain = try decode(AVIFFixture.plain)
        #expect([plain.width, plain.height, plain.channels] == [16, 8, 3])
        #expect(colour(plain, 0, 0) == .red && colour(plain, 0, 7) == .yellow && colour(plain, 15, 0) == .blue)
        let transparent = try decode(AVIFFixture.transparent)
        #expect(colour(transparent, 0, 0) == .red && colour(transparent, 15, 0) == .white)
    }

    // MARK: - BMP

    @Test func `decodes BMP of every depth, bottom up and top down`() throws {
        let colours: [UInt8] = [0, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 0, 255, 255, 255, 0]
        for isTopDown in [false, true] {
            let one = BMPFixture.bytes(
                width: 9, depth: 1, rows: [[0b0000_0000, 0x80], [0xff, 0]], palette: Array(colours.prefix(8)),
                isTopDown: isTopDown)
            let image = try decode(one)
            #expect(colour(image, 0, 0) == .red && colour(image, 8, 0) == .yellow && colour(image, 8, 1) == .red)
            let indexed: [(Int, [UInt8])] = [(4, [0x01, 0x20]), (8, [0, 1, 2])]
            for (depth, row) in indexed {
                let image = try decode(
                    BMPFixture.bytes(width: 3, depth: depth, rows: [row], palette: colours, isTopDown: isTopDown))
                #expect((0..<3).map { colour(image, $0, 0) } == [.red, .yellow, .blue])
            }
        }
        let direct: [(Int, [UInt8])] = [
            (16, little(0x7c00, 2) + little(0x7fe0, 2) + little(0x1f, 2)),
            (24, [0, 0, 255, 0, 255, 255, 255, 0, 0]),
            (32, [0, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 0]),
        ]
        for (depth, row) in direct {
            let image = try decode(BMPFixture.bytes(width: 3, depth: depth, rows: [row]))
            #expect((0..<3).map { colour(image, $0, 0) } == [.red, .yellow, .blue])
        }
    }

    @Test func `decodes BMP with masks, and with opacity among them`() throws {
        let row = little(0xf800, 2) + little(0xffe0, 2) + little(0x1f, 2)
        let image = try decode(
            BMPFixture.bytes(width: 3, depth: 16, rows: [row], compression: 3, masks: [0xf800, 0x7e0, 0x1f]))
        #expect((0..<3).map { colour(image, $0, 0) } == [.red, .yellow, .blue])
        let masks = [0xff, 0xff00, 0xff0000, 0xff00_0000]
        let opacity = try decode(
            BMPFixture.bytes(
                width: 2, depth: 32, rows: [[255, 0, 0, 255, 255, 0, 0, 0]], compression: 6, masks: masks))
        #expect(colour(opacity, 0, 0) == .red && colour(opacity, 1, 0) == .white)
    }

    @Test func `decodes BMP of runs`() throws {
        let colours: [UInt8] = [0, 0, 255, 0, 0, 255, 255, 0, 255, 0, 0, 0]
        // Bottom row: two yellow, then literally blue and red; the end of the row; upper row: a step aside, then blue.
        let eight: [UInt8] = [2, 1, 0, 4, 2, 0, 2, 0, 0, 0, 0, 2, 3, 0, 3, 2, 0, 1]
        let image = try decode(
            BMPFixture.bytes(width: 6, height: 2, depth: 8, pixels: eight, palette: colours, compression: 1))
        #expect((0..<6).map { colour(image, $0, 1) } == [.yellow, .yellow, .blue, .red, .blue, .red])
        #expect((0..<6).map { colour(image, $0, 0) } == [.red, .red, .red, .blue, .blue, .blue])
        let four = try decode(
            BMPFixture.bytes(
                width: 3, height: 1, depth: 4, pixels: [3, 0x12, 0, 1], palette: colours, compression: 2))
        #expect((0..<3).map { colour(four, $0, 0) } == [.yellow, .blue, .yellow])
    }

    // MARK: - TIFF

    @Test func `decodes TIFF, with and without transparency`() throws {
        let image = try decode(TIFFFixture.bytes(width: 2, height: 1, pixels: [255, 0, 0, 0, 0, 255]))
        #expect(colour(image, 0, 0) == .red && colour(image, 1, 0) == .blue)
        let opacity = TIFFFixture.bytes(
            width: 3, height: 1, pixels: [255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 128], samples: 4)
        let transparent = try decode(opacity)
        #expect(colour(transparent, 0, 0) == .red && colour(transparent, 1, 0) == .white)
        #expect(transparent.pixels.suffix(3).elementsEqual([127, 127, 255]))
    }

    // MARK: - Grounds

    @Test func `lays white on transparent on grey, and says so`() throws {
        let row: [UInt8] = [255, 255, 255, 255, 0, 0, 0, 0, 250, 250, 250, 255]
        let image = try decode(PNGFixture.bytes(width: 3, depth: 8, .rgbAlpha, rows: [row]))
        #expect(image.ground == .grey)
        #expect(image.pixels == [255, 255, 255, 128, 128, 128, 250, 250, 250])
        #expect(image.croppedToSquare().ground == .grey)
        let grey = try decode(PNGFixture.bytes(width: 2, depth: 8, .greyAlpha, rows: [[255, 255, 0, 0]]))
        #expect(grey.ground == .grey && grey.pixels == [255, 128])
    }

    @Test func `lays other pictures on white`() throws {
        let rows: [[UInt8]] = [
            [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 255],  // some of it is black
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],  // nothing is there
            [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],  // opaque
            [0, 0, 0, 60, 0, 0, 0, 0, 255, 255, 255, 255],  // a shadow
        ]
        for row in rows {
            #expect(try decode(PNGFixture.bytes(width: 3, depth: 8, .rgbAlpha, rows: [row])).ground == .white)
        }
        #expect(try decode(PhotoFixture.transparentWebP).ground == .white)
    }
}
