extension RecommendationIndex {
    /// Recommends products: finds a few hundred candidates, and ranks them with a learner.
    ///
    /// - Parameters:
    ///   - request: The shopper, the conditions and the number of products.
    ///   - now: The moment at which events' ages are counted, unless the request has its own.
    /// - Returns: The products, the best first; fewer than were asked for where the conditions leave fewer.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func recommend(_ request: RecommendationRequest, now: Timestamp) throws -> Recommendations {
        try recommend(request, exactly: false, now: now)
    }

    /// Recommends products; where `isExact`, all of them are compared, however many there are.
    package func recommend(
        _ request: RecommendationRequest, exactly isExact: Bool, now: Timestamp
    ) throws -> Recommendations {
        let resolved = try ResolvedRequest(request, now: request.now ?? now, in: self)
        let count = request.diversity > 0 ? 5 * request.limit : request.limit
        let found = try resolved.candidates(in: self, exactly: isExact)
        let candidates = isExact ? found : resolved.shortlist(found, for: count, in: self)
        let learner = resolved.learner(in: self, candidates)
        let scores = learner.adapted(to: resolved.history).scores(of: candidates)
        var best = TopK(count)
        for (candidate, score) in zip(candidates, scores) { best.offer(candidate, score) }
        let chosen = diverse(best.entries(), limit: request.limit, request.diversity)
        let reasons = request.explain ? resolved.reasons(for: chosen.map(\.slot), learner, in: self) : []
        var items: [Recommendations.Item] = []
        for (place, entry) in chosen.enumerated() {
            guard let product = products[entry.slot] else { continue }
            items.append(
                Recommendations.Item(
                    product: product, score: Double(entry.score), reason: reasons.isEmpty ? nil : reasons[place]))
        }
        return Recommendations(
            items: items, learner: resolved.learnerName, market: resolved.market,
            events: resolved.history.events.count, notes: resolved.notes)
    }

    /// Chooses one after the other those that score high and are dissimilar to what was chosen (Carbonell and Goldstein, 1998).
    private func diverse(
        _ entries: [(slot: Int, score: Float)], limit: Int, _ diversity: Double
    ) -> [(slot: Int, score: Float)] {
        guard diversity > 0, let top = entries.first?.score, let last = entries.last?.score else {
            return Array(entries.prefix(limit))
        }
        let (range, share) = (max(top - last, 1e-6), Float(diversity))
        var rest = entries.map { (entry: $0, relevance: ($0.score - last) / range, similarity: Float(0)) }
        var chosen: [(slot: Int, score: Float)] = []
        while chosen.count < limit, !rest.isEmpty {
            var (best, value) = (0, -Float.infinity)
            for (place, candidate) in rest.enumerated() {
                let own = (1 - share) * candidate.relevance - share * candidate.similarity
                if own > value { (best, value) = (place, own) }
            }
            let next = rest.remove(at: best).entry
            chosen.append(next)
            for place in rest.indices {
                rest[place].similarity = max(
                    rest[place].similarity, embeddings.cosine(next.slot, rest[place].entry.slot))
            }
        }
        return chosen
    }

    /// Returns products that are similar to one, for its page: by embeddings and by co-occurrence.
    ///
    /// - Parameters:
    ///   - id: The product.
    ///   - request: The conditions and the number of products; its shopper and what they saw don't matter.
    ///   - now: The moment of the request, unless it has its own.
    /// - Returns: The products, the most similar first, each with its similarity as score.
    /// - Throws: ``GuideError`` where there is no such product, or for a request that contradicts itself.
    public func similar(
        to id: String, _ request: RecommendationRequest, now: Timestamp
    ) throws -> [Recommendations.Item] {
        guard let slot = products.slot(of: id) else { throw GuideError(.missing, "there is no product \"\(id)\"") }
        var anonymous = request
        anonymous.shopper = nil
        anonymous.seen = [RecommendationRequest.Seen(id)]
        anonymous.includesSeen = false
        let resolved = try ResolvedRequest(anonymous, now: request.now ?? now, in: self)
        let candidates = try resolved.candidates(in: self)
        let together = interactions.coOccurrences(of: slot, with: candidates, SlotMap(candidates))
        var best = TopK(request.limit)
        for (candidate, together) in zip(candidates, together) {
            let score = max(0, embeddings.cosine(slot, candidate)) + together
            // Products with nothing to see come after those that are merely different.
            best.offer(candidate, score == 0 && embeddings.isEmpty(candidate) ? -.leastNormalMagnitude : score)
        }
        return best.entries().compactMap { entry in
            products[entry.slot].map { Recommendations.Item(product: $0, score: Double(max(0, entry.score))) }
        }
    }

    /// Scores products for a shopper, whether they may be recommended or not.
    ///
    /// - Parameters:
    ///   - ids: The products.
    ///   - request: The shopper.
    ///   - now: The moment at which events' ages are counted.
    /// - Returns: As many scores; more is better.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func scores(of ids: [String], for request: RecommendationRequest, now: Timestamp) throws -> [Float] {
        let resolved = try ResolvedRequest(request, now: now, in: self)
        let candidates = try ids.map { id in
            guard let slot = products.slot(of: id) else { throw GuideError(.missing, "there is no product \"\(id)\"") }
            return slot
        }
        return resolved.learner(in: self, candidates).adapted(to: resolved.history).scores(of: candidates)
    }

    /// The learners that a request can name, the default first.
    public static var learners: [String] { ResolvedRequest.learners }
}
