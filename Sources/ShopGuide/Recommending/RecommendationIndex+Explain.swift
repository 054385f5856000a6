extension RecommendationIndex {
    /// Explains why a product is recommended or isn't, and why not another one.
    ///
    /// - Parameters:
    ///   - id: The product.
    ///   - request: The shopper and the conditions.
    ///   - other: Another product to compare it with.
    ///   - variants: The product's embeddings without each of its words and attributes.
    ///   - now: The moment of the request, unless it has its own.
    /// - Returns: The explanation.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func explain(
        _ id: String, for request: RecommendationRequest, not other: String? = nil,
        variants: [(trait: RecommendationReason.Trait, embedding: [Float])] = [], now: Timestamp
    ) throws -> RecommendationExplanation {
        func found(_ id: String) throws -> Int {
            guard let slot = products.slot(of: id) else {
                throw GuideError(.missing, "there is no product \"\(id)\"")
            }
            return slot
        }
        let (slot, otherSlot) = (try found(id), try other.map(found))
        guard slot != otherSlot else {
            throw GuideError(.badRequest, "\(id) and what it is compared with are the same product")
        }
        let resolved = try ResolvedRequest(request, now: request.now ?? now, in: self)
        let ranked = try resolved.candidates(in: self)
        let asked = [slot] + (otherSlot.map { [$0] } ?? [])
        let all = ranked + asked.filter { !ranked.contains($0) }
        let learner = resolved.learner(in: self, all)
        let scores = learner.adapted(to: resolved.history).scores(of: all)
        let score = all.firstIndex(of: slot).map { scores[$0] } ?? 0
        let allowed = all.indices.filter { resolved.filter.barrier(of: all[$0], in: products) == nil }
        let ordered = best(allowed.count, of: allowed.map { all[$0] }, allowed.map { scores[$0] }, resolved)
        let leaders = Set(ordered.map(\.slot))
        // Of a family, the best is recommended alone.
        func obstacle(to slot: Int) -> RecommendationBarrier? {
            resolved.filter.barrier(of: slot, in: products) ?? (leaders.contains(slot) ? nil : .variant)
        }
        let barrier = obstacle(to: slot)
        let rank = barrier == nil ? 1 + ordered.count { $0.score > score } : nil
        let reasons = resolved.reasons(for: asked, learner, in: self, traits: .max).compactMap(\.self)
        guard reasons.count == asked.count else { throw GuideError(.missing, "a product's row can't be read") }
        let parts = variants.map { variant in
            let other = resolved.learner(
                in: self, [slot], variant: ContentRecommender.Variant(slot: slot, embedding: variant.embedding))
            let without = other.adapted(to: resolved.history).scores(of: [slot])[0]
            return RecommendationExplanation.Part(trait: variant.trait, effect: Double(score) - Double(without))
        }
        let top = try recommend(request, now: now)
        return RecommendationExplanation(
            isRecommended: top.items.contains { $0.product.id == id }, rank: rank,
            allowed: resolved.filter.slots(in: products).count,
            barrier: barrier, reason: reasons[0], parts: parts.sorted { $0.effect > $1.effect },
            comparison: otherSlot.map {
                Self.comparison(reasons[0], reasons[1], obstacle(to: $0))
            }, notes: resolved.notes)
    }

    private static func comparison(
        _ reason: RecommendationReason, _ other: RecommendationReason, _ barrier: RecommendationBarrier?
    ) -> RecommendationExplanation.Comparison {
        typealias Difference = RecommendationExplanation.Comparison.Difference
        var differences = [
            Difference(event: nil, title: nil, kind: nil, difference: reason.base - other.base)
        ]
        // Both have the same events, each in its own order.
        var rest = other.events
        for event in reason.events {
            guard
                let place = rest.firstIndex(where: {
                    $0.product == event.product && $0.kind == event.kind && $0.time == event.time
                })
            else { continue }
            let twin = rest.remove(at: place)
            differences.append(
                Difference(
                    event: event.product, title: event.title, kind: event.kind,
                    difference: event.contribution - twin.contribution))
        }
        return RecommendationExplanation.Comparison(
            product: other.product, title: other.title, score: other.score, barrier: barrier,
            differences: differences.sorted { $0.difference > $1.difference })
    }
}
