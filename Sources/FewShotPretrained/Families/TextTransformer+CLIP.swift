import FewShotNetworks
import FewShotTensors

extension TextTransformer {
    /// Builds CLIP's text tower: causal, pooled at the end token, projected into the space of pictures.
    init(
        clip settings: Settings, _ weights: WeightTable, dimensions: Int, isAlone: Bool
    ) throws(PretrainedError) {
        let sizes = try TransformerSizes(
            settings, .init(width: 512, heads: 8, hidden: 2048, activation: "quick_gelu", epsilon: 1e-5))
        let layout = try Self.layout(settings, vocabulary: 49408, length: 77, padding: 1)
        let table = try weights.scoped(before: "embeddings.token_embedding.weight", within: "text_model.")
        let end = try settings.integer("eos_token_id", in: 0...Bounds.vocabulary.upperBound, default: 49407)
        var result = try Self(tower: sizes, layout, table, isCausal: true)
        // Folders of the first release give 2, and mean the largest id.
        result.layout.end = end == 2 ? .largest : .id(end)
        let outer = try weights.scoped(before: "text_model.embeddings.token_embedding.weight", isOptional: isAlone)
        if !isAlone || outer?.has("text_projection.weight") == true {
            result.projection = try (outer ?? weights).linear(
                "text_projection", sizes.width, dimensions, hasBias: false)
        }
        self = result
    }

    /// Builds SigLIP's text tower: texts padded to one length, pooled at the last token, and a head.
    init(siglip settings: Settings, _ weights: WeightTable) throws(PretrainedError) {
        let sizes = try TransformerSizes(settings, .init(activation: "gelu_pytorch_tanh", epsilon: 1e-6))
        var layout = try Self.layout(settings, vocabulary: 32000, length: 64, padding: 1)
        layout.fixedLength = layout.maximumLength
        let table = try weights.scoped(before: "embeddings.token_embedding.weight", within: "text_model.")
        let dimensions = try settings.integer("projection_size", in: Bounds.width, default: sizes.width)
        self = try Self(tower: sizes, layout, table, isCausal: false)
        projection = try table.linear("head", sizes.width, dimensions)
    }

    private init(
        tower sizes: TransformerSizes, _ layout: TextLayout, _ table: WeightTable, isCausal: Bool
    ) throws(PretrainedError) {
        self.init(
            tokens: try table.tensor("embeddings.token_embedding.weight", [layout.vocabulary, sizes.width]),
            positions: try table.tensor("embeddings.position_embedding.weight", [layout.maximumLength, sizes.width]),
            blocks: try table.blocks(sizes, .clip, norms: .before, isCausal: isCausal),
            finalNorm: try table.norm("final_layer_norm", sizes.width, epsilon: sizes.epsilon), layout: layout)
    }

    private static func layout(
        _ settings: Settings, vocabulary: Int, length: Int, padding: Int
    ) throws(PretrainedError) -> TextLayout {
        let vocabulary = try settings.integer("vocab_size", in: Bounds.vocabulary, default: vocabulary)
        return TextLayout(
            vocabulary: vocabulary,
            maximumLength: try settings.integer("max_position_embeddings", in: Bounds.positions, default: length),
            paddingID: try settings.integer(
                "pad_token_id", in: 0...vocabulary - 1, default: min(padding, vocabulary - 1)),
            pooling: .last)
    }
}
