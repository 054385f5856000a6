import FewShotPretrained
import FewShotTensors
import Foundation
import Testing
import TinyEncoders

/// Embeddings of a picture without one place after the other.
struct OcclusionTests {
    private let folder: TemporaryFolder
    private let encoder: PretrainedEncoder

    init() throws {
        folder = try TemporaryFolder()
        try TinyEncoder.picture("vit", in: folder.url)
        encoder = try PretrainedEncoder(folder: folder.url.appending(path: "vit"))
    }

    /// A picture of noise; the pixels of a rectangle are others where one is given.
    private func picture(width: Int = 28, changing changed: (rows: Range<Int>, columns: Range<Int>)? = nil)
        -> PicturePixels
    {
        var generator = SeededGenerator(seed: 1)
        var pixels = (0..<28 * width * 3).map { _ in UInt8(generator.integer(below: 256)) }
        if let changed {
            for row in changed.rows {
                for column in changed.columns {
                    for channel in 0..<3 { pixels[(row * width + column) * 3 + channel] ^= 255 }
                }
            }
        }
        return PicturePixels(pixels, height: 28, width: width)
    }

    private func embeddings(of picture: PicturePixels, side: Int) throws -> [[Float]] {
        let tensor = try #require(try encoder.embed(picture, withoutEachOf: side))
        #expect(tensor.shape == [side * side, encoder.dimensions])
        return try (0..<side * side).map { try tensor[$0].values(as: Float.self) }
    }

    @Test(arguments: [2, 4])
    func `don't depend on what is in the place that is left out, and do on the others`(_ side: Int) throws {
        let size = 28 / side
        // The second place of the second row.
        let (before, place) = (try embeddings(of: picture(), side: side), side + 1)
        let after = try embeddings(
            of: picture(changing: (rows: size..<2 * size, columns: size..<2 * size)), side: side)
        for index in before.indices { #expect((before[index] == after[index]) == (index == place), "place \(index)") }
    }

    @Test func `places are those of the middle square of a wide picture`() throws {
        let before = try embeddings(of: picture(width: 56), side: 2)
        // Left of the square: no place leaves it out. Its first place, away from what resizing mixes.
        let beside = try embeddings(of: picture(width: 56, changing: (rows: 0..<28, columns: 0..<7)), side: 2)
        #expect(zip(before, beside).allSatisfy { $0 != $1 })
        let inside = try embeddings(of: picture(width: 56, changing: (rows: 3..<10, columns: 18..<24)), side: 2)
        #expect(before[0] == inside[0] && before[1] != inside[1] && before[3] != inside[3])
    }

    @Test func `aren't made where a place would have no patch, or a network sees no patches`() throws {
        #expect(try encoder.embed(picture(), withoutEachOf: 7) == nil)
        #expect(try encoder.embed(picture(), withoutEachOf: 1) == nil)
    }
}
