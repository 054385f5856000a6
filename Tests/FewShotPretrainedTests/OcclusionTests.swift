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

    private func embeddings(of picture: PicturePixels, _ rows: Int, _ columns: Int) throws -> [[Float]] {
        let tensor = try #require(
            try encoder.embed(picture, withoutEachOf: PictureSize(height: rows, width: columns)))
        #expect(tensor.shape == [rows * columns, encoder.dimensions])
        return try (0..<rows * columns).map { try tensor[$0].values(as: Float.self) }
    }

    /// The pixels of the second of so many places: of four patches in a row, those whose middles lie in it.
    private func second(of count: Int) -> Range<Int> {
        let patches = (0..<4).filter { (2 * $0 + 1) * count / 8 == 1 }
        return patches[0] * 7..<(patches[patches.count - 1] + 1) * 7
    }

    @Test(arguments: [(2, 2), (4, 4), (3, 3), (2, 3), (4, 1)])
    func `don't depend on what is in the place that is left out, and do on the others`(
        _ rows: Int, _ columns: Int
    ) throws {
        let before = try embeddings(of: picture(), rows, columns)
        // The second place of the second row; the first where it is the only one.
        let changed = (rows: second(of: rows), columns: columns == 1 ? 0..<28 : second(of: columns))
        let after = try embeddings(of: picture(changing: changed), rows, columns)
        let place = columns + (columns == 1 ? 0 : 1)
        for index in before.indices { #expect((before[index] == after[index]) == (index == place), "place \(index)") }
    }

    @Test(arguments: [1, 2, 3, 20]) func `the whole picture comes after them, on any number of threads`(lanes: Int)
        throws
    {
        let parts = PictureSize(height: 3, width: 3)
        let places = try #require(try encoder.embed(picture(), withoutEachOf: parts))
        let expected = Tensor.concatenated([places, try encoder.embed(pictures: [picture()])])
        let joined = try #require(
            try encoder.embed(picture(), withoutEachOf: parts, isWholeAdded: true, lanes: lanes))
        #expect(joined.shape == [10, encoder.dimensions])
        #expect(try (joined - expected).absolute().reshaped([-1]).max(0).scalar() < 1e-5)
    }

    @Test func `places are those of the middle square of a wide picture`() throws {
        let before = try embeddings(of: picture(width: 56), 2, 2)
        // Left of the square: no place leaves it out. Its first place, away from what resizing mixes.
        let beside = try embeddings(of: picture(width: 56, changing: (rows: 0..<28, columns: 0..<7)), 2, 2)
        #expect(zip(before, beside).allSatisfy { $0 != $1 })
        let inside = try embeddings(of: picture(width: 56, changing: (rows: 3..<10, columns: 18..<24)), 2, 2)
        #expect(before[0] == inside[0] && before[1] != inside[1] && before[3] != inside[3])
    }

    @Test func `aren't made where a place would have no patch, or a network sees no patches`() throws {
        #expect(try encoder.embed(picture(), withoutEachOf: PictureSize(height: 7, width: 7)) == nil)
        #expect(try encoder.embed(picture(), withoutEachOf: PictureSize(height: 1, width: 1)) == nil)
    }
}
