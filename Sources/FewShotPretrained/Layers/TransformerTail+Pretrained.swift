public import FewShotNetworks
public import FewShotTensors

extension PictureTransformer {
    /// Returns the last blocks with what follows them; `nil` for a network that has fewer, or pools by attention.
    public func tail(blocks count: Int) -> TransformerTail? {
        guard pooling == nil else { return nil }
        return TransformerTail(
            last: count, of: blocks, length: positions.size(0) + (prefix?.size(0) ?? 0), finalNorm: finalNorm,
            projection: projection, pooling: .first)
    }

    /// Returns what the last blocks take of preprocessed pictures `[n, 3, height, width]`: shape `[n, 1 + length · width]`.
    public func front(_ input: Tensor, leaving last: Int) -> Tensor {
        let sequences = sequences(input)
        guard sequences.failure == nil else { return sequences }
        let (count, length, width) = (sequences.size(0), sequences.size(1), sequences.size(2))
        var rows = sequences.reshaped([-1, width])
        for block in blocks.dropLast(last) { rows = block(rows, lengths: Array(repeating: length, count: count)) }
        let lengths = Tensor.full([count, 1], Double(length), on: rows.device)
        return .concatenated([lengths, rows.reshaped([count, length * width]).to(.float32)], 1)
    }
}

extension TextTransformer {
    /// Returns the last blocks with what follows them, for texts of so many tokens at most; `nil` for a network that has fewer.
    public func tail(blocks count: Int, length: Int) -> TransformerTail? {
        let pooling: TransformerTail.Sizes.Pooling =
            switch layout.pooling {
            case .mean: .mean
            case .first: .first
            case .last: .last
            }
        return TransformerTail(
            last: count, of: blocks, length: length, finalNorm: finalNorm, projection: projection, pooling: pooling)
    }

    /// Returns what the last blocks take of texts, each given by its ids without padding: shape `[n, 1 + length · width]`.
    ///
    /// - Throws: ``PretrainedError/Code/input`` with the number of a text that is empty, too long or has an unknown id.
    public func front(_ texts: [[Int]], leaving last: Int, length: Int) throws(PretrainedError) -> Tensor {
        let texts = try layout.prepared(texts)
        if let long = texts.firstIndex(where: { $0.count > length }) {
            throw PretrainedError(
                .input, "text \(long) has \(texts[long].count) tokens; \(length) are the most: cut it")
        }
        let lengths = texts.map(\.count)
        var rows = begun(texts)
        for block in blocks.dropLast(last) { rows = block(rows, lengths: lengths) }
        let width = rows.size(1)
        var (start, examples) = (0, [Tensor]())
        for count in lengths {
            let own = rows.slice(start..<start + count, 0).reshaped([count * width]).to(.float32)
            let size = Tensor.full([1], Double(count), on: rows.device)
            let filling = Tensor.zeros([(length - count) * width], on: rows.device)
            examples.append(.concatenated(count == length ? [size, own] : [size, own, filling]))
            start += count
        }
        return .stacked(examples)
    }
}

extension TransformerTail {
    /// Takes the last of some blocks; `nil` where there are fewer.
    fileprivate init?(
        last count: Int, of blocks: [TransformerBlock], length: Int, finalNorm: LayerNorm?, projection: Linear?,
        pooling: Sizes.Pooling
    ) {
        guard let block = blocks.last, 1...blocks.count ~= count else { return nil }
        let width = block.output.bias.count
        let sizes = Sizes(
            blocks: count, width: width, hidden: block.expansion.bias.count, heads: block.heads, length: length,
            dimensions: projection?.bias.count ?? width, activation: block.activation,
            isNormFirst: block.normPlace == .before, isCausal: block.isCausal, epsilon: block.attentionNorm.epsilon,
            hasFinalNorm: finalNorm != nil, hasProjection: projection != nil, pooling: pooling)
        guard sizes.objection == nil else { return nil }
        // They are trained, which takes float32.
        self.init(
            sizes, blocks: blocks.suffix(count).map { $0.converted(to: .float32) },
            finalNorm: finalNorm?.converted(to: .float32), projection: projection?.converted(to: .float32))
    }
}
