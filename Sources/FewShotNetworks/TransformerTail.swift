import FewShotTensors

/// The last blocks of a transformer with what follows them: what of a pretrained network is trained further, on what its frozen part gives.
///
/// An example is the number of its rows and the rows themselves, filled up with zeros: 1 + length · width numbers.
public struct TransformerTail: Module {
    /// The sizes of a tail, and how it makes one row of many.
    public struct Sizes: Sendable, Codable, Equatable {
        /// The row that stands for a sequence.
        public enum Pooling: String, Sendable, Codable {
            /// The mean of all.
            case mean
            /// The first.
            case first
            /// The last.
            case last
        }

        /// Blocks.
        public var blocks: Int
        /// Numbers of a row.
        public var width: Int
        /// Numbers between the affine maps of a block.
        public var hidden: Int
        /// Heads of attention.
        public var heads: Int
        /// Rows of a sequence, at most.
        public var length: Int
        /// The size of an embedding.
        public var dimensions: Int
        /// The function between the affine maps of a block.
        public var activation: Activation
        /// Whether normalisations stand before attention and affine maps.
        public var isNormFirst: Bool
        /// Whether no row attends to a later one.
        public var isCausal: Bool
        /// The number that normalisations add to variances.
        public var epsilon: Double
        /// Whether rows are normalised after the blocks.
        public var hasFinalNorm: Bool
        /// Whether the pooled row is mapped to ``dimensions``.
        public var hasProjection: Bool
        /// The row that stands for a sequence.
        public var pooling: Pooling

        /// Creates sizes.
        public init(
            blocks: Int, width: Int, hidden: Int, heads: Int, length: Int, dimensions: Int, activation: Activation,
            isNormFirst: Bool, isCausal: Bool, epsilon: Double, hasFinalNorm: Bool, hasProjection: Bool,
            pooling: Pooling
        ) {
            (self.blocks, self.width, self.hidden, self.heads) = (blocks, width, hidden, heads)
            (self.length, self.dimensions, self.activation) = (length, dimensions, activation)
            (self.isNormFirst, self.isCausal, self.epsilon) = (isNormFirst, isCausal, epsilon)
            (self.hasFinalNorm, self.hasProjection, self.pooling) = (hasFinalNorm, hasProjection, pooling)
        }

        /// The numbers of an example.
        public var numbers: Int { 1 + length * width }

        /// The fault of sizes that make no network; `nil` for good ones.
        public var objection: String? {
            let all = [blocks, width, hidden, heads, length, dimensions]
            guard all.allSatisfy({ 1...65_536 ~= $0 }), blocks <= 256, numbers <= 1 << 22, width % heads == 0 else {
                return "last blocks of sizes \(all) make no network"
            }
            return hasProjection || dimensions == width ? nil : "last blocks of \(width) numbers give no \(dimensions)"
        }
    }

    /// The sizes.
    public let sizes: Sizes
    /// The blocks in order.
    public var blocks: [TransformerBlock]
    /// The normalisation after the blocks.
    public var finalNorm: LayerNorm?
    /// The affine map of the pooled row.
    public var projection: Linear?

    /// Creates a tail with random weights.
    public init(_ sizes: Sizes, using generator: inout some RandomNumberGenerator) {
        precondition(sizes.objection == nil, sizes.objection ?? "")
        self.sizes = sizes
        blocks = []
        for _ in 0..<sizes.blocks {
            var block = TransformerBlock(
                width: sizes.width, hidden: sizes.hidden, heads: sizes.heads, activation: sizes.activation,
                normPlace: sizes.isNormFirst ? .before : .after, isCausal: sizes.isCausal, using: &generator)
            (block.attentionNorm.epsilon, block.expansionNorm.epsilon) = (sizes.epsilon, sizes.epsilon)
            blocks.append(block)
        }
        finalNorm = sizes.hasFinalNorm ? LayerNorm(sizes.width, epsilon: sizes.epsilon) : nil
        projection = sizes.hasProjection ? Linear(sizes.width, sizes.dimensions, using: &generator) : nil
    }

    /// Creates a tail of trained parts.
    ///
    /// - Precondition: there are as many blocks as the sizes say.
    public init(_ sizes: Sizes, blocks: [TransformerBlock], finalNorm: LayerNorm?, projection: Linear?) {
        precondition(blocks.count == sizes.blocks, "\(blocks.count) blocks, not \(sizes.blocks)")
        (self.sizes, self.blocks, self.finalNorm, self.projection) = (sizes, blocks, finalNorm, projection)
    }

    /// Maps examples `[n, 1 + length · width]` to embeddings `[n, dimensions]`; carries an error where their numbers of rows can't be read.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        let lengths: [Int]
        do {
            let counts = try input.slice(0..<1, 1).to(.float32).values(as: Float.self)
            // Of an example of nothing one row of zeros is read, for there is no mean of none.
            lengths = counts.map { max(1, min(Int($0.isFinite ? $0 : 0), sizes.length)) }
        } catch { return input }
        let places = lengths.enumerated().flatMap { example, length in
            (0..<length).map { example * sizes.length + $0 }
        }
        var rows = input.slice(1..<sizes.numbers, 1).reshaped([-1, sizes.width]).rows(places)
        let pooled = pooledRows(lengths).map { Tensor($0, on: input.device) }
        for (index, block) in blocks.enumerated() {
            rows = block(rows, lengths: lengths, keeping: index == blocks.count - 1 ? pooled : nil)
        }
        if let finalNorm { rows = finalNorm(rows) }
        if pooled == nil { rows = rows.sequenceMeans(lengths: lengths) }
        return projection.map { $0.fused(rows) } ?? rows
    }

    /// The numbers of the rows that are pooled; `nil` for the mean of all.
    private func pooledRows(_ lengths: [Int]) -> [Int]? {
        guard sizes.pooling != .mean else { return nil }
        var end = 0
        return lengths.map { length in
            end += length
            return sizes.pooling == .first ? end - length : end - 1
        }
    }

    /// Shows the blocks and what follows them.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("blocks", &blocks)
        parameters("finalNorm", &finalNorm)
        parameters("projection", &projection)
    }
}
