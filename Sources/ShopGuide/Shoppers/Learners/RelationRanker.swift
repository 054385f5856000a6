public import FewShotLearning
public import FewShotNetworks
public import FewShotTensors

/// A relation network of shoppers: what every event says of a candidate is learned, and what they say together.
///
/// Sung et al. (2018) score a query against each support example by a learned g and average; here g sees signals of the pair in place of
/// embeddings, so that it serves products and markets that it never saw, and the largest answer counts beside the mean.
public struct RelationRanker: ShopperRanker {
    /// It looks at signals of pairs.
    public var dimensions: Int? { nil }

    /// Units of g.
    static let relations = 32
    /// Units of the head.
    static let units = 64

    var first: Linear
    var second: Linear
    var head: Linear
    var middle: Linear
    var last: Linear
    var shortcut: Linear

    /// Sums, maxima and decayed sums of pair signals, and the candidate's own.
    static let shortcutInputs = 3 * ShopperView.pairSignals + ShopperView.candidateSignals
    static let headInputs = 2 * relations + shortcutInputs + ShopperView.shopperSignals

    /// Creates a ranker with random weights.
    public init(using generator: inout some RandomNumberGenerator) {
        let pairInputs = ShopperView.pairSignals + ShopperView.eventSignals
        first = Linear(pairInputs, Self.relations, initializer: .heUniform, using: &generator)
        second = Linear(Self.relations, Self.relations, initializer: .heUniform, using: &generator)
        head = Linear(Self.headInputs, Self.units, initializer: .heUniform, using: &generator)
        middle = Linear(Self.units, Self.relations, initializer: .heUniform, using: &generator)
        last = Linear(Self.relations, 1, using: &generator)
        shortcut = Linear(Self.shortcutInputs, 1, using: &generator)
    }

    /// Scores the candidates of each example.
    ///
    /// - Returns: Shape `[examples, candidates]`.
    public func scores(_ batch: ViewBatch) -> Tensor {
        let (examples, candidates, events) = (batch.examples, batch.candidates, batch.events)
        let shown = batch.eventSignals.unsqueezed(1).expanded(to: [
            examples, candidates, events, ShopperView.eventSignals,
        ])
        var context = ForwardContext(normalization: .running)
        let pairs = Tensor.concatenated([batch.pairs, shown], 3)
        var relations = first(pairs, in: &context).relu()
        relations = second(relations, in: &context).relu() * batch.mask.unsqueezed(1).unsqueezed(3)
        let fading = batch.fading.unsqueezed(1).unsqueezed(3)
        let signals = Tensor.concatenated(
            [
                batch.pairs.max(2).relu(), batch.pairs.sum(2) * (1.0 / 3), (batch.pairs * fading).sum(2) * (1.0 / 3),
                batch.candidateSignals,
            ], 2)
        let shopper = batch.shopper.unsqueezed(1).expanded(to: [examples, candidates, ShopperView.shopperSignals])
        let inputs = Tensor.concatenated(
            [relations.max(2), (relations * fading).sum(2) * (1.0 / 3), signals, shopper], 2)
        let hidden = middle(head(inputs, in: &context).relu(), in: &context).relu()
        return (last(hidden, in: &context) + shortcut(signals, in: &context)).squeezed(2)
    }

    /// Returns a learner that ranks by this network.
    public func learner(
        over signals: InteractionSignals, space: ItemSpace?, knowsAge: Bool
    ) throws -> any ShopperLearner {
        var learner = try RelationShopperLearner(signals: signals, ranker: self)
        learner.knowsAge = knowsAge
        return learner
    }

    /// Shows all layers.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("first", &first)
        parameters("second", &second)
        parameters("head", &head)
        parameters("middle", &middle)
        parameters("last", &last)
        parameters("shortcut", &shortcut)
    }
}

extension LearnerKind {
    /// The ranker of relations.
    public static let relationRanker = LearnerKind(
        name: "relation-ranker",
        abstract: "for shoppers: learns the relation of each event to each candidate (Sung et al., 2018)",
        recipe: RankingRecipe().configuration(examples: 0, seed: 0)
    ) { _, _, generator in RelationRanker(using: &generator) }
}
