/// How sure recommendations for somebody are: how much of them would stay if any one thing that the shopper did hadn't been (Quenouille's
/// jackknife, 1956).
public struct Certainty: Sendable, Hashable, Codable {
    /// The share of the first products that stay, on average over the events; 0 where there are none.
    public var certainty: Double
    /// How many products those are, on average.
    public var stays: Double
    /// Of how many.
    public var of: Int
    /// How many events there are.
    public var events: Int

    /// Creates a measure.
    public init(certainty: Double, stays: Double, of count: Int, events: Int) {
        self.certainty = certainty
        self.stays = stays
        self.of = count
        self.events = events
    }
}

extension RecommendationIndex {
    /// Events that are left out in turn; of more, the newest.
    private static let mostLeftOut = 32

    /// Measures how sure the recommendations are that a request asks for.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func certainty(of request: RecommendationRequest, now: Timestamp) throws -> Certainty {
        let question = try Question(request, now: request.now ?? now, in: self)
        let candidates = question.candidates(in: self)
        let learner = question.learner(in: self, candidates)
        func first(_ history: ShopperHistory) -> Set<Int> {
            var best = Best(request.limit)
            for (candidate, score) in zip(candidates, learner.adapted(to: history).scores(of: candidates)) {
                best.offer(candidate, score)
            }
            return Set(best.positions())
        }
        let (history, whole) = (question.history, first(question.history))
        let left = history.events.indices.suffix(Self.mostLeftOut)
        guard !left.isEmpty, !whole.isEmpty else {
            return Certainty(certainty: 0, stays: 0, of: whole.count, events: history.events.count)
        }
        let stays = left.map { Double(first(history.without($0)).intersection(whole).count) }.reduce(0, +)
        let mean = stays / Double(left.count)
        return Certainty(
            certainty: mean / Double(whole.count), stays: mean, of: whole.count, events: history.events.count)
    }
}
