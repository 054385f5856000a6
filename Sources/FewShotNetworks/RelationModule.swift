import FewShotTensors

/// A learned similarity of encoded examples: g of relation networks.
public protocol PairRelation: Module {
    /// Relates every query to every example of the support.
    ///
    /// - Parameters:
    ///   - support: Encoded examples, shape `[supports, …]`.
    ///   - query: Encoded queries, shape `[queries, …]`.
    ///   - context: Says how to normalise; collects statistics.
    /// - Returns: Relations, 0…1, shape `[queries, supports]`.
    func callAsFunction(support: Tensor, query: Tensor, in context: inout ForwardContext) -> Tensor
}

/// g of relation networks (Sung et al., 2018, fig. 2): how much two feature maps have to do with each other, 0…1.
///
/// The maps of a pair are joined by channel, the support's first, and pass two convolution blocks and two linear layers. A
/// convolution of joined maps is the sum of those of its halves, so each map is convolved once, however many pairs it is in.
public struct RelationModule: PairRelation {
    /// From both maps' channels to `width`; 3×3.
    public var first: Conv2d
    /// Its normalisation.
    public var firstNormalization: BatchNorm
    /// From `width` to `width` channels; 3×3.
    public var second: Conv2d
    /// Its normalisation.
    public var secondNormalization: BatchNorm
    /// To `hidden` numbers.
    public var hidden: Linear
    /// To the score before its sigmoid.
    public var output: Linear

    /// Creates a module with random weights for maps of `width` channels, `side` pixels a side.
    public init(width: Int = 64, side: Int = 5, hidden: Int = 8, using generator: inout some RandomNumberGenerator) {
        first = Conv2d(2 * width, width, using: &generator)
        firstNormalization = BatchNorm(width)
        second = Conv2d(width, width, using: &generator)
        secondNormalization = BatchNorm(width)
        let left = side / 2 / 2
        self.hidden = Linear(width * left * left, hidden, initializer: .heNormal, using: &generator)
        output = Linear(hidden, 1, using: &generator)
    }

    /// Relates every query map to every support map.
    ///
    /// - Parameters:
    ///   - support: Shape `[supports, width, side, side]`.
    ///   - query: Shape `[queries, width, side, side]`.
    ///   - context: Says how to normalise, over all pairs; collects statistics.
    /// - Returns: Relations, 0…1, shape `[queries, supports]`.
    public func callAsFunction(support: Tensor, query: Tensor, in context: inout ForwardContext) -> Tensor {
        let width = support.size(1)
        let supportPart = support.convolved(first.weight.slice(0..<width, 1), bias: first.bias, padding: 1)
        let queryPart = query.convolved(first.weight.slice(width..<2 * width, 1), padding: 1)
        // Channels innermost, so that the pairs are stored as convolutions want them.
        let (a, b) = (supportPart.permuted([0, 2, 3, 1]), queryPart.permuted([0, 2, 3, 1]))
        let pairs = (b.unsqueezed(1) + a.unsqueezed(0)).reshaped([-1] + b.shape.dropFirst()).permuted([0, 3, 1, 2])
        let joined = firstNormalization(pairs, in: &context).maxPooled(2).relu()
        let deeper = secondNormalization.convolved(joined, by: second, isPooled: true, in: &context)
        let scores = output(hidden(deeper.flattened(from: 1), in: &context).relu(), in: &context).sigmoid()
        return scores.reshaped([query.size(0), support.size(0)])
    }

    /// Shows the layers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("first", &first)
        parameters("firstNormalization", &firstNormalization)
        parameters("second", &second)
        parameters("secondNormalization", &secondNormalization)
        parameters("hidden", &hidden)
        parameters("output", &output)
    }
}
