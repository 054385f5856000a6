public import FewShotNetworks
public import FewShotTensors

/// Prototypes of shoppers (Snell et al., 2017): the mean of what somebody had, the newer the heavier, and the squared distance from it, beside
/// how wanted a candidate is.
public struct PrototypeRanker: ShopperRanker {
    /// It looks at places.
    public static let seesPairs = false

    /// The logarithm of each dimension's scale.
    var metric: Tensor
    /// What age, and events after, take from an event's weight.
    var fading: Tensor
    /// How much the distance counts with few events and with many.
    var trust: Tensor
    /// What the candidate's own signals count for.
    var popularity: Linear

    /// Creates a ranker that knows nothing yet.
    public init(dimensions: Int, using generator: inout some RandomNumberGenerator) {
        metric = .zeros([dimensions])
        fading = Tensor([Float(0.1), 0.1])
        trust = Tensor([Float(1), 0.5])
        popularity = Linear(ShopperView.candidateSignals, 1, using: &generator)
    }

    /// Scores candidates by their distance from the mean.
    public func scores(_ batch: ViewBatch) -> Tensor {
        let scale = metric.exp()
        let ages = batch.eventSignals.selecting(0, 2) * fading[0].softplus()
        let places = batch.eventSignals.selecting(2, 2) * fading[1].softplus()
        let weights = (-(ages + places) * 4).exp() * batch.mask  // [questions, events]
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
