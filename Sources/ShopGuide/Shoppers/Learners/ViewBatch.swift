import FewShotTensors

/// Questions side by side, with as many candidates each; histories are padded to the longest.
public struct ViewBatch {
    /// How many questions there are.
    public let questions: Int
    /// Candidates of each.
    public let candidates: Int
    /// Events of the longest history, at least 1.
    public let events: Int
    /// Signals of pairs, `[questions, candidates, events, signals]`.
    var pairs = Tensor(0)
    /// Signals of events, `[questions, events, signals]`.
    var eventSignals: Tensor
    /// 1 where there is an event, `[questions, events]`.
    var mask: Tensor
    /// As the mask, less for what is older.
    var fading: Tensor
    /// Signals of candidates, `[questions, candidates, signals]`.
    var candidateSignals: Tensor
    /// Signals of the question, `[questions, signals]`.
    var shopper: Tensor
    /// Places of candidates, `[questions, candidates, dimensions]`.
    var candidatePlaces = Tensor(0)
    /// Places of events' products, `[questions, events, dimensions]`.
    var eventPlaces = Tensor(0)
    /// Signals of events' products as candidates, `[questions, events, signals]`.
    var ownSignals = Tensor(0)
    /// Places of products that nobody is asked about, `[questions, others, dimensions]`.
    var otherPlaces = Tensor(0)
    /// Their signals, `[questions, others, signals]`.
    var otherSignals = Tensor(0)

    /// Products that a shopper's own events are told from.
    static let others = 16

    /// Lays out views with their candidates.
    ///
    /// - Precondition: all have the same number of candidates.
    init(_ views: [ShopperView], _ lists: [[Int]], space: ItemSpace? = nil) {
        (questions, candidates) = (views.count, lists.first?.count ?? 0)
        events = max(1, views.map(\.eventCount).max() ?? 0)
        let eventWidth = ShopperView.eventSignals
        var signals = [Float](repeating: 0, count: questions * events * eventWidth)
        var mask = [Float](repeating: 0, count: questions * events)
        var fading = mask
        var candidateSignals: [Float] = []
        candidateSignals.reserveCapacity(questions * candidates * ShopperView.candidateSignals)
        for (question, view) in views.enumerated() {
            let start = question * events
            signals.replaceSubrange(start * eventWidth..<start * eventWidth + view.events.count, with: view.events)
            for event in 0..<view.eventCount {
                mask[start + event] = 1
                fading[start + event] = view.fading[event]
            }
            candidateSignals += view.candidates(lists[question])
        }
        eventSignals = Tensor(signals, shape: [questions, events, eventWidth])
        self.mask = Tensor(mask, shape: [questions, events])
        self.fading = Tensor(fading, shape: [questions, events])
        self.candidateSignals = Tensor(
            candidateSignals, shape: [questions, candidates, ShopperView.candidateSignals])
        shopper = Tensor(views.flatMap(\.shopper), shape: [questions, ShopperView.shopperSignals])
        if let space { fill(views, lists, space) } else { fillPairs(views, lists) }
    }

    private mutating func fillPairs(_ views: [ShopperView], _ lists: [[Int]]) {
        let width = ShopperView.pairSignals
        var pairs = [Float](repeating: 0, count: questions * candidates * events * width)
        for (question, view) in views.enumerated() {
            let own = view.pairs(lists[question])
            let length = view.eventCount * width
            for candidate in 0..<candidates {
                let start = (question * candidates + candidate) * events * width
                for index in 0..<length { pairs[start + index] = own[candidate * length + index] }
            }
        }
        self.pairs = Tensor(pairs, shape: [questions, candidates, events, width])
    }

    private mutating func fill(_ views: [ShopperView], _ lists: [[Int]], _ space: ItemSpace) {
        let (dimensions, width) = (space.dimensions, ShopperView.candidateSignals)
        var places = [Float](repeating: 0, count: questions * events * dimensions)
        var signals = [Float](repeating: 0, count: questions * events * width)
        var others: [Float] = []
        var otherSignals: [Float] = []
        for (question, view) in views.enumerated() {
            let products = view.products
            for (event, product) in products.enumerated() {
                let start = (question * events + event) * dimensions
                places.replaceSubrange(start..<start + dimensions, with: space.place(product))
            }
            let start = question * events * width
            signals.replaceSubrange(start..<start + products.count * width, with: view.candidates(products))
            let strangers = view.strangers(Self.others)
            for stranger in strangers { others += space.place(stranger) }
            otherSignals += view.candidates(strangers)
        }
        candidatePlaces = Tensor(
            lists.flatMap { $0.flatMap { space.place($0) } }, shape: [questions, candidates, dimensions])
        eventPlaces = Tensor(places, shape: [questions, events, dimensions])
        ownSignals = Tensor(signals, shape: [questions, events, width])
        otherPlaces = Tensor(others, shape: [questions, Self.others, dimensions])
        self.otherSignals = Tensor(otherSignals, shape: [questions, Self.others, width])
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
        copy.candidatePlaces = candidatePlaces.to(type)
        copy.eventPlaces = eventPlaces.to(type)
        copy.ownSignals = ownSignals.to(type)
        copy.otherPlaces = otherPlaces.to(type)
        copy.otherSignals = otherSignals.to(type)
        return copy
    }
}
