import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import GradientChecking
import Testing

/// Whole networks of one block against finite differences, normalised before and after.
struct BlockGradientTests {
    /// A network in double precision with weights that differ.
    static func varied<Network: Module>(_ network: Network) -> Network {
        var generator = SeededGenerator(seed: 3)
        return network.mapTensors { tensor in
            tensor.to(.float64) + Tensor.normal(tensor.shape, type: .float64, using: &generator) * 0.5
        }
    }

    static func discrepancy(_ network: some FeatureEncoder, _ input: Tensor) throws -> Double {
        try GradientCheck.firstOrder(at: network.parameters) { network.replacingParameters($0)(input) }
    }

    @Test func `a text's gradients equal finite differences`() throws {
        let folder = try TinyFolder.bert()
        let text = try #require(try PretrainedEncoder(folder: folder.written()).text)
        let ids = Tensor([3, 1, 4, 1, 5, 0], shape: [2, 3])
        #expect(try Self.discrepancy(Self.varied(text), ids) < GradientCheck.tolerance)
    }

    @Test func `a picture's gradients equal finite differences`() throws {
        let folder = try TinyFolder.vit()
        let encoder = try PretrainedEncoder(folder: folder.written())
        let picture = try #require(encoder.picture as? PictureTransformer)
        var generator = SeededGenerator(seed: 4)
        let pictures = Tensor.normal([2, 3, 4, 4], type: .float64, using: &generator)
        #expect(try Self.discrepancy(Self.varied(picture), pictures) < GradientCheck.tolerance)
    }
}
