import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import Testing

@Suite(.enabled(if: References.has("scripts"), References.advice))
struct TorchScriptTests {
    /// The largest difference of float32 embeddings from the original's.
    static let tolerance = 1e-4

    static func file(_ name: String) -> URL { References.folder.appending(path: "scripts/\(name).pt") }

    @Test(arguments: ["vector", "map"]) func `equals PyTorch`(kind: String) throws {
        let tensors = try References.tensors("scripts/reference.safetensors")
        let module = try TorchScriptModule(contentsOf: Self.file(kind))
        #expect(module.dimensions == 8)
        #expect(module.weightCount == 392)
        #expect(module.options.size == 32)
        #expect(module.options.mean == [0.5])
        let output = module(try #require(tensors["pictures"]))
        #expect(!output.isTraced)
        #expect(try largestDifference(output, try #require(tensors[kind])) < Self.tolerance)
    }

    @Test func `tokens are pooled as the options say`() throws {
        let tensors = try References.tensors("scripts/reference.safetensors")
        let pictures = try #require(tensors["pictures"])
        for (pooling, name) in [(TorchScriptOptions.Pooling.mean, "tokens"), (.first, "tokens.first")] {
            let module = try TorchScriptModule(
                contentsOf: Self.file("tokens"), options: TorchScriptOptions(size: 32, pooling: pooling))
            #expect(try largestDifference(module(pictures), try #require(tensors[name])) < Self.tolerance)
        }
        let error = #expect(throws: PretrainedError.self) { try TorchScriptModule(contentsOf: Self.file("tokens")) }
        #expect(error?.code == .output)
        #expect(error?.message.contains("say how to pool them: mean or first") == true)
    }

    @Test(arguments: ["tuple": "Tuple", "dict": "GenericDict", "scalar": "the shape []"])
    func `another kind of output is refused`(kind: String, words: String) throws {
        let error = #expect(throws: PretrainedError.self) { try TorchScriptModule(contentsOf: Self.file(kind)) }
        #expect(error?.code == .output)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func `a checkpoint of weights is told from a network`() throws {
        let error = #expect(throws: PretrainedError.self) { try TorchScriptModule(contentsOf: Self.file("checkpoint")) }
        #expect(error?.code == .notTorchScript)
        #expect(error?.message.contains("a checkpoint of torch.save, weights without a network") == true)
    }

    @Test func `many threads get the same as one`() async throws {
        let module = try TorchScriptModule(contentsOf: Self.file("map"))
        let inputs = (0..<8).map { Tensor.full([2, 3, 32, 32], Double($0)) }
        let expected = try inputs.map { try module($0).values(as: Float.self) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for round in 0..<64 {
                group.addTask { try module(inputs[round % 8]).values(as: Float.self) == expected[round % 8] }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func `a picture of another size than the network can take carries an error`() throws {
        let module = try TorchScriptModule(contentsOf: Self.file("vector"))
        #expect(module(.zeros([1, 3, 2, 2])).failure != nil)
        #expect(module(.zeros([1, 4, 32, 32])).failure != nil)
    }

    @Test(.enabled(if: References.has("script"), "give the script a network: --script FILE"))
    func `a real network equals PyTorch`() throws {
        let tensors = try References.tensors("script/reference.safetensors")
        let path = try String(contentsOf: References.folder.appending(path: "script/file.txt"), encoding: .utf8)
        let options = TorchScriptOptions(mean: [0.5], deviation: [0.5])
        let module = try TorchScriptModule(contentsOf: URL(filePath: path), options: options)
        #expect(module.dimensions == 1280)
        let difference = try largestDifference(
            module(try #require(tensors["pictures"])), try #require(tensors["output"]))
        #expect(difference < Self.tolerance)
    }
}
