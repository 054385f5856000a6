import FewShotTensors
public import Foundation

/// Folders with a network of random weights, in the layout of Hugging Face.
public enum TinyEncoder {
    private static let width = 16

    private static func layer(_ names: [String: String], using generator: inout SeededGenerator) -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        func map(_ name: String, _ inputs: Int, _ outputs: Int) {
            let name = "encoder.layer.0.\(names[name] ?? name)"
            tensors["\(name).weight"] = Tensor.normal([outputs, inputs], using: &generator) * 0.3
            tensors["\(name).bias"] = .zeros([outputs])
        }
        for part in ["query", "key", "value"] { map("attention.self.\(part)", width, width) }
        map("attention.output.dense", width, width)
        map("intermediate.dense", width, 32)
        map("output.dense", 32, width)
        for norm in ["attention.output.LayerNorm", "output.LayerNorm"] {
            let name = "encoder.layer.0.\(names[norm] ?? norm)"
            (tensors["\(name).weight"], tensors["\(name).bias"]) = (.ones([width]), .zeros([width]))
        }
        return tensors
    }

    private static func write(
        _ config: [String: Any], _ tensors: [String: Tensor], _ files: [String: String], to name: String,
        in folder: URL
    ) throws {
        let folder = folder.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let config = try JSONSerialization.data(withJSONObject: config, options: .sortedKeys)
        try config.write(to: folder.appending(path: "config.json"))
        for (file, text) in files { try Data(text.utf8).write(to: folder.appending(path: file)) }
        try Safetensors(tensors: tensors).write(to: folder.appending(path: "model.safetensors"))
    }

    /// A ViT for pictures of 28 × 28 pixels, whose README gives a licence.
    public static func picture(_ name: String, seed: UInt64 = 1, in folder: URL) throws {
        var generator = SeededGenerator(seed: seed)
        var tensors = layer(
            [
                "attention.self.query": "attention.attention.query", "attention.self.key": "attention.attention.key",
                "attention.self.value": "attention.attention.value", "attention.output.LayerNorm": "layernorm_before",
                "output.LayerNorm": "layernorm_after",
            ], using: &generator)
        tensors["embeddings.cls_token"] = Tensor.normal([1, 1, width], using: &generator) * 0.1
        tensors["embeddings.position_embeddings"] = Tensor.normal([1, 17, width], using: &generator) * 0.1
        tensors["embeddings.patch_embeddings.projection.weight"] =
            Tensor.normal([width, 3, 7, 7], using: &generator) * 0.1
        tensors["embeddings.patch_embeddings.projection.bias"] = .zeros([width])
        (tensors["layernorm.weight"], tensors["layernorm.bias"]) = (.ones([width]), .zeros([width]))
        try write(
            [
                "model_type": "vit", "hidden_size": width, "num_hidden_layers": 1, "num_attention_heads": 2,
                "intermediate_size": 32, "image_size": 28, "patch_size": 7,
            ], tensors,
            [
                "preprocessor_config.json":
                    #"{"size": {"height": 28, "width": 28}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"#,
                "README.md": "---\nlicense: apache-2.0\n---\n",
            ], to: name, in: folder)
    }

    /// A BERT with the words of a few titles.
    public static func text(_ name: String, in folder: URL) throws {
        var generator = SeededGenerator(seed: 1)
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + letters.map { "##\($0)" }
        var tensors = layer([:], using: &generator)
        let sizes = [("word", words.count), ("position", 64), ("token_type", 2)]
        for (table, count) in sizes {
            tensors["embeddings.\(table)_embeddings.weight"] = Tensor.normal([count, width], using: &generator)
        }
        tensors["embeddings.LayerNorm.weight"] = .ones([width])
        tensors["embeddings.LayerNorm.bias"] = .zeros([width])
        try write(
            [
                "model_type": "bert", "hidden_size": width, "num_hidden_layers": 1, "num_attention_heads": 2,
                "intermediate_size": 32, "vocab_size": words.count, "max_position_embeddings": 64,
            ], tensors, ["vocab.txt": words.joined(separator: "\n") + "\n"], to: name, in: folder)
    }
}
