import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import GradientChecking
import Testing

/// The last blocks of a network on what its frozen part gives.
struct LastBlockTests {
    private static let tolerance = 1e-5

    /// Two networks of random weights in one, so that there is a block to freeze and one to train.
    private static func doubled(_ blocks: [TransformerBlock]) -> [TransformerBlock] {
        blocks + blocks.map { block in block.mapTensors { $0 * 0.7 } }
    }

    @Test(arguments: [1, 2]) func `pictures: front and last blocks are the network`(count: Int) throws {
        let folder = try TinyFolder.vit()
        let loaded = try #require(try PretrainedEncoder(folder: folder.written()).picture)
        var network = try #require(loaded as? PictureTransformer)
        network.blocks = Self.doubled(network.blocks)
        var generator = SeededGenerator(seed: 5)
        let size = network.pictureSize
        let pictures = Tensor.normal([3, 3, size.height, size.width], using: &generator)
        let tail = try #require(network.tail(blocks: count))
        let front = network.front(pictures, leaving: count)
        #expect(front.shape == [3, tail.sizes.numbers])
        #expect(try (tail(front) - network(pictures)).absolute().max().scalar() < Self.tolerance)
        #expect(network.tail(blocks: 3) == nil && network.tail(blocks: 0) == nil)
    }

    @Test(arguments: [1, 2]) func `texts of different lengths: front and last blocks are the network`(count: Int) throws
    {
        let folder = try TinyFolder.bert()
        var network = try #require(try PretrainedEncoder(folder: folder.written()).text)
        network.blocks = Self.doubled(network.blocks)
        let texts = [[2, 1, 4, 1], [2, 3], [2, 4, 3]]
        let tail = try #require(network.tail(blocks: count, length: 4))
        let front = try network.front(texts, leaving: count, length: 4)
        #expect(front.shape == [3, tail.sizes.numbers])
        let (made, whole) = (tail(front).normalized(), try network.embeddings(of: texts).normalized())
        #expect(try (made - whole).absolute().max().scalar() < Self.tolerance)
        #expect(throws: PretrainedError.self) { try network.front(texts, leaving: count, length: 3) }
        // An example of nothing gives numbers, too.
        let nothing = Tensor.concatenated([front, .zeros([1, tail.sizes.numbers])])
        #expect(try tail(nothing).slice(0..<3, 0).bytes() == tail(front).bytes())
    }

    @Test func `their gradients equal finite differences`() throws {
        let folder = try TinyFolder.bert()
        let text = try #require(try PretrainedEncoder(folder: folder.written()).text)
        let tail = BlockGradientTests.varied(try #require(text.tail(blocks: 1, length: 4)))
        let front = try text.front([[2, 1, 4], [2, 3]], leaving: 1, length: 4).to(.float64)
        let worst = try GradientCheck.firstOrder(at: tail.parameters) { tail.replacingParameters($0)(front) }
        #expect(worst < GradientCheck.tolerance)
    }
}
