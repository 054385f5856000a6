/// The parts of scores that the events of a history account for, for any learner: found by scoring again without them.
public struct Attribution: Sendable {
    /// The scores, by candidate.
    public let scores: [Float]
    /// The scores without any event, by candidate.
    public let base: [Float]
    /// The score less the score without an event: by event, then by candidate. Exact: each is scored by the learner.
    public let effects: [[Double]]
    /// Parts of the score that add up, with the base, to the score: by event, then by candidate.
    ///
    /// An event's part is what it adds when events come one after the other, averaged over their order and the reverse order: for a
    /// score that is a sum over events this is each one's own part, and interactions of two events are shared between them. The
    /// sum telescopes to the score whatever the learner is.
    public let contributions: [[Double]]

    /// Scores candidates with each event left out, and with more and more of them.
    ///
    /// - Parameters:
    ///   - learner: The learner, which scores 3n times for n events.
    ///   - history: The events.
    ///   - candidates: The slots of products.
    public init(of learner: some ShopperLearner, _ history: ShopperHistory, candidates: [Int]) {
        func ask(_ events: some Sequence<ShopperHistory.Event>) -> [Float] {
            var asked = history
            asked.events = Array(events)
            return learner.adapted(to: asked).scores(of: candidates)
        }
        let (events, count) = (history.events, history.events.count)
        scores = ask(events)
        base = count == 0 ? scores : ask([])
        func differences(_ more: [Float], _ less: [Float]) -> [Double] {
            zip(more, less).map { Double($0) - Double($1) }
        }
        let (scores, base) = (scores, base)
        effects = events.indices.map { differences(scores, count == 1 ? base : ask(history.without($0).events)) }
        // What the first n events make of it, and what the last n do.
        let heads = (0...count).map { $0 == 0 ? base : $0 == count ? scores : ask(events[..<$0]) }
        let tails = (0...count).map { $0 == 0 ? base : $0 == count ? scores : ask(events[(count - $0)...]) }
        contributions = events.indices.map { event in
            let forward = differences(heads[event + 1], heads[event])
            let backward = differences(tails[count - event], tails[count - event - 1])
            return zip(forward, backward).map { ($0 + $1) / 2 }
        }
    }
}
