import FewShotPretrained
import FewShotTensors
import Foundation
import Testing

/// Folders that are refused, each with its sentence.
struct BadFolderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let base: @Sendable () throws -> TinyFolder
        let change: @Sendable (inout TinyFolder) -> Void
        let code: PretrainedError.Code
        let message: String

        init(
            _ description: String, of base: @escaping @Sendable () throws -> TinyFolder = TinyFolder.bert,
            _ code: PretrainedError.Code, _ message: String, _ change: @escaping @Sendable (inout TinyFolder) -> Void
        ) {
            (testDescription, self.base, self.change, self.code, self.message) = (
                description, base, change, code, message
            )
        }
    }

    static let word = "embeddings.word_embeddings.weight"

    static let configurations: [Case] = [
        Case("no configuration", .missingFile, "config.json: is missing") { $0.removed = ["config.json"] },
        Case("a configuration that is no JSON", .malformed, "config.json: is not a JSON object") {
            $0.files["config.json"] = "model_type: bert"
        },
        Case("a configuration that is a list", .malformed, "config.json: is not a JSON object") {
            $0.files["config.json"] = "[1]"
        },
        Case("a configuration nested without end", .malformed, "config.json: is not a JSON object") {
            $0.files["config.json"] = String(repeating: "[", count: 100_000)
        },
        Case("no family", .unknownFamily, "model_type is missing; known are bert, roberta, xlm-roberta, clip,") {
            $0.config["model_type"] = nil
        },
        Case("an unknown family", .unknownFamily, "the family \"llama\" is unknown; known are bert,") {
            $0.config["model_type"] = "llama"
        },
        Case("a family that folders don't have", .unknownFamily, "the family \"torchscript\" is unknown") {
            $0.config["model_type"] = "torchscript"
        },
        Case(
            "a billion layers", .outOfBounds,
            "num_hidden_layers must be a whole number between 1 and 256 (got 1000000000)"
        ) {
            $0.config["num_hidden_layers"] = 1_000_000_000
        },
        Case("a negative width", .outOfBounds, "hidden_size must be a whole number between 1 and 65536 (got -4)") {
            $0.config["hidden_size"] = -4
        },
        Case(
            "a width that is a text", .outOfBounds, "hidden_size must be a whole number between 1 and 65536 (got \"4\")"
        ) {
            $0.config["hidden_size"] = "4"
        },
        Case(
            "an absurd vocabulary", .outOfBounds, "vocab_size must be a whole number between 1 and 8388608 (got 1e+300)"
        ) {
            $0.config["vocab_size"] = 1e300
        },
        Case(
            "heads that don't divide the width", .outOfBounds, "num_attention_heads must divide hidden_size, 4 (got 3)"
        ) {
            $0.config["num_attention_heads"] = 3
        },
        Case(
            "padding beyond the positions", .outOfBounds, "pad_token_id must be a whole number between 0 and 6 (got 8)"
        ) {
            $0.config["pad_token_id"] = 8
        },
        Case(
            "relative positions", .unsupported,
            "position_embedding_type is \"relative_key\"; only absolute is supported"
        ) {
            $0.config["position_embedding_type"] = "relative_key"
        },
        Case("an unknown activation", .unsupported, "hidden_act is \"swish\"; known are gelu,") {
            $0.config["hidden_act"] = "swish"
        },
        Case("a joint network without its parts", .malformed, "text_config is missing") {
            $0.config["model_type"] = "clip"
        },
    ]

    static let weights: [Case] = [
        Case("no weights", .missingFile, "model.safetensors: is missing; download the weights") {
            $0.removed = ["model.safetensors"]
        },
        Case(
            "a pickle", .pickle, "is missing, and pytorch_model.bin is a pickle, which is a program and is never loaded"
        ) {
            $0.removed = ["model.safetensors"]
            $0.files["pytorch_model.bin"] = "PK"
        },
        Case(
            "weights that are no safetensors", .malformed,
            "model.safetensors: is not a sound safetensors file: the header"
        ) {
            $0.files["model.safetensors"] = "version https://git-lfs.github.com/spec/v1\n"
        },
        Case("a missing shard", .missingShard, "b.safetensors: is missing: it's one of 2 shards") {
            $0.shards = ["a.safetensors": Array($0.tensors.keys.filter { $0 != word }), "b.safetensors": [word]]
            $0.removed = ["b.safetensors"]
        },
        Case("a shard elsewhere", .outsideFolder, "names the file \"../b.safetensors\", and only names of files within")
        {
            $0.shards = ["a.safetensors": Array($0.tensors.keys.filter { $0 != word }), "../b.safetensors": [word]]
        },
        Case("a shard at the root", .outsideFolder, "names the file \"/etc/passwd\"") {
            $0.shards = ["/etc/passwd": Array($0.tensors.keys)]
        },
        Case(
            "a shard without what the index says", .missingTensor,
            "tensor \"other\" is missing, though model.safetensors.index.json"
        ) {
            $0.shards = ["a.safetensors": $0.tensors.keys + ["other"]]
        },
        Case("an index that is empty", .malformed, "weight_map is missing") {
            $0.removed = ["model.safetensors"]
            $0.files["model.safetensors.index.json"] = "{}"
        },
        Case("an index with numbers", .malformed, "weight_map.x must be a text (got 1)") {
            $0.removed = ["model.safetensors"]
            $0.files["model.safetensors.index.json"] = #"{"weight_map": {"x": 1}}"#
        },
        Case(
            "a wrong shape", .wrongShape,
            "tensor \"\(word)\" is float32 [9, 4], and config.json asks for floating point [10, 4]"
        ) {
            $0.tensors[word] = .ones([9, 4])
        },
        Case("whole numbers", .wrongShape, "tensor \"\(word)\" is int64 [10, 4]") {
            $0.tensors[word] = .ones([10, 4], type: .int64)
        },
        Case("a value that is no number", .malformed, "tensor \"\(word)\" has values that are infinite or no number") {
            $0.tensors[word] = .full([10, 4], .nan)
        },
        Case(
            "a missing tensor", .missingTensor,
            "tensor \"encoder.layer.0.output.dense.bias\" is missing; config.json asks for it, of shape [4]"
        ) {
            $0.tensors["encoder.layer.0.output.dense.bias"] = nil
        },
        Case(
            "another network's tensors", .missingTensor,
            "tensor \"\(word)\" is missing, and so the weights aren't those"
        ) {
            $0.tensors = ["x": .ones([1])]
        },
        Case(
            "more layers than there are", .missingTensor,
            "tensor \"encoder.layer.1.attention.self.query.weight\" is missing"
        ) {
            $0.config["num_hidden_layers"] = 2
        },
    ]

    static let steps: [Case] = [
        Case(
            "pooling elsewhere", .outsideFolder,
            "names the folder \"../p\", and only names within the folder are allowed"
        ) {
            $0.files["modules.json"] = #"[{"type": "sentence_transformers.models.Pooling", "path": "../p"}]"#
        },
        Case("a missing pooling", .missingFile, "1_Pooling/config.json: is missing") {
            $0.files["modules.json"] = #"[{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]"#
        },
        Case("an unknown pooling", .unsupported, "pooling_mode must be one of mean, cls and lasttoken (got max_tokens)")
        {
            $0.files["modules.json"] = #"[{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]"#
            $0.files["1_Pooling/config.json"] = #"{"pooling_mode_max_tokens": true}"#
        },
        Case("an unknown module", .unsupported, "has the module \"sentence_transformers.models.Dense\"") {
            $0.files["modules.json"] = #"[{"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]"#
        },
        Case("modules that are no list", .malformed, "modules.json: is not a list of modules") {
            $0.files["modules.json"] = "{}"
        },
        Case("no preprocessing", of: TinyFolder.vit, .missingFile, "preprocessor_config.json: is missing") {
            $0.files["preprocessor_config.json"] = nil
        },
        Case(
            "pictures of another size", of: TinyFolder.vit, .malformed,
            "makes pictures of 8 × 8, and config.json asks for 4 × 4"
        ) {
            $0.files["preprocessor_config.json"] = #"{"size": 8, "image_mean": 0.5, "image_std": 0.5}"#
        },
        Case(
            "pictures of every size", of: TinyFolder.vit, .unsupported, "do_center_crop must be true where size is not"
        ) {
            $0.files["preprocessor_config.json"] =
                #"{"size": {"shortest_edge": 4}, "image_mean": 0.5, "image_std": 0.5}"#
        },
        Case("a deviation of 0", of: TinyFolder.vit, .outOfBounds, "the deviation must be one number or three, above 0")
        {
            $0.files["preprocessor_config.json"] = #"{"size": 4, "image_mean": 0.5, "image_std": [1, 0, 1]}"#
        },
        Case(
            "an unknown interpolation", of: TinyFolder.vit, .unsupported,
            "resample must be 1 to 5: 0, nearest, is not supported"
        ) {
            $0.files["preprocessor_config.json"] = #"{"size": 4, "resample": 0, "image_mean": 0.5, "image_std": 0.5}"#
        },
        Case(
            "huge pictures", of: TinyFolder.vit, .outOfBounds,
            "image_size must be a whole number between 1 and 8192 (got 1000000)"
        ) {
            $0.config["image_size"] = 1_000_000
        },
        Case(
            "grey pictures", of: TinyFolder.vit, .outOfBounds,
            "num_channels must be a whole number between 3 and 3 (got 1)"
        ) {
            $0.config["num_channels"] = 1
        },
    ]

    @Test(arguments: configurations + weights + steps) func `names what is wrong with a folder`(_ bad: Case) throws {
        var folder = try bad.base()
        bad.change(&folder)
        let url = try folder.written()
        let error = #expect(throws: PretrainedError.self) { try PretrainedEncoder(folder: url) }
        #expect(error?.code == bad.code)
        #expect(error?.description.contains(bad.message) == true, "\(error?.description ?? "")")
        #expect(error?.file?.hasPrefix(url.path(percentEncoded: false)) == true)
    }

    @Test func `undamaged, the folders are fine`() throws {
        let bert = try TinyFolder.bert()
        let text = try PretrainedEncoder(folder: bert.written())
        #expect(text.dimensions == 4)
        #expect(text.kind == .text)
        #expect(text.license == nil)
        #expect(try text.embed(texts: [[1, 2], [3]]).shape == [2, 4])
        let vit = try TinyFolder.vit()
        let picture = try PretrainedEncoder(folder: vit.written())
        #expect(picture.kind == .picture)
        #expect(picture.preprocessing?.outputSize == PictureSize(height: 4, width: 4))
    }

    @Test func `a pipe in place of a file doesn't block`() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.url.appending(path: "config.json").path(percentEncoded: false), 0o600) == 0)
        let error = #expect(throws: PretrainedError.self) { try PretrainedEncoder(folder: folder.url) }
        #expect(error?.message == "is not a regular file")
    }

    @Test func `the licence is read from the front matter alone`() throws {
        var folder = try TinyFolder.bert()
        folder.files["README.md"] = "---\nlanguage: en\nlicense: \"mit\"\n---\nlicense: other\n"
        #expect(try PretrainedEncoder(folder: folder.written()).license == "mit")
        folder.files["README.md"] = "# Model\nlicense: other\n"
        #expect(try PretrainedEncoder(folder: folder.written()).license == nil)
    }
}
