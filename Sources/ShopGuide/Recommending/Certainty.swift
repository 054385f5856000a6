/// The certainty of recommendations for a shopper: how much of them would stay without any one of the shopper's events (Quenouille's
/// jackknife, 1956).
public struct Certainty: Sendable, Hashable, Codable {
    /// The share of the first products that stay, on average over the events; 0 where there are none.
    public var certainty: Double
    /// The number of products that stay, on average.
    public var stays: Double
    /// The number of products that were recommended.
    public var of: Int
    /// The number of the shopper's events.
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
    /// The most events that are left out in turn, the newest.
    private static let maximumLeftOut = 32

    /// Measures the certainty of the recommendations that a request asks for.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func certainty(of request: RecommendationRequest, now: Timestamp) throws -> Certainty {
        let resolved = try ResolvedRequest(request, now: request.now ?? now, in: self)
        let candidates = try resolved.candidates(in: self)
        let learner = resolved.learner(in: self, candidates)
        func first(_ history: ShopperHistory) -> Set<Int> {
            let scores = learner.adapted(to: history).scores(of: candidates)
            return Set(best(request.limit, of: candidates, scores, resolved).map(\.slot))
        }
        let (history, whole) = (resolved.history, first(resolved.history))
        let left = history.events.indices.suffix(Self.maximumLeftOut)
        guard !left.isEmpty, !whole.isEmpty else {
            return Certainty(certainty: 0, stays: 0, of: whole.count, events: history.events.count)
        }
        let stays = left.map { Double(first(history.without($0)).intersection(whole).count) }.reduce(0, +)
        let mean = stays / Double(left.count)
        return Certainty(
            certainty: mean / Double(whole.count), stays: mean, of: whole.count, events: history.events.count)
    }
}
