import FewShotTensors
import Testing

import FewShotData

@Suite struct PerceptualHashTests {
    /// A bright disc, its middle in parts of the width and height, on a dark ground that gets brighter to the right.
    private func disc(_ width: Int, _ height: Int, x: Double, y: Double) -> DecodedImage {
        let pixels = (0..<width * height).map { index -> UInt8 in
            let (column, row) = (Double(index % width) / Double(width), Double(index / width) / Double(height))
            let isInside = (column - x) * (column - x) + (row - y) * (row - y) < 0.06
            return isInside ? 230 : UInt8(20 + 60 * column)
        }
        return DecodedImage(width: width, height: height, channels: 1, pixels: pixels)
    }

    private func hash(_ x: Double, _ y: Double, width: Int = 90, height: Int = 60) -> PerceptualHash {
        PerceptualHash(of: disc(width, height, x: x, y: y))
    }

    @Test func `survives resizing and noise`() {
        let original = hash(0.3, 0.4)
        #expect(hash(0.3, 0.4, width: 300, height: 211).distance(to: original) <= 4)
        var generator = SeededGenerator(seed: 1)
        let image = disc(90, 60, x: 0.3, y: 0.4)
        let noisy = image.pixels.map { UInt8(Int($0) + Int.random(in: -8...8, using: &generator)) }
        let copy = DecodedImage(width: 90, height: 60, channels: 1, pixels: noisy)
        #expect(PerceptualHash(of: copy).distance(to: original) <= 4)
    }

    @Test func `tells pictures apart`() {
        #expect(hash(0.3, 0.4).distance(to: hash(0.7, 0.7)) > 6)
    }

    @Test func `is the brightness steps of cells, the first in the highest bit`() {
        // Nine columns that get darker but for the last, eight equal rows.
        let row: [UInt8] = [90, 80, 70, 60, 50, 40, 30, 20, 200]
        let image = DecodedImage(width: 9, height: 8, channels: 1, pixels: (0..<8).flatMap { _ in row })
        #expect(PerceptualHash(of: image).bits == 0xfefe_fefe_fefe_fefe)
        #expect(PerceptualHash(of: image).distance(to: PerceptualHash(bits: 0)) == 56)
    }

    @Test func `takes a picture of one pixel, and no noise for steps`() {
        let pixel = DecodedImage(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
        #expect(PerceptualHash(of: pixel).bits == 0)
        let plain = DecodedImage(width: 18, height: 8, channels: 1, pixels: (0..<144).map { UInt8(100 + $0 % 2) })
        #expect(PerceptualHash(of: plain).bits == 0)
    }

    @Test func `is written as sixteen digits and read again`() {
        let hash = PerceptualHash(bits: 0xabc)
        #expect(hash.description == "0000000000000abc")
        #expect(PerceptualHash(hash.description) == hash)
        for text in ["", "abc", "0000000000000abg", "+000000000000abc"] { #expect(PerceptualHash(text) == nil) }
    }
}
