import FewShotTensors

/// Examples side by side, with as many candidates each; histories are padded to the longest.
public struct ViewBatch {
    /// The number of examples.
    public let examples: Int
    /// Candidates of each.
    public let candidates: Int
    /// Events of the longest history, at least 1.
    public let events: Int
    /// Signals of pairs, `[examples, candidates, events, signals]`.
    var pairs = Tensor(0, on: .cpu)
    /// Signals of events, `[examples, events, signals]`.
    var eventSignals: Tensor
    /// 1 where there is an event, `[examples, events]`.
    var mask: Tensor
    /// As the mask, less for what is older.
    var fading: Tensor
    /// Signals of candidates, `[examples, candidates, signals]`.
    var candidateSignals: Tensor
    /// Signals of the shoppers, `[examples, signals]`.
    var shopper: Tensor
    /// Places of candidates, `[examples, candidates, dimensions]`.
    var candidatePlaces = Tensor(0, on: .cpu)
    /// Places of events' products, `[examples, events, dimensions]`.
    var eventPlaces = Tensor(0, on: .cpu)
    /// Signals of events' products as candidates, `[examples, events, signals]`.
    var ownSignals = Tensor(0, on: .cpu)
    /// Vectors of products to tell a shopper's own from, `[examples, others, dimensions]`.
    var otherPlaces = Tensor(0, on: .cpu)
    /// Their signals, `[examples, others, signals]`.
    var otherSignals = Tensor(0, on: .cpu)

    /// Products that a shopper's own events are told from.
    static let others = 16

    /// Lays out views with their candidates.
    ///
    /// - Precondition: all have the same number of candidates.
    init(_ views: [ShopperView], _ lists: [[Int]], space: ItemSpace? = nil) {
        (examples, candidates) = (views.count, lists.first?.count ?? 0)
        events = max(1, views.map(\.eventCount).max() ?? 0)
        let eventWidth = ShopperView.eventSignals
        var signals = [Float](repeating: 0, count: examples * events * eventWidth)
        var mask = [Float](repeating: 0, count: examples * events)
        var fading = mask
        var candidateSignals: [Float] = []
        candidateSignals.reserveCapacity(examples * candidates * ShopperView.candidateSignals)
        for (example, view) in views.enumerated() {
            let start = example * events
            signals.replaceSubrange(start * eventWidth..<start * eventWidth + view.events.count, with: view.events)
            for event in 0..<view.eventCount {
                mask[start + event] = 1
                fading[start + event] = view.fading[event]
            }
            candidateSignals += view.candidates(lists[example])
        }
        eventSignals = Tensor(signals, shape: [examples, events, eventWidth], on: .cpu)
        self.mask = Tensor(mask, shape: [examples, events], on: .cpu)
        self.fading = Tensor(fading, shape: [examples, events], on: .cpu)
        self.candidateSignals = Tensor(
            candidateSignals, shape: [examples, candidates, ShopperView.candidateSignals], on: .cpu)
        shopper = Tensor(views.flatMap(\.shopper), shape: [examples, ShopperView.shopperSignals], on: .cpu)
        if let space { fill(views, lists, space) } else { fillPairs(views, lists) }
    }

    private mutating func fillPairs(_ views: [ShopperView], _ lists: [[Int]]) {
        let width = ShopperView.pairSignals
        var pairs = [Float](repeating: 0, count: examples * candidates * events * width)
        for (example, view) in views.enumerated() {
            let own = view.pairs(lists[example])
            let length = view.eventCount * width
            for candidate in 0..<candidates {
                let start = (example * candidates + candidate) * events * width
                for index in 0..<length { pairs[start + index] = own[candidate * length + index] }
            }
        }
        self.pairs = Tensor(pairs, shape: [examples, candidates, events, width], on: .cpu)
    }

    private mutating func fill(_ views: [ShopperView], _ lists: [[Int]], _ space: ItemSpace) {
        let (dimensions, width) = (space.dimensions, ShopperView.candidateSignals)
        var places = [Float](repeating: 0, count: examples * events * dimensions)
        var signals = [Float](repeating: 0, count: examples * events * width)
        var others: [Float] = []
        var otherSignals: [Float] = []
        for (example, view) in views.enumerated() {
            let products = view.products
            for (event, product) in products.enumerated() {
                let start = (example * events + event) * dimensions
                places.replaceSubrange(start..<start + dimensions, with: space.place(product))
            }
            let start = example * events * width
            signals.replaceSubrange(start..<start + products.count * width, with: view.candidates(products))
            let strangers = view.strangers(Self.others)
            for stranger in strangers { others += space.place(stranger) }
            otherSignals += view.candidates(strangers)
        }
        var candidatePlaces: [Float] = []
        candidatePlaces.reserveCapacity(examples * candidates * dimensions)
        for list in lists { for product in list { candidatePlaces += space.place(product) } }
        self.candidatePlaces = Tensor(candidatePlaces, shape: [examples, candidates, dimensions], on: .cpu)
        eventPlaces = Tensor(places, shape: [examples, events, dimensions], on: .cpu)
        ownSignals = Tensor(signals, shape: [examples, events, width], on: .cpu)
        otherPlaces = Tensor(others, shape: [examples, Self.others, dimensions], on: .cpu)
        self.otherSignals = Tensor(otherSignals, shape: [examples, Self.others, width], on: .cpu)
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
