import FewShotNetworks
import FewShotTensors
import Foundation

/// An encoder on the features of frozen, pretrained encoders, joined with our own blocks on the pixels where a row has them.
///
/// Each encoder's features go through a linear head and are scaled to length 1, as are the blocks' features; f(x) has √(w_p / Σ w) of each
/// part p beside each other, times a length that is learned as well. Squared distances are thus averages of the parts' own, weighted
/// by w. Before the first step w is such that every part's embeddings vary as much. Of products an encoder may see nothing, and then the
/// sum is over the others.
public struct PretrainedHeads: DataInitialized {
    /// The layout of a row.
    public let row: PretrainedRow
    /// A head for each frozen encoder.
    public var heads: [FeatureHead]
    /// The last blocks of each encoder, where they are trained further.
    public var tails: [TransformerTail?]
    /// The blocks on the pixels; `nil` where a row has none.
    public var picture: Conv4?
    /// log w / 4: shape `[parts]`, the blocks' part first.
    public var shares: Tensor
    /// The logarithm of the length, a scalar.
    public var length: Tensor

    /// The factor of the shares' logarithms, which lets them become decided at the rate at which all else is learned.
    private static let steepness = 4.0
    /// Examples that the variation of parts is taken from, at most.
    private static let sample = 256

    /// Creates an encoder with random weights.
    ///
    /// - Parameters:
    ///   - row: The layout of a row.
    ///   - width: Filters of the blocks.
    ///   - generator: Draws the weights.
    public init(_ row: PretrainedRow, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        self.row = row
        heads = []
        for encoder in row.encoders {
            heads.append(FeatureHead(encoder.dimensions, min(row.head, encoder.dimensions), using: &generator))
        }
        tails = []
        for encoder in row.encoders { tails.append(encoder.blocks.map { TransformerTail($0, using: &generator) }) }
        picture = row.hasPixels ? row.picture.map { Conv4(channels: $0[0], width: width, using: &generator) } : nil
        shares = .zeros([heads.count + (row.hasPixels ? 1 : 0)], on: .cpu)
        length = Tensor(1.15, on: .cpu)  // √10: cosines of 0.1 more are odds of e to 1
    }

    /// Maps rows `[n, row.width]` to embeddings `[n, d]`, all of the same length.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let parts = parts(of: input, in: &context)
        guard row.picture != nil else { return joined(parts, of: input) }
        let scales = (shares * Self.steepness).softmax().squareRoot() * length.exp()
        return .concatenated(parts.indices.map { parts[$0] * scales[$0..<$0 + 1] }, 1)
    }

    /// The parts' embeddings beside each other, those left out of which an example has nothing.
    private func joined(_ parts: [Tensor], of input: Tensor) -> Tensor {
        let present = Tensor.concatenated(row.ranges.map { Self.isPresent(input.slice($0, 1)) }, 1)
        let weights = present.to(shares.elementType) * (shares * Self.steepness).softmax()
        let total = weights.sum(1, keeping: true).clamped(to: 1e-12...Double.infinity)
        // Where a part is missing its weight is 0, whose root has no derivative: a floor that is far below anything keeps it away.
        let scales = (weights / total).clamped(to: 1e-12...1).squareRoot() * length.exp()
        return .concatenated(
            parts.indices.map { part in
                let factor = scales.slice(part..<part + 1, 1) * present.slice(part..<part + 1, 1).to(shares.elementType)
                return parts[part] * factor
            }, 1)
    }

    /// Returns 1 for examples that have something of a part and 0 for others, `[n, 1]`.
    private static func isPresent(_ features: Tensor) -> Tensor { (features.absolute() .> 0).any(1, keeping: true) }

    /// An encoder's features: its numbers of a row, or what its last blocks make of them.
    private func features(of numbers: Tensor, by encoder: Int) -> Tensor {
        tails[encoder].map { $0(numbers) } ?? numbers
    }

    /// The features of many examples, some at a time, for nothing to be learned from.
    private func frozenFeatures(of numbers: Tensor, by encoder: Int) -> Tensor {
        guard tails[encoder] != nil else { return numbers }
        let parts = Swift.stride(from: 0, to: numbers.size(0), by: Self.sample).map { start in
            features(of: numbers.slice(start..<min(start + Self.sample, numbers.size(0)), 0), by: encoder).detached()
        }
        return .concatenated(parts)
    }

    /// The parts' embeddings, each of length 1.
    private func parts(of input: Tensor, in context: inout ForwardContext) -> [Tensor] {
        var parts: [Tensor] = []
        if let picture {
            let shape = [input.size(0)] + (row.picture ?? [])
            let pixels = input.slice(0..<row.pixels, 1).reshaped(shape).channelsLast()
            parts.append(picture(pixels, in: &context).normalized())
        }
        for (index, range) in row.ranges.enumerated() {
            let features = features(of: input.slice(range, 1), by: index)
            parts.append(heads[index](features, in: &context).normalized())
        }
        return parts
    }

    /// Takes from rows `[n, row.width]` what the heads begin with, and the parts' shares.
    ///
    /// - Throws: The error of rows that can't be read.
    public mutating func initialize(from examples: Tensor) throws {
        for (index, range) in row.ranges.enumerated() {
            let features = examples.slice(range, 1)
            guard row.picture == nil else {
                try heads[index].initialize(from: frozenFeatures(of: features, by: index))
                continue
            }
            let present = try Self.present(features)
            guard !present.isEmpty else { continue }
            try heads[index].initialize(from: frozenFeatures(of: features.rows(present), by: index))
        }
        let count = examples.size(0)
        let step = max(1, count / Self.sample)
        let chosen = examples.rows(Array(Swift.stride(from: 0, to: count, by: step).prefix(Self.sample)))
        // Blocks that were never trained have no statistics of their own yet.
        var context = ForwardContext(normalization: .batch)
        var variations = try parts(of: chosen, in: &context).map { part in
            try (1 - part.mean(0).squared().sum(0)).scalar()
        }
        if row.picture == nil {
            for (index, range) in row.ranges.enumerated() {
                let present = try Self.present(chosen.slice(range, 1))
                guard !present.isEmpty else { continue }
                let part = parts(of: chosen.rows(present), in: &context)[index]
                variations[index] = try (1 - part.mean(0).squared().sum(0)).scalar()
            }
        }
        shares = Tensor(variations.map { Float(-log(max($0, 1e-3)) / Self.steepness) }, on: shares.device)
    }

    /// The rows that have something of a part.
    private static func present(_ features: Tensor) throws -> [Int] {
        let numbers = try isPresent(features).to(.float32).values(as: Float.self)
        return numbers.indices.filter { numbers[$0] > 0 }
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] {
        [heads.reduce(picture?.dimensions(for: row.picture ?? []) ?? 0) { $0 + $1.weight.size(1) }]
    }

    /// Shows the heads, the shares, the length and the blocks.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("heads", &heads)
        for index in tails.indices { parameters("tails.\(index)", &tails[index]) }
        parameters("shares", &shares)
        parameters("length", &length)
        if var shown = picture {
            parameters("picture", &shown)
            picture = shown
        }
    }
}

extension PretrainedHeads {
    /// Takes the weights of trained blocks for those on the pixels.
    ///
    /// - Throws: ``ModelError`` where there are none, or the trained encoder is another kind of network.
    mutating func begin(with encoder: any FeatureEncoder) throws {
        guard var blocks = picture else {
            throw ModelError(
                .malformed,
                "a head on frozen encoders alone has nothing that could begin with a trained encoder: add --encoder conv4"
            )
        }
        guard encoder is Conv4 else {
            throw ModelError(.malformed, "the trained encoder isn't conv4, which the blocks on the pixels are")
        }
        try blocks.replaceTensors(
            with: Dictionary(uniqueKeysWithValues: encoder.namedTensors.map { ($0.name, $0.tensor) }),
            source: "the trained encoder")
        picture = blocks
    }
}

extension Learner {
    /// Returns the learner with other last blocks under the heads of its encoder, where it has such heads.
    ///
    /// - Parameter tails: Blocks for each encoder; `nil` for one whose blocks stay as they are.
    /// - Returns: The learner.
    public func replacingLastBlocks(_ tails: [TransformerTail?]) -> any Learner {
        guard var learner = self as? any EncodingLearner else { return self }
        learner.replaceLastBlocks(by: tails)
        return learner
    }
}

extension EncodingLearner {
    fileprivate mutating func replaceLastBlocks(by tails: [TransformerTail?]) {
        guard var heads = encoder as? PretrainedHeads else { return }
        for (place, tail) in zip(heads.tails.indices, tails) where tail != nil { heads.tails[place] = tail }
        if let heads = heads as? Encoder { encoder = heads }
    }
}
