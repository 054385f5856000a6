public import FewShotLearning
public import FewShotNetworks
public import FewShotTensors

/// MAML for shoppers (Finn et al., 2017, with the learned rates of Li et al., 2017): a linear taste over places and popularity, learned so
/// that a few gradient steps on a shopper's own events, each against products that they didn't take, lead to what they want.
public struct MAMLRanker: ShopperRanker {
    /// It looks at an item space.
    public var dimensions: Int? { start.size(0) - ShopperView.candidateSignals }
    /// Gradient steps.
    public var steps = 2

    /// The start of everybody's taste, `[features, 1]`.
    var start: Tensor
    /// The logarithm of each feature's rate, `[features]`.
    var rates: Tensor
    /// The decay of an event's weight with its age and with the events after it.
    var fading: Tensor

    /// Creates a ranker that knows nothing yet.
    public init(dimensions: Int, using generator: inout some RandomNumberGenerator) {
        let features = dimensions + ShopperView.candidateSignals
        start = Initializer.glorotUniform([features, 1], fanIn: features, fanOut: 1, using: &generator)
        rates = Tensor(
            [Float](repeating: 0, count: dimensions) + [Float](repeating: -4, count: ShopperView.candidateSignals),
            on: .cpu)
        fading = Tensor([Float(0.1), 0.1], on: .cpu)
    }

    /// Adapts a taste to each example's events and scores its candidates.
    public func scores(_ batch: ViewBatch) -> Tensor {
        let features = Tensor.concatenated([batch.candidatePlaces * Self.scale, batch.candidateSignals], 2)
        return features.matmul(taste(batch)).squeezed(2)
    }

    private static let scale = 4.0

    /// The taste after the steps, `[examples, features, 1]`; the gradient of a softmax is written out, so that it can be trained through.
    func taste(_ batch: ViewBatch) -> Tensor {
        let features = start.size(0)
        var taste = start.unsqueezed(0).expanded(to: [batch.examples, features, 1])
        let ages = batch.eventSignals.selecting(0, 2) * fading[0].softplus()
        let places = batch.eventSignals.selecting(2, 2) * fading[1].softplus()
        let weights = (-(ages + places) * 4).exp() * batch.mask
        let share = (weights / (weights.sum(1, keeping: true) + 1e-6)).unsqueezed(2)  // [examples, events, 1]
        let own = Tensor.concatenated([batch.eventPlaces * Self.scale, batch.ownSignals], 2)
        let others = Tensor.concatenated([batch.otherPlaces * Self.scale, batch.otherSignals], 2)
        let rate = rates.exp().unsqueezed(0).unsqueezed(2)
        for _ in 0..<steps {
            let mine = own.matmul(taste)  // [examples, events, 1]
            let theirs = others.matmul(taste).transposed()  // [examples, 1, others]
            let logits = Tensor.concatenated(
                [mine, theirs.expanded(to: [batch.examples, batch.events, theirs.size(2)])], 2)
            let probability = logits.softmax(2) * share
            let wanted = (own * share).sum(1)
            let expected =
                (own * probability.slice(0..<1, 2)).sum(1)
                + (others * probability.slice(1..<1 + theirs.size(2), 2).sum(1).unsqueezed(2)).sum(1)
            taste = taste + (wanted - expected).unsqueezed(2) * rate
        }
        return taste
    }

    /// Shows everything.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("start", &start)
        parameters("rates", &rates)
        parameters("fading", &fading)
    }
}

extension LearnerKind {
    /// The ranker by MAML.
    public static let mamlRanker = LearnerKind(
        name: "maml-ranker",
        abstract: "for shoppers: a taste that adapts by gradient steps on their own events (Finn et al., 2017)",
        settings: [dimensions], recipe: RankingRecipe.ofSpaces.configuration(examples: 0, rate: 1e-2, seed: 0)
    ) { _, settings, generator in MAMLRanker(dimensions: settings.integer("dimensions"), using: &generator) }
}
