extension ResolvedRequest {
    /// The most candidates of each search.
    private static let candidatesEach = 150
    /// The number of newest products whose co-occurring ones are candidates.
    private static let coOccurrenceSources = 10
    /// The least number of candidates that are scored exactly.
    private static let shortlisted = 100
    /// The number of products up to which all are compared.
    private static let fewProducts = 4096

    /// Returns products that may fit: similar to what the shopper wanted, wanted by those who wanted the same, wanted by many.
    ///
    /// - Parameters:
    ///   - index: The index to search.
    ///   - isExact: Whether all products are compared.
    /// - Returns: Slots, in no order.
    /// - Throws: ``VectorIndexError`` for embeddings that the index can't compare.
    func candidates(in index: borrowing RecommendationIndex, exactly isExact: Bool = false) throws -> [Int] {
        var each = Self.candidatesEach
        let (families, count) = (index.products.families, index.count)
        while true {
            let found = try searched(index, exactly: isExact, each)
            // Variants take the places of others: more are looked for until each search has found enough families, or everything.
            let isEnough =
                includesVariants || each >= count
                || found.searches.allSatisfy { families.count(of: $0) >= min(limit, $0.count) }
            if isEnough { return found.all }
            each *= 4
        }
    }

    /// Returns the candidates of searches for so many products each, and what those searches found that matter most; none where all that
    /// the filter lets through are candidates.
    private func searched(
        _ index: borrowing RecommendationIndex, exactly isExact: Bool, _ each: Int
    ) throws -> (all: [Int], searches: [[Int]]) {
        let popular = queries.isEmpty ? 2 * each : each / 2
        if !isExact, index.count > Self.fewProducts {
            let products = index.products
            let nearest = try nearest(each, in: index, .neighborhood) { filter.barrier(of: $0, in: products) == nil }
            // A narrow filter may leave little in the neighbourhood; then all that it lets through is looked at.
            if nearest.allSatisfy({ $0.count == each }) {
                let leading = index.leading(in: marketNumber, popular, filter)
                if leading.isEnough, !queries.isEmpty || leading.slots.count == popular {
                    let slots = leading.slots
                    return (union(nearest, slots, each, in: index), nearest.isEmpty ? [slots] : nearest)
                }
            }
        }
        let allowed = filter.slots(in: index.products)
        guard allowed.count > 2 * each else { return (allowed, []) }
        var isAllowed = [Bool](repeating: false, count: index.products.facts.count)
        for slot in allowed { isAllowed[slot] = true }
        let nearest = try nearest(each, in: index, .everything) { isAllowed[$0] }
        let wanted = index.mostWanted(of: allowed, in: marketNumber, popular)
        return (union(nearest, wanted, each, in: index), nearest.isEmpty ? [wanted] : nearest)
    }

    /// Returns the candidates without those that can't come to the top by the learner's own measure on approximate similarities.
    ///
    /// - Parameters:
    ///   - candidates: Slots.
    ///   - count: The number of products that are to be chosen.
    ///   - index: The index that has them.
    /// - Returns: All candidates, where there are few or another learner than that of content is asked; and what was looked up of them.
    func shortlist(
        _ candidates: [Int], for count: Int, in index: borrowing RecommendationIndex
    ) -> (candidates: [Int], together: CoOccurrenceTable?) {
        let limit = max(Self.shortlisted, 4 * count)
        guard learnerName == Self.learners[0], index.count > Self.fewProducts, candidates.count > limit else {
            return (candidates, nil)
        }
        let together = CoOccurrenceTable(index.interactions, of: seen, with: candidates)
        let learner = ContentRecommender(
            index, events: seen, candidates: candidates, market: marketNumber, together, isApproximate: true)
        let scores = learner.adapted(to: history).scores(of: candidates)
        let families = index.products.families
        let hasVariants = !includesVariants && families.count(of: candidates) < candidates.count
        var best = TopK(hasVariants ? candidates.count : limit)
        for (candidate, score) in zip(candidates, scores) { best.offer(candidate, score) }
        let short = hasVariants ? families.prefix(of: best.slots(), families: limit, each: 4) : best.slots()
        return (short, together)
    }

    /// Returns the products that are most similar to each query.
    private func nearest(
        _ each: Int, in index: borrowing RecommendationIndex, _ scope: VectorSearchScope,
        where isMatch: (Int) -> Bool
    ) throws -> [[Int]] {
        var all: [[Int]] = []
        for query in queries {
            let found = try index.vectors.search(query, limit: each, in: scope, where: isMatch).map(\.slot)
            all.append(found)
            // The other queries don't matter then.
            if found.count < each, scope == .neighborhood { break }
        }
        return all
    }

    /// Returns the products found by each search, and those that co-occur with what was seen, each once.
    private func union(
        _ nearest: [[Int]], _ popular: [Int], _ each: Int, in index: borrowing RecommendationIndex
    ) -> [Int] {
        var found: [Int] = []
        var known = SlotMap(
            capacity: (nearest.count + 1) * each + popular.count + Self.coOccurrenceSources * each / 5)
        func add(_ slots: [Int]) {
            for slot in slots where known.insert(slot).isNew { found.append(slot) }
        }
        for slots in nearest { add(slots) }
        for source in seen.prefix(Self.coOccurrenceSources) {
            var others = TopK(each / 5)
            for other in index.interactions.coOccurring(with: source) { others.offer(other.slot, other.weight) }
            for other in others.slots() where filter.barrier(of: other, in: index.products) == nil { add([other]) }
        }
        add(popular)
        return found
    }
}
