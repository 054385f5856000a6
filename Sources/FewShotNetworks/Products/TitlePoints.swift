import FewShotTensors
import Foundation

/// Points of products of which only the title is known, without tensors: some microseconds each, where a tensor's overhead alone
/// would be a hundred.
///
/// They are those of ``ProductEncoder``, but for the order in which numbers are added.
public struct TitlePoints: Sendable {
    /// s_t · exp(w_t) by token.
    private let weights: [Float]
    /// p(t) by token.
    private let positions: [Int32]
    /// Where the title's numbers lie in a point.
    private let range: Range<Int>
    /// How many numbers a point has.
    public let dimensions: Int
    /// How long it is.
    private let length: Float

    init(weights: [Float], positions: [Int32], range: Range<Int>, dimensions: Int, length: Float) {
        self.weights = weights
        self.positions = positions
        self.range = range
        self.dimensions = dimensions
        self.length = length
    }

    /// Returns where a title lies.
    ///
    /// - Parameter tokens: The numbers of its tokens, each once; 0 stands for none.
    /// - Returns: The point.
    public func point(of tokens: some Sequence<Int>) -> [Float] {
        [Float](unsafeUninitializedCapacity: dimensions) { point, count in
            point.initialize(repeating: 0)
            count = dimensions
            for token in tokens where token > 0 { point[range.lowerBound + Int(positions[token])] += weights[token] }
            var squares: Float = 0
            for index in range { squares += point[index] * point[index] }
            let scale = length / max(squares.squareRoot(), 1e-12)
            for index in range { point[index] *= scale }
        }
    }
}

extension ProductEncoder {
    /// What places titles without tensors; `nil` where titles aren't encoded.
    ///
    /// - Parameter filters: Of the picture's encoder.
    /// - Returns: The weights of titles as they are now.
    /// - Throws: The error of weights that can't be read.
    public func titlePoints(filters: Int) throws -> TitlePoints? {
        guard let title else { return nil }
        var (start, dimensions, range) = (0, 0, 0..<0)
        for (part, _) in parts.ranges {
            let count = parts.dimensions(of: part, filters: filters)
            if part == .title { range = start..<start + count }
            start += count
        }
        dimensions = start
        let (weights, positions) = try title.weightsAndPositions()
        return TitlePoints(
            weights: weights, positions: positions, range: range, dimensions: dimensions,
            length: Float(exp(try length.scalar())))
    }
}
