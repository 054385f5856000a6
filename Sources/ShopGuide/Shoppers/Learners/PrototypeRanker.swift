public import FewShotLearning
public import FewShotNetworks
public import FewShotTensors

/// Prototypes of shoppers (Snell et al., 2017): the mean of what somebody had, the newer the heavier, and the squared distance from it, beside
/// how wanted a candidate is.
public struct PrototypeRanker: ShopperRanker {
    /// It looks at an item space.
    public var dimensions: Int? { metric.size(0) }

    /// The logarithm of each dimension's scale.
    var metric: Tensor
    /// The decay of an event's weight with its age and with the events after it.
    var fading: Tensor
    /// The weight of the distance with few events and with many.
    var trust: Tensor
    /// The weights of the candidate's own signals.
    var popularity: Linear

    /// Creates a ranker that knows nothing yet.
    public init(dimensions: Int, using generator: inout some RandomNumberGenerator) {
        metric = .zeros([dimensions], on: .cpu)
        fading = Tensor([Float(0.1), 0.1], on: .cpu)
        trust = Tensor([Float(1), 0.5], on: .cpu)
        popularity = Linear(ShopperView.candidateSignals, 1, using: &generator)
    }

    /// Scores candidates by their distance from the mean.
    public func scores(_ batch: ViewBatch) -> Tensor {
        let scale = metric.exp()
        let ages = batch.eventSignals.selecting(0, 2) * fading[0].softplus()
        let places = batch.eventSignals.selecting(2, 2) * fading[1].softplus()
        let weights = (-(ages + places) * 4).exp() * batch.mask  // [examples, events]
        let total = weights.sum(1, keeping: true)
        let mean = (batch.eventPlaces * scale * weights.unsqueezed(2)).sum(1) / (total + 1e-6)
        let difference = batch.candidatePlaces * scale - mean.unsqueezed(1)
        let distances = difference.squared().sum(2)
        let confidence = trust[0].softplus() * 4 + trust[1].softplus() * total.log1p() * 4
        var context = ForwardContext(normalization: .running)
        let isKnown = batch.mask.max(1, keeping: true)
        return popularity(batch.candidateSignals, in: &context).squeezed(2) - distances * confidence * isKnown
    }

    /// Shows everything.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("metric", &metric)
        parameters("fading", &fading)
        parameters("trust", &trust)
        parameters("popularity", &popularity)
    }
}

extension LearnerKind {
    /// The ranker by prototypes.
    public static let prototypeRanker = LearnerKind(
        name: "prototype-ranker",
        abstract: "for shoppers: the distance from the mean of what they had (Snell et al., 2017)",
        settings: [dimensions], recipe: RankingRecipe.ofSpaces.configuration(examples: 0, rate: 1e-2, seed: 0)
    ) { _, settings, generator in PrototypeRanker(dimensions: settings.integer("dimensions"), using: &generator) }
}
