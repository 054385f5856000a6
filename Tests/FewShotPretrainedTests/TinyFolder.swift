import FewShotTensors
import Foundation

/// A folder with a BERT of one layer, or a ViT, which a test damages.
struct TinyFolder {
    let folder: TemporaryFolder
    var config: [String: Any]
    var tensors: [String: Tensor]
    var files: [String: String] = [:]
    var removed: Set<String> = []
    /// Tensors by shard, named by the index; one file where it's empty.
    var shards: [String: [String]] = [:]

    static let width = 4

    /// A sound BERT.
    static func bert() throws -> TinyFolder {
        var tensors: [String: Tensor] = [:]
        func add(_ name: String, _ shape: Int...) { tensors[name] = .full(shape, 0.5) }
        func map(_ name: String, _ inputs: Int, _ outputs: Int) {
            add("\(name).weight", outputs, inputs)
            add("\(name).bias", outputs)
        }
        func norm(_ name: String) {
            add("\(name).weight", width)
            add("\(name).bias", width)
        }
        add("embeddings.word_embeddings.weight", 10, width)
        add("embeddings.position_embeddings.weight", 8, width)
        add("embeddings.token_type_embeddings.weight", 2, width)
        norm("embeddings.LayerNorm")
        let layer = "encoder.layer.0"
        for part in ["query", "key", "value"] { map("\(layer).attention.self.\(part)", width, width) }
        map("\(layer).attention.output.dense", width, width)
        norm("\(layer).attention.output.LayerNorm")
        map("\(layer).intermediate.dense", width, 6)
        map("\(layer).output.dense", 6, width)
        norm("\(layer).output.LayerNorm")
        return TinyFolder(
            folder: try TemporaryFolder(),
            config: [
                "model_type": "bert", "hidden_size": width, "num_hidden_layers": 1, "num_attention_heads": 2,
                "intermediate_size": 6, "vocab_size": 10, "max_position_embeddings": 8,
            ], tensors: tensors)
    }

    /// A sound ViT.
    static func vit() throws -> TinyFolder {
        var result = try bert()
        result.config = [
            "model_type": "vit", "hidden_size": width, "num_hidden_layers": 1, "num_attention_heads": 2,
            "intermediate_size": 6, "image_size": 4, "patch_size": 2,
        ]
        let bert = result.tensors
        result.tensors = [
            "embeddings.cls_token": .ones([1, 1, width]), "embeddings.position_embeddings": .ones([1, 5, width]),
            "embeddings.patch_embeddings.projection.weight": .ones([width, 3, 2, 2]),
            "embeddings.patch_embeddings.projection.bias": .ones([width]),
            "layernorm.weight": .ones([width]), "layernorm.bias": .ones([width]),
        ]
        for (name, tensor) in bert where name.hasPrefix("encoder") {
            let renamed = name.replacing("attention.self.", with: "attention.attention.")
                .replacing("0.attention.output.LayerNorm", with: "0.layernorm_before")
                .replacing("0.output.LayerNorm", with: "0.layernorm_after")
            result.tensors[renamed] = tensor
        }
        result.files["preprocessor_config.json"] =
            #"{"size": {"height": 4, "width": 4}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"#
        return result
    }

    /// Writes the files, and returns the folder.
    func written() throws -> URL {
        try folder.write(JSONSerialization.data(withJSONObject: config), to: "config.json")
        if shards.isEmpty {
            try Safetensors(tensors: tensors).write(to: folder.url.appending(path: "model.safetensors"))
        } else {
            var map: [String: String] = [:]
            for (shard, names) in shards {
                for name in names { map[name] = shard }
                let chosen = tensors.filter { names.contains($0.key) }
                guard !shard.contains("/") else { continue }
                try Safetensors(tensors: chosen).write(to: folder.url.appending(path: shard))
            }
            let index = try JSONSerialization.data(withJSONObject: ["weight_map": map])
            try folder.write(index, to: "model.safetensors.index.json")
        }
        for (name, text) in files { try folder.write(Data(text.utf8), to: name) }
        for name in removed { try FileManager.default.removeItem(at: folder.url.appending(path: name)) }
        return folder.url
    }
}
