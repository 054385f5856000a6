import FewShotTensors

/// The sizes of a transformer's blocks, as `config.json` has them.
struct TransformerSizes {
    let width: Int
    let layers: Int
    let heads: Int
    let hidden: Int
    let activation: Activation
    let epsilon: Double

    /// The sizes that a family's configuration leaves out where they are these.
    struct Defaults {
        var width = 768
        var layers = 12
        var heads = 12
        var hidden = 3072
        var activation = "gelu"
        var epsilon = 1e-12
    }

    /// Reads the sizes, each within ``Bounds``.
    init(_ settings: Settings, _ defaults: Defaults) throws(PretrainedError) {
        width = try settings.integer("hidden_size", in: Bounds.width, default: defaults.width)
        layers = try settings.integer("num_hidden_layers", in: Bounds.layers, default: defaults.layers)
        heads = try settings.integer("num_attention_heads", in: Bounds.heads, default: defaults.heads)
        if settings["mlp_ratio"] != nil {  // DINOv2 gives the hidden width so
            hidden = Int(try settings.number("mlp_ratio", in: 0.1...16, default: 4) * Double(width))
        } else {
            hidden = try settings.integer("intermediate_size", in: Bounds.width, default: defaults.hidden)
        }
        epsilon = try settings.number("layer_norm_eps", in: 0...0.1, default: defaults.epsilon)
        let name = try settings.text("hidden_act") ?? defaults.activation
        guard let activation = Self.activations[name] else {
            throw settings.wrong(
                "hidden_act",
                "is \"\(name.prefix(60))\"; known are \(Self.activations.keys.sorted().joined(separator: ", "))",
                nil, .unsupported)
        }
        self.activation = activation
        guard width % heads == 0 else {
            throw settings.wrong(
                "num_attention_heads", "must divide hidden_size, \(width) (got \(heads))", nil, .outOfBounds)
        }
    }

    private static let activations: [String: Activation] = [
        "gelu": .gelu, "gelu_new": .geluTanh, "gelu_fast": .geluTanh, "gelu_pytorch_tanh": .geluTanh,
        "quick_gelu": .quickGELU,
        "relu": .relu,
    ]
}

/// The names of a block's tensors in a family.
struct BlockNames {
    /// The blocks' common beginning, `encoder.layer`.
    let blocks: String
    let queries: String
    let keys: String
    let values: String
    let output: String
    let attentionNorm: String
    let expansion: String
    let contraction: String
    let expansionNorm: String
    /// The factors of DINOv2's two residuals.
    var scales: [String] = []

    /// BERT's and RoBERTa's.
    static let bert = BlockNames(
        blocks: "encoder.layer", queries: "attention.self.query", keys: "attention.self.key",
        values: "attention.self.value",
        output: "attention.output.dense", attentionNorm: "attention.output.LayerNorm", expansion: "intermediate.dense",
        contraction: "output.dense", expansionNorm: "output.LayerNorm")
    /// CLIP's and SigLIP's.
    static let clip = BlockNames(
        blocks: "encoder.layers", queries: "self_attn.q_proj", keys: "self_attn.k_proj", values: "self_attn.v_proj",
        output: "self_attn.out_proj", attentionNorm: "layer_norm1", expansion: "mlp.fc1", contraction: "mlp.fc2",
        expansionNorm: "layer_norm2")
    /// ViT's.
    static let vit = BlockNames(
        blocks: "encoder.layer", queries: "attention.attention.query", keys: "attention.attention.key",
        values: "attention.attention.value", output: "attention.output.dense", attentionNorm: "layernorm_before",
        expansion: "intermediate.dense", contraction: "output.dense", expansionNorm: "layernorm_after")
    /// DINOv2's.
    static let dinov2 = BlockNames(
        blocks: "encoder.layer", queries: "attention.attention.query", keys: "attention.attention.key",
        values: "attention.attention.value", output: "attention.output.dense", attentionNorm: "norm1",
        expansion: "mlp.fc1",
        contraction: "mlp.fc2", expansionNorm: "norm2", scales: ["layer_scale1.lambda1", "layer_scale2.lambda1"])
}
