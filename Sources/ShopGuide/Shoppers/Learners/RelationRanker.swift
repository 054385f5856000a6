import FewShotNetworks
import FewShotTensors

/// A relation network of shoppers: what every event says of a candidate is learned, and what they say together.
///
/// Sung et al. (2018) score a query against each support example by a learned g and average; here g sees signals of the pair in place of
/// embeddings, so that it serves products and markets that it never saw, and the largest answer counts beside the mean.
public struct RelationRanker: Module {
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
    /// The weight of an event beside the one after it, in sums.
    static let fading = 0.8

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

    /// Scores the candidates of each question.
    ///
    /// - Returns: Shape `[questions, candidates]`.
    func callAsFunction(_ batch: ViewBatch) -> Tensor {
        let (questions, candidates, events) = (batch.questions, batch.candidates, batch.events)
        let shown = batch.eventSignals.unsqueezed(1).expanded(to: [
            questions, candidates, events, ShopperView.eventSignals,
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
        let shopper = batch.shopper.unsqueezed(1).expanded(to: [questions, candidates, ShopperView.shopperSignals])
        let inputs = Tensor.concatenated(
            [relations.max(2), (relations * fading).sum(2) * (1.0 / 3), signals, shopper], 2)
        let hidden = middle(head(inputs, in: &context).relu(), in: &context).relu()
        return (last(hidden, in: &context) + shortcut(signals, in: &context)).squeezed(2)
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

/// Questions side by side, with as many candidates each; histories are padded to the longest.
struct ViewBatch {
    let questions: Int
    let candidates: Int
    let events: Int
    /// Shape `[questions, candidates, events, pairSignals]`.
    private(set) var pairs: Tensor
    /// Shape `[questions, events, eventSignals]`.
    private(set) var eventSignals: Tensor
    /// 1 where there is an event, `[questions, events]`.
    private(set) var mask: Tensor
    /// As the mask, less for what is older.
    private(set) var fading: Tensor
    /// Shape `[questions, candidates, candidateSignals]`.
    private(set) var candidateSignals: Tensor
    /// Shape `[questions, shopperSignals]`.
    private(set) var shopper: Tensor

    /// Lays out views with their candidates.
    ///
    /// - Precondition: all have the same number of candidates.
    init(_ views: [ShopperView], _ lists: [[Int]]) {
        let (questions, candidates) = (views.count, lists.first?.count ?? 0)
        let events = max(1, views.map(\.eventCount).max() ?? 0)
        let (width, eventWidth) = (ShopperView.pairSignals, ShopperView.eventSignals)
        var pairs = [Float](repeating: 0, count: questions * candidates * events * width)
        var eventSignals = [Float](repeating: 0, count: questions * events * eventWidth)
        var mask = [Float](repeating: 0, count: questions * events)
        var fading = mask
        var candidateSignals: [Float] = []
        candidateSignals.reserveCapacity(questions * candidates * ShopperView.candidateSignals)
        for (question, view) in views.enumerated() {
            let own = view.pairs(lists[question])
            let length = view.eventCount * width
            for candidate in 0..<candidates {
                let start = (question * candidates + candidate) * events * width
                for index in 0..<length { pairs[start + index] = own[candidate * length + index] }
            }
            eventSignals.replaceSubrange(
                question * events * eventWidth..<question * events * eventWidth + view.events.count, with: view.events)
            var weight: Float = 1
            for event in 0..<view.eventCount {
                mask[question * events + event] = 1
                fading[question * events + event] = weight
                weight *= Float(RelationRanker.fading)
            }
            candidateSignals += view.candidates(lists[question])
        }
        self.questions = questions
        self.candidates = candidates
        self.events = events
        self.pairs = Tensor(pairs, shape: [questions, candidates, events, width])
        self.eventSignals = Tensor(eventSignals, shape: [questions, events, eventWidth])
        self.mask = Tensor(mask, shape: [questions, events])
        self.fading = Tensor(fading, shape: [questions, events])
        self.candidateSignals = Tensor(
            candidateSignals, shape: [questions, candidates, ShopperView.candidateSignals])
        shopper = Tensor(views.flatMap(\.shopper), shape: [questions, ShopperView.shopperSignals])
    }

    /// The same in another precision.
    func to(_ type: ElementType) -> ViewBatch {
        var copy = self
        copy.pairs = pairs.to(type)
        copy.eventSignals = eventSignals.to(type)
        copy.mask = mask.to(type)
        copy.fading = fading.to(type)
        copy.candidateSignals = candidateSignals.to(type)
        copy.shopper = shopper.to(type)
        return copy
    }
}
