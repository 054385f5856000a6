import FewShotTensors

/// Embeds products of which only the title is known, without tensors: some microseconds each, where a tensor's overhead alone
/// would be a hundred.
///
/// The embeddings are those of the encoder that it is made of, but for the order in which numbers are added.
public struct TitleEmbedder: Sendable {
    /// s_t · exp(w_t) by token.
    private let weights: [Float]
    /// p(t) by token.
    private let positions: [Int32]
    /// The range of the title's numbers in an embedding.
    private let range: Range<Int>
    /// The size of an embedding.
    public let dimensions: Int
    /// The length of an embedding.
    private let length: Float
    /// Whether an embedding is divided by the length of its tokens' weights, not by its own: two tokens at one place differ.
    private let isOfTokens: Bool

    /// Reads the weights of a layer of titles.
    ///
    /// - Throws: The error of weights that can't be read.
    init(_ title: HashedBag, range: Range<Int>, dimensions: Int, length: Double) throws {
        let (weights, positions) = try title.weightsAndPositions()
        self.init(
            weights: weights, positions: positions, range: range, dimensions: dimensions, length: length,
            isOfTokens: false)
    }

    /// Creates an embedder from the signed weight and the position of each token.
    init(
        weights: [Float], positions: [Int32], range: Range<Int>, dimensions: Int, length: Double, isOfTokens: Bool
    ) {
        self.isOfTokens = isOfTokens
        (self.weights, self.positions, self.range) = (weights, positions, range)
        self.dimensions = dimensions
        self.length = Float(length)
    }

    /// Returns the embedding of a title.
    ///
    /// - Parameter tokens: The numbers of its tokens, each once; 0 stands for none.
    /// - Returns: As many numbers as ``dimensions``.
    public func embedding(of tokens: some Sequence<Int>) -> [Float] {
        [Float](unsafeUninitializedCapacity: dimensions) { embedding, count in
            embedding.initialize(repeating: 0)
            count = dimensions
            var squares: Float = 0
            for token in tokens where token > 0 {
                embedding[range.lowerBound + Int(positions[token])] += weights[token]
                squares += weights[token] * weights[token]
            }
            if !isOfTokens {
                squares = 0
                for index in range { squares += embedding[index] * embedding[index] }
            }
            let scale = length / max(squares.squareRoot(), 1e-12)
            for index in range { embedding[index] *= scale }
        }
    }
}
