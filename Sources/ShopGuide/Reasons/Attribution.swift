/// How much of a score each event of a history is behind, for any learner: found by asking it again without them.
public struct Attribution: Sendable {
    /// The scores, by candidate.
    public let scores: [Float]
    /// The scores without any event, by candidate.
    public let base: [Float]
    /// The score less the score without an event: by event, then by candidate. Exact: each is a learner's answer.
    public let effects: [[Double]]
    /// Parts of the score that add up, with the base, to the score: by event, then by candidate.
    ///
    /// What an event adds when events come one after the other, in the order in which they did and in the reverse order, halved: for a
    /// score that is a sum over events this is each one's own part, and what two events have together is shared between them. The
    /// sum telescopes to the score whatever the learner is.
    public let contributions: [[Double]]

    /// Asks a learner about candidates with each event left out, and with more and more of them.
    ///
    /// - Parameters:
    ///   - learner: What is asked: 3n times for n events.
    ///   - history: The events.
    ///   - candidates: Positions of products.
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
