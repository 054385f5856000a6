import FewShotData
import FewShotTensors
import Testing

@Suite struct PictureFingerprintTests {
    /// A picture of noise in large cells, which has many brightness steps.
    private func picture(_ seed: UInt64, noise: Int = 0) -> PictureFingerprint {
        var generator = SeededGenerator(seed: seed)
        let cells = (0..<72).map { _ in Int.random(in: 20...230, using: &generator) }
        let pixels = (0..<90 * 80).map { index -> UInt8 in
            let shift = noise == 0 ? 0 : Int.random(in: -noise...noise, using: &generator)
            let (row, column) = (index / 90 / 10, index % 90 / 10)
            return UInt8(cells[row * 9 + column] + shift)
        }
        return fingerprint(DecodedImage(width: 90, height: 80, channels: 1, pixels: pixels))
    }

    private func plain(_ value: UInt8) -> PictureFingerprint {
        fingerprint(
            DecodedImage(width: 9, height: 8, channels: 1, pixels: Array(repeating: value, count: 72)))
    }

    private func fingerprint(_ image: DecodedImage) -> PictureFingerprint {
        PictureFingerprint(of: image.pixels, image: image)
    }

    @Test func `finds the same file, and the same picture written anew`() {
        var copies = PictureCopies<String>()
        #expect(copies.add(picture(1), named: "a") == nil)
        #expect(copies.add(picture(2), named: "b") == nil)
        #expect(copies.add(picture(2), named: "c") == "b")
        #expect(copies.add(picture(1, noise: 4), named: "d") == "a")
        #expect(copies.add(picture(3), named: "e") == nil)
    }

    @Test func `tells pictures of few brightness steps apart by their bytes alone`() {
        #expect(plain(10).look == plain(20).look)
        #expect(!plain(10).isCopy(of: plain(20)) && plain(10).isCopy(of: plain(10)))
        var copies = PictureCopies<Int>()
        #expect(copies.add(plain(10), named: 1) == nil && copies.add(plain(20), named: 2) == nil)
        #expect(copies.add(plain(10), named: 3) == 1)
    }

    @Test func `is written as digits and read again`() {
        #expect(PictureFingerprint(picture(1).description) == picture(1))
        for text in ["", "abc", picture(1).description + "0"] { #expect(PictureFingerprint(text) == nil) }
    }
}
