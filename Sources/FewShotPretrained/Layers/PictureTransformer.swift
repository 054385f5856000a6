public import FewShotNetworks
public import FewShotTensors

/// A transformer of pictures (Dosovitskiy et al., 2021): patches to one embedding, as CLIP, SigLIP, DINOv2 and ViT have it.
public struct PictureTransformer: FeatureEncoder {
    /// Shape `[3 · patch · patch, width]`: channels outermost, as a convolution's weight has them.
    public var patches: Linear
    /// Rows before the patches', the class token first, `[rows, width]`; their positions are in them.
    public var prefix: Tensor?
    /// The positions of the patches, row-major, `[patches, width]`.
    public var positions: Tensor
    /// The normalisation before the blocks.
    public var embeddingNorm: LayerNorm?
    /// The blocks in order.
    public var blocks: [TransformerBlock]
    /// The normalisation after the blocks.
    public var finalNorm: LayerNorm
    /// The pooling of all rows; the first, the class token's, is taken where it's `nil`.
    public var pooling: AttentionPooling?
    /// The affine map of the pooled row, `[width, dimensions]`.
    public var projection: Linear?
    /// The pictures that are taken.
    public let pictureSize: PictureSize
    /// Pixels on a side of a patch.
    public let patchSize: Int

    /// The size of an embedding.
    public var dimensions: Int { projection?.bias.count ?? positions.size(1) }

    /// Maps preprocessed pictures `[n, 3, height, width]` of ``pictureSize`` to embeddings `[n, dimensions]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let sequences = sequences(input)
        guard sequences.failure == nil else { return sequences }
        let (count, length, size) = (sequences.size(0), sequences.size(1), sequences.size(2))
        return pooled(
            sequences.reshaped([-1, size]), lengths: Array(repeating: length, count: count), in: &context)
    }

    /// Maps preprocessed pictures to the sequences that the first block takes, `[n, length, width]`.
    func sequences(_ input: Tensor) -> Tensor {
        guard input.failure == nil else { return input }
        let (height, width) = (pictureSize.height, pictureSize.width)
        guard input.rank == 4, input.shape.dropFirst().elementsEqual([3, height, width]), input.size(0) > 0 else {
            return Tensor(
                failure: TensorError(
                    .operation, operation: "picture", shapes: [input.shape],
                    message: "expected pictures [n, 3, \(height), \(width)]"))
        }
        return prefixed(embedded(input))
    }

    /// Puts the rows that come before the patches before them, and normalises.
    private func prefixed(_ patches: Tensor) -> Tensor {
        guard let prefix else { return embeddingNorm.map { $0(patches) } ?? patches }
        let repeated = prefix.unsqueezed(0).expanded(to: [patches.size(0)] + prefix.shape)
        let sequences = Tensor.concatenated([repeated, patches], 1)
        return embeddingNorm.map { $0(sequences) } ?? sequences
    }

    /// Maps the rows of sequences that lie one after another, `[rows, width]`, to embeddings by the blocks and what comes after them.
    ///
    /// - Parameters:
    ///   - rows: Shape `[rows, width]`.
    ///   - lengths: The rows of each sequence; equal ones are fastest side by side.
    ///   - context: Goes through the pooling.
    /// - Returns: Shape `[lengths.count, dimensions]`.
    func pooled(_ rows: Tensor, lengths: [Int], in context: inout ForwardContext) -> Tensor {
        let starts = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        let first = pooling == nil ? Tensor(Array(starts.dropLast()), on: rows.device) : nil
        var rows = rows
        for (index, block) in blocks.enumerated() {
            rows = block(rows, lengths: lengths, keeping: index == blocks.count - 1 ? first : nil)
        }
        rows = finalNorm(rows)
        if let pooling {
            var (results, start) = ([Tensor](), 0)
            while start < lengths.count {
                let end = lengths[start...].firstIndex { $0 != lengths[start] } ?? lengths.count
                let run = rows.slice(starts[start]..<starts[end], 0)
                results.append(pooling(run.reshaped([end - start, lengths[start], -1]), in: &context))
                start = end
            }
            rows = results.count == 1 ? results[0] : .concatenated(results)
        }
        return projection.map { $0.fused(rows) } ?? rows
    }

    /// The embedded patches, `[n, patches, width]`: a convolution with windows side by side is a matrix product.
    func embedded(_ input: Tensor) -> Tensor {
        let (rows, columns) = (pictureSize.height / patchSize, pictureSize.width / patchSize)
        let count = input.size(0)
        let used = input.slice(0..<rows * patchSize, 2).slice(0..<columns * patchSize, 3)
        let windows = used.reshaped([count, 3, rows, patchSize, columns, patchSize])
            .permuted([0, 2, 4, 1, 3, 5])
            .reshaped([count, rows * columns, 3 * patchSize * patchSize])
        return patches.fused(windows.to(positions.elementType)) + positions
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] { [dimensions] }

    /// Shows embeddings, blocks, normalisations, pooling and the projection.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("patches", &patches)
        parameters("prefix", &prefix)
        parameters("positions", &positions)
        parameters("embeddingNorm", &embeddingNorm)
        parameters("blocks", &blocks)
        parameters("finalNorm", &finalNorm)
        parameters("pooling", &pooling)
        parameters("projection", &projection)
    }
}
