extension RecommendationIndex {
    /// Says why a product is recommended or isn't, and why not another one.
    ///
    /// - Parameters:
    ///   - id: The product.
    ///   - request: To whom it might be recommended, and from what.
    ///   - other: Another product to compare it with.
    ///   - variants: Where the product would lie without each of its words and attributes.
    ///   - now: When.
    /// - Returns: The explanation.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func explain(
        _ id: String, for request: RecommendationRequest, not other: String? = nil,
        variants: [(trait: RecommendationReason.Trait, point: [Float])] = [], now: Timestamp
    ) throws -> RecommendationExplanation {
        func found(_ id: String) throws -> Int {
            guard let position = self.position(of: id) else {
                throw GuideError(.missing, "there is no product \"\(id)\"")
            }
            return position
        }
        let (position, otherPosition) = (try found(id), try other.map(found))
        guard position != otherPosition else {
            throw GuideError(.badRequest, "\(id) and what it is compared with are the same product")
        }
        let question = try Question(request, now: request.now ?? now, in: self)
        let ranked = question.candidates(in: self)
        let asked = [position] + (otherPosition.map { [$0] } ?? [])
        let all = ranked + asked.filter { !ranked.contains($0) }
        let learner = question.learner(in: self, all)
        let scores = learner.adapted(to: question.history).scores(of: all)
        let score = all.firstIndex(of: position).map { scores[$0] } ?? 0
        let barrier = question.filter.barrier(of: position, in: self)
        let rank =
            barrier == nil
            ? 1 + zip(all, scores).count { $1 > score && question.filter.barrier(of: $0, in: self) == nil } : nil
        let reasons = question.reasons(for: asked, learner, in: self, traits: .max)
        let parts = variants.map { variant in
            let other = question.learner(
                in: self, [position], variant: ContentShopper.Variant(position: position, point: variant.point))
            let without = other.adapted(to: question.history).scores(of: [position])[0]
            return RecommendationExplanation.Part(trait: variant.trait, effect: Double(score) - Double(without))
        }
        let top = try recommend(request, now: now)
        return RecommendationExplanation(
            isRecommended: top.items.contains { $0.product.id == id }, rank: rank,
            allowed: question.filter.positions(in: self).count,
            barrier: barrier, reason: reasons[0], parts: parts.sorted { $0.effect > $1.effect },
            comparison: otherPosition.map {
                Self.comparison(reasons[0], reasons[1], question.filter.barrier(of: $0, in: self))
            }, notes: question.notes)
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
