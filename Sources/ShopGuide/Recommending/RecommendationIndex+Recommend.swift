extension RecommendationIndex {
    /// Recommends products: finds a few hundred candidates, and ranks them with a learner.
    ///
    /// - Parameters:
    ///   - request: To whom, and from what.
    ///   - now: When.
    /// - Returns: The products; fewer than were asked for where the filters leave fewer.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func recommend(_ request: RecommendationRequest, now: Timestamp) throws -> Recommendations {
        try recommend(request, exactly: false, now: now)
    }

    /// Recommends products, and looks at all of them for it, however many there are, where that is asked for.
    package func recommend(
        _ request: RecommendationRequest, exactly isExact: Bool, now: Timestamp
    ) throws -> Recommendations {
        let question = try Question(request, now: request.now ?? now, in: self)
        let wanted = request.diversity > 0 ? 5 * request.limit : request.limit
        let found = question.candidates(in: self, exactly: isExact)
        let candidates = isExact ? found : question.shortlist(found, for: wanted, in: self)
        let learner = question.learner(in: self, candidates)
        let scores = learner.adapted(to: question.history).scores(of: candidates)
        var best = Best(wanted)
        for (candidate, score) in zip(candidates, scores) { best.offer(candidate, score) }
        let chosen = diverse(best.entries(), limit: request.limit, request.diversity)
        let reasons = request.explain ? question.reasons(for: chosen.map(\.position), learner, in: self) : []
        var items: [Recommendations.Item] = []
        for (place, entry) in chosen.enumerated() {
            guard let product = products[entry.position] else { continue }
            items.append(
                Recommendations.Item(
                    product: product, score: Double(entry.score), reason: reasons.isEmpty ? nil : reasons[place]))
        }
        return Recommendations(
            items: items, learner: question.learnerName, market: question.market,
            events: question.history.events.count, notes: question.notes)
    }

    /// Chooses one after the other what scores high and is unlike what was chosen (Carbonell and Goldstein, 1998).
    private func diverse(
        _ entries: [(position: Int, score: Float)], limit: Int, _ diversity: Double
    ) -> [(position: Int, score: Float)] {
        guard diversity > 0, let top = entries.first?.score, let last = entries.last?.score else {
            return Array(entries.prefix(limit))
        }
        let (range, share) = (max(top - last, 1e-6), Float(diversity))
        var rest = entries.map { (entry: $0, relevance: ($0.score - last) / range, likeness: Float(0)) }
        var chosen: [(position: Int, score: Float)] = []
        while chosen.count < limit, !rest.isEmpty {
            var (best, value) = (0, -Float.infinity)
            for (place, candidate) in rest.enumerated() {
                let own = (1 - share) * candidate.relevance - share * candidate.likeness
                if own > value { (best, value) = (place, own) }
            }
            let next = rest.remove(at: best).entry
            chosen.append(next)
            for place in rest.indices {
                rest[place].likeness = max(
                    rest[place].likeness, points.cosine(next.position, rest[place].entry.position))
            }
        }
        return chosen
    }

    /// Returns products that are like one, for its page: near it, or wanted by those who wanted it.
    ///
    /// - Parameters:
    ///   - id: The product.
    ///   - request: From what: its shopper and what they saw don't matter.
    ///   - now: When.
    /// - Returns: The products, the most alike first, each with how alike they are.
    /// - Throws: ``GuideError`` where there is no such product, or for a request that contradicts itself.
    public func similar(to id: String, _ request: RecommendationRequest, now: Timestamp) throws -> [Recommendations
        .Item]
    {
        guard let position = position(of: id) else { throw GuideError(.missing, "there is no product \"\(id)\"") }
        var anonymous = request
        anonymous.shopper = nil
        anonymous.seen = [RecommendationRequest.Seen(id)]
        anonymous.includesSeen = false
        let question = try Question(anonymous, now: request.now ?? now, in: self)
        let candidates = question.candidates(in: self)
        let company = companionship(of: position, with: candidates, without: nil)
        var best = Best(request.limit)
        for (candidate, company) in zip(candidates, company) {
            best.offer(candidate, max(0, points.cosine(position, candidate)) + company)
        }
        return best.entries().compactMap { entry in
            products[entry.position].map { Recommendations.Item(product: $0, score: Double(entry.score)) }
        }
    }
}
