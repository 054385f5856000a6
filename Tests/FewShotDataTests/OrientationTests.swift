import Testing

import FewShotData

@Suite struct OrientationTests {
    /// Two rows of three pixels as a file has them, and as each orientation shows them.
    private static let stored: [[UInt8]] = [[1, 2, 3], [4, 5, 6]]
    static let shown: [[[UInt8]]] = [
        [[1, 2, 3], [4, 5, 6]],
        [[3, 2, 1], [6, 5, 4]],
        [[6, 5, 4], [3, 2, 1]],
        [[4, 5, 6], [1, 2, 3]],
        [[1, 4], [2, 5], [3, 6]],
        [[4, 1], [5, 2], [6, 3]],
        [[6, 3], [5, 2], [4, 1]],
        [[3, 6], [2, 5], [1, 4]],
    ]

    private func decode(_ bytes: [UInt8]) throws -> DecodedImage { try ImageCodec.decode(bytes, named: "picture") }

    private func rows(_ image: DecodedImage) -> [[UInt8]] {
        (0..<image.height).map { Array(image.pixels[$0 * image.width..<($0 + 1) * image.width]) }
    }

    @Test(arguments: 1...8, [false, true])
    func `turns PNG as its eXIf chunk says`(_ orientation: Int, isBigEndian: Bool) throws {
        let chunk = PNGFixture.chunk("eXIf", ExifFixture.block(orientation, isBigEndian: isBigEndian))
        let image = try decode(PNGFixture.bytes(width: 3, depth: 8, .grey, rows: Self.stored, extra: chunk))
        #expect(rows(image) == Self.shown[orientation - 1])
    }

    @Test(arguments: 1...8) func `turns TIFF as its tag says`(_ orientation: Int) throws {
        let pixels = Self.stored.flatMap { $0 }
        let tag = TIFFFixture.Entry(tag: 274, value: orientation)
        let image = try decode(TIFFFixture.bytes(width: 3, height: 2, pixels: pixels, samples: 1, extra: [tag]))
        let red = stride(from: 0, to: image.pixels.count, by: 3).map { image.pixels[$0] }
        #expect(red == Self.shown[orientation - 1].flatMap { $0 })
        #expect(image.width == Self.shown[orientation - 1][0].count)
    }

    @Test func `turns JPEG and WebP as their EXIF says`() throws {
        let upsideDown = try decode(ExifFixture.jpeg(PhotoFixture.jpeg, ExifFixture.block(3)))
        #expect(colour(upsideDown, 0, 0) == .blue && colour(upsideDown, 15, 0) == .red)
        let turned = try decode(ExifFixture.jpeg(PhotoFixture.jpeg, ExifFixture.block(6, isBigEndian: true)))
        #expect([turned.width, turned.height] == [8, 16])
        #expect(colour(turned, 0, 0) == .red && colour(turned, 0, 15) == .blue)
        let webP = try decode(ExifFixture.webP(PhotoFixture.webP, width: 16, height: 8, ExifFixture.block(8)))
        #expect([webP.width, webP.height] == [8, 16])
        #expect(colour(webP, 0, 0) == .blue && colour(webP, 0, 15) == .red)
    }

    @Test func `turns AVIF as its own properties say`() throws {
        let turned = try decode(AVIFFixture.turned)
        #expect([turned.width, turned.height] == [8, 16])
        #expect(colour(turned, 0, 0) == .red && colour(turned, 7, 0) == .yellow && colour(turned, 0, 15) == .blue)
    }

    @Test func `takes a picture with a broken EXIF block as it is`() throws {
        let upright = try decode(PhotoFixture.jpeg)
        let whole = ExifFixture.block(6)
        var broken = (0..<34).map { Array(whole.prefix($0)) }
        for orientation in [0, 9, 0xffff] { broken.append(ExifFixture.block(orientation)) }
        broken.append(Array("II*\0".utf8) + [0xff, 0xff, 0xff, 0xff] + whole.dropFirst(8))
        broken.append(Array(whole.prefix(8)) + [0xff, 0xff] + whole.dropFirst(10).prefix(12))
        broken.append(Array("nonsense".utf8))
        for block in broken { #expect(try decode(ExifFixture.jpeg(PhotoFixture.jpeg, block)) == upright) }
    }
}

/// A colour that a decoded pixel is near.
enum NearColour { case red, yellow, blue, white, grey, other }

/// Returns the colour of a pixel, up to what lossy compression does to it.
func colour(_ image: DecodedImage, _ x: Int, _ y: Int) -> NearColour {
    let start = (y * image.width + x) * image.channels
    let values = (0..<3).map { Int(image.pixels[start + (image.channels == 3 ? $0 : 0)]) }
    let known: [(NearColour, [Int])] = [
        (.red, [255, 0, 0]), (.yellow, [255, 255, 0]), (.blue, [0, 0, 255]), (.white, [255, 255, 255]),
        (.grey, [128, 128, 128]),
    ]
    return known.first { zip($0.1, values).allSatisfy { abs($0 - $1) <= 16 } }?.0 ?? .other
}
