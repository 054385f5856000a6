import FewShotNetworks
import FewShotTensors

extension TextTransformer {
    /// Builds BERT, RoBERTa or XLM-RoBERTa: normalisations after the residuals, positions from the padding's id on in the latter two.
    init(
        bert settings: Settings, _ weights: WeightTable, isRoBERTa: Bool, _ steps: SentencePooling
    ) throws(PretrainedError) {
        if let kind = try settings.text("position_embedding_type"), kind != "absolute" {
            throw settings.wrong(
                "position_embedding_type", "is \"\(kind.prefix(60))\"; only absolute is supported", nil, .unsupported)
        }
        let sizes = try TransformerSizes(settings, .init())
        let vocabulary = try settings.integer("vocab_size", in: Bounds.vocabulary, default: isRoBERTa ? 50265 : 30522)
        let length = try settings.integer("max_position_embeddings", in: Bounds.positions, default: 512)
        let segments = try settings.integer("type_vocab_size", in: 1...1024, default: 2)
        let padding = try settings.integer(
            "pad_token_id", in: 0...max(0, min(vocabulary, length) - 2), default: isRoBERTa ? 1 : 0)
        let table = try weights.scoped(before: "embeddings.word_embeddings.weight")
        // A title is one segment, whose embedding all its tokens share.
        let segment = try table.tensor("embeddings.token_type_embeddings.weight", [segments, sizes.width])[0]
        let first = isRoBERTa ? padding + 1 : 0
        self.init(
            tokens: try table.tensor("embeddings.word_embeddings.weight", [vocabulary, sizes.width]),
            positions: try table.tensor("embeddings.position_embeddings.weight", [length, sizes.width]) + segment,
            embeddingNorm: try table.norm("embeddings.LayerNorm", sizes.width, epsilon: sizes.epsilon),
            blocks: try table.blocks(sizes, .bert, norms: .after),
            layout: TextLayout(
                vocabulary: vocabulary, maximumLength: length - first, paddingID: padding, firstPosition: first,
                pooling: steps.pooling, isNormalized: steps.isNormalized))
    }
}
