import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import Testing

/// Networks of each family against `transformers`.
@Suite(.enabled(if: References.has("bert"), References.advice))
struct FamilyTests {
    /// The largest difference of float32 embeddings from the original's.
    static let tolerance = 1e-4

    static func encoder(_ name: String) throws -> PretrainedEncoder {
        try PretrainedEncoder(folder: References.folder.appending(path: name))
    }

    static func texts(_ tensors: [String: Tensor]) throws -> (ids: [Int], mask: [Int], length: Int) {
        let ids = try #require(tensors["ids"])
        return (try ids.values(), try #require(tensors["mask"]).values(), ids.size(1))
    }

    @Test(
        arguments: [
            "bert", "bert-cls", "bert-sharded", "bert-prefixed", "bert-f16", "bert-bf16", "xlm-roberta", "clip",
            "clip-text",
            "siglip",
        ]) func `texts equal the original`(name: String) throws
    {
        let tensors = try References.tensors("\(name)/reference.safetensors")
        let (ids, mask, length) = try Self.texts(tensors)
        let embeddings = try Self.encoder(name).embed(ids: ids, mask: mask, length: length)
        let difference = try largestDifference(embeddings, try #require(tensors["output"]))
        #expect(difference < Self.tolerance)
    }

    @Test(
        arguments: [
            "clip", "clip-vision", "siglip", "dinov2", "dinov2-resized", "dinov2-registers", "vit",
        ]) func `pictures equal the original`(name: String) throws
    {
        let tensors = try References.tensors("\(name)/reference.safetensors")
        let embeddings = try Self.encoder(name).embed(pixels: try #require(tensors["pictures"]))
        let difference = try largestDifference(embeddings, try #require(tensors["picture_output"]))
        #expect(difference < Self.tolerance)
    }

    @Test(.enabled(if: References.has("minilm"), "give the script a network: --minilm FOLDER"))
    func `the real MiniLM equals the original on 200 titles`() throws {
        let tensors = try References.tensors("minilm/reference.safetensors")
        let path = try String(contentsOf: References.folder.appending(path: "minilm/folder.txt"), encoding: .utf8)
        let encoder = try PretrainedEncoder(folder: URL(filePath: path))
        #expect(encoder.family == .bert)
        #expect(encoder.kind == .text)
        #expect(encoder.dimensions == 384)
        #expect(encoder.license == "apache-2.0")
        let (ids, mask, length) = try Self.texts(tensors)
        let embeddings = try encoder.embed(ids: ids, mask: mask, length: length)
        let difference = try largestDifference(embeddings, try #require(tensors["output"]))
        #expect(difference < Self.tolerance)
    }

    @Test func `batches bounded by tokens give the same, in the order given`() throws {
        let tensors = try References.tensors("bert/reference.safetensors")
        let (ids, mask, length) = try Self.texts(tensors)
        let encoder = try Self.encoder("bert")
        let texts = stride(from: 0, to: ids.count, by: length).map { start in
            (start..<start + length).filter { mask[$0] != 0 }.map { ids[$0] }
        }
        let output = try #require(tensors["output"])
        for tokens in [1, 20, 1000] {
            let embeddings = try encoder.embed(texts: texts, tokensPerBatch: tokens)
            #expect(try largestDifference(embeddings, output) < Self.tolerance)
        }
    }

    @Test func `as layers they take padded ids and pictures`() throws {
        for name in ["bert", "clip", "siglip"] {
            let tensors = try References.tensors("\(name)/reference.safetensors")
            let text = try #require(try Self.encoder(name).text)
            let ids = try #require(tensors["ids"])
            #expect(text.outputShape(for: [ids.size(1)]) == [text.dimensions])
            #expect(try largestDifference(text(ids), try #require(tensors["output"])) < Self.tolerance)
            #expect(text(ids.to(.float32) * 1000).failure != nil)
        }
    }

    @Test func `every parameter gets a gradient`() throws {
        for name in ["bert", "clip", "siglip", "dinov2-registers"] {
            let tensors = try References.tensors("\(name)/reference.safetensors")
            let encoder = try Self.encoder(name)
            if let text = encoder.text, let ids = tensors["ids"] { try Self.checkGradients(of: text, ids) }
            if let picture = encoder.picture as? PictureTransformer, let pictures = tensors["pictures"] {
                try Self.checkGradients(of: picture, pictures)
            }
        }
    }

    static func checkGradients(of network: some FeatureEncoder, _ input: Tensor) throws {
        let plain = network(input)
        let parameters = network.parameters
        let result = try valueWithGradient(at: parameters) { parameters in
            let output = network.replacingParameters(parameters)(input)
            return (output * output).sum()
        }
        let (value, expected) = (try result.value.scalar(), try (plain * plain).sum().scalar())
        #expect(abs(value - expected) < 1e-4 * expected)
        for (name, gradient) in zip(network.namedTensors.map(\.name), result.gradients) {
            #expect(try gradient.absolute().reshaped([-1]).max(0).scalar() > 0, "\(name) has no gradient")
            #expect(try gradient.isFinite().reshaped([-1]).all(0).values() == [true], "\(name)")
        }
    }

    @Test func `a digest changes with the files that decide`() throws {
        #expect(try Self.encoder("bert").digest == Self.encoder("bert").digest)
        #expect(try Self.encoder("bert").digest != Self.encoder("bert-cls").digest)
    }

    @Test func `an input of the other kind is refused`() throws {
        let black = PicturePixels([UInt8](repeating: 0, count: 300), height: 10, width: 10)
        let texts = try Self.encoder("bert")
        #expect(throws: PretrainedError(.input, "the network takes texts alone, no pictures")) {
            try texts.embed(pictures: [black])
        }
        let pictures = try Self.encoder("vit")
        #expect(throws: PretrainedError(.input, "the network takes pictures alone, no texts")) {
            try pictures.embed(texts: [[1]])
        }
        #expect(try pictures.embed(pictures: [black, black]).shape == [2, pictures.dimensions])
        #expect(throws: PretrainedError.self) { try pictures.embed(pixels: .zeros([1, 3, 31, 32])) }
    }

    @Test(
        arguments: [
            ([], "there are no texts to embed"), ([[1, 2], []], "text 1 has no tokens"),
            ([[1, 200]], "text 0 has the token 200, and ids are between 0 and 199: is the tokenizer another's?"),
            ([[1, -1]], "text 0 has the token -1, and ids are between 0 and 199: is the tokenizer another's?"),
            ([Array(repeating: 5, count: 65)], "text 0 has 65 tokens; 64 are the most: cut it"),
        ] as [([[Int]], String)]) func `names the text that can't be embedded`(texts: [[Int]], message: String) throws
    {
        let encoder = try Self.encoder("bert")
        let error = #expect(throws: PretrainedError.self) { try encoder.embed(texts: texts) }
        #expect(error?.message == message)
    }

    @Test func `names the text without an end token`() throws {
        let encoder = try Self.encoder("clip")
        let error = #expect(throws: PretrainedError.self) { try encoder.embed(texts: [[198, 199], [198, 5]]) }
        #expect(error?.message == "text 1 has no end token; a tokenizer appends it")
    }
}
