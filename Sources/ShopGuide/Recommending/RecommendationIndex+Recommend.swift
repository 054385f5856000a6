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

    /// Recommends products; where `isExact`, all of them are compared, however many there are: the truth that a search is measured against.
    public func recommend(
        _ request: RecommendationRequest, exactly isExact: Bool, now: Timestamp
    ) throws -> Recommendations {
        let resolved = try ResolvedRequest(request, now: request.now ?? now, in: self)
        let count = request.diversity > 0 ? 5 * request.limit : request.limit
        let found = try resolved.candidates(in: self, exactly: isExact)
        let (candidates, together) = isExact ? (found, nil) : resolved.shortlist(found, for: count, in: self)
        let learner = resolved.learner(in: self, candidates, together)
        let scores = learner.adapted(to: resolved.history).scores(of: candidates)
        let best = best(count, of: candidates, scores, resolved)
        let chosen = diverse(best, limit: request.limit, request.diversity)
        let reasons = request.explain ? resolved.reasons(for: chosen.map(\.slot), learner, in: self) : []
        var items: [Recommendations.Item] = []
        for (place, entry) in chosen.enumerated() {
            guard let product = products[entry.slot] else { continue }
            items.append(
                Recommendations.Item(
                    product: product, score: Double(entry.score), reason: reasons.isEmpty ? nil : reasons[place],
                    variants: variants(of: entry.slot, resolved)))
        }
        return Recommendations(
            items: items, learner: resolved.learnerName, market: resolved.market,
            events: resolved.history.events.count, notes: resolved.notes)
    }

    /// Returns the candidates with the best scores: of each family one, unless all variants are asked for.
    func best(
        _ count: Int, of candidates: [Int], _ scores: [Float], _ request: ResolvedRequest
    ) -> [(slot: Int, score: Float)] {
        guard request.includesVariants else { return products.families.best(count, of: candidates, scores) }
        var best = TopK(count)
        for (candidate, score) in zip(candidates, scores) { best.offer(candidate, score) }
        return best.entries()
    }

    /// Returns the number of a product's variants that meet the conditions; nil where there are none, or all are shown.
    func variants(of slot: Int, _ request: ResolvedRequest) -> Int? {
        guard !request.includesVariants else { return nil }
        let count = products.families.variants(of: slot).count { request.filter.barrier(of: $0, in: products) == nil }
        return count > 0 ? count : nil
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
        let scores = zip(candidates, together).map { candidate, together in
            let score = max(0, embeddings.cosine(slot, candidate)) + together
            // Products with nothing to see come after those that are merely different.
            return score == 0 && embeddings.isEmpty(candidate) ? -.leastNormalMagnitude : score
        }
        return best(request.limit, of: candidates, scores, resolved).compactMap { entry in
            products[entry.slot].map {
                Recommendations.Item(
                    product: $0, score: Double(max(0, entry.score)), variants: variants(of: entry.slot, resolved))
            }
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
