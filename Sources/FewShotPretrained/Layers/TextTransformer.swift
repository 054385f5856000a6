public import FewShotNetworks
public import FewShotTensors

/// A transformer of texts: ids of tokens to one embedding each, as BERT, XLM-RoBERTa, CLIP and SigLIP have it.
///
/// Texts of different lengths aren't padded for computing: their rows lie one after another, the shortest texts first.
public struct TextTransformer: FeatureEncoder {
    /// Shape `[vocabulary, width]`.
    public var tokens: Tensor
    /// Shape `[positions, width]`; the embedding of the first segment is in it where a network has segments.
    public var positions: Tensor
    /// The normalisation of embedded tokens.
    public var embeddingNorm: LayerNorm?
    /// The blocks in order.
    public var blocks: [TransformerBlock]
    /// The normalisation after the blocks.
    public var finalNorm: LayerNorm?
    /// The affine map of pooled rows, `[width, dimensions]`.
    public var projection: Linear?
    /// The rules by which ids are read.
    public var layout: TextLayout

    /// The size of an embedding.
    public var dimensions: Int { projection?.bias.count ?? tokens.size(1) }

    /// Returns the embeddings `[n, dimensions]` of texts, each given by its ids without padding.
    ///
    /// - Throws: ``PretrainedError/Code/input`` with the number of a text that is empty, too long or has an unknown id.
    public func embeddings(of texts: [[Int]]) throws(PretrainedError) -> Tensor {
        let texts = try layout.prepared(texts)
        let order = texts.indices.sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
        let embedded = embedded(order.map { texts[$0] })
        guard zip(order, order.dropFirst()).contains(where: >) else { return embedded }
        var places = order
        for (place, index) in order.enumerated() { places[index] = place }
        return embedded.rows(places)
    }

    /// Maps ids `[n, length]`, int64 and padded on the right, to embeddings `[n, dimensions]`; carries an error for ids that
    /// ``embeddings(of:)`` refuses.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        guard input.failure == nil else { return input }
        do {
            guard input.rank == 2 else { throw PretrainedError(.input, "expected ids [n, length]") }
            let ids = try input.to(.int64).values(as: Int.self)
            let length = input.size(1)
            return try embeddings(
                of: (0..<input.size(0)).map { unpadded(ids[$0 * length..<($0 + 1) * length]) })
        } catch {
            return Tensor(
                failure: TensorError(.operation, operation: "text", shapes: [input.shape], message: "\(error)"))
        }
    }

    private func unpadded(_ row: ArraySlice<Int>) -> [Int] {
        guard layout.end == nil, layout.fixedLength == nil else { return Array(row) }
        return Array(row.prefix((row.lastIndex { $0 != layout.paddingID } ?? row.startIndex - 1) + 1 - row.startIndex))
    }

    /// Embeds prepared texts, the shortest first.
    private func embedded(_ texts: [[Int]]) -> Tensor {
        let lengths = texts.map(\.count)
        var rows = begun(texts)
        let pooled = pooledRows(lengths).map { Tensor($0, on: tokens.device) }
        for (index, block) in blocks.enumerated() {
            rows = block(rows, lengths: lengths, keeping: index == blocks.count - 1 ? pooled : nil)
        }
        if let finalNorm { rows = finalNorm(rows) }
        if pooled == nil { rows = rows.sequenceMeans(lengths: lengths) }
        if let projection { rows = projection.fused(rows) }
        return layout.isNormalized ? rows.to(.float32).normalized() : rows
    }

    /// Maps prepared texts to the rows that the first block takes, one text after another, `[rows, width]`.
    func begun(_ texts: [[Int]]) -> Tensor {
        let device = tokens.device
        let places = texts.flatMap { layout.firstPosition..<layout.firstPosition + $0.count }
        let rows =
            tokens.embeddings(of: Tensor(texts.flatMap { $0 }, on: device))
            + positions.embeddings(of: Tensor(places, on: device))
        return embeddingNorm.map { $0(rows) } ?? rows
    }

    /// The numbers of the rows that are pooled; `nil` for the mean of all.
    private func pooledRows(_ lengths: [Int]) -> [Int]? {
        var end = 0
        switch layout.pooling {
        case .mean: return nil
        case .first:
            return lengths.map { length in
                defer { end += length }
                return end
            }
        case .last:
            return lengths.map { length in
                end += length
                return end - 1
            }
        }
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] { [dimensions] }

    /// Shows embeddings, blocks, normalisations and the projection.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("tokens", &tokens)
        parameters("positions", &positions)
        parameters("embeddingNorm", &embeddingNorm)
        parameters("blocks", &blocks)
        parameters("finalNorm", &finalNorm)
        parameters("projection", &projection)
    }
}
