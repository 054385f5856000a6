extension Question {
    /// How many candidates each way of finding some finds at most.
    static let candidatesEach = 150
    /// The newest products whose company is looked through.
    private static let companySources = 10
    /// So many candidates are looked at closely.
    private static let shortlisted = 100
    /// Among so many products, all are looked at.
    static let fewProducts = 4096
    /// So many products are looked at where not all are, or a sixteenth if that is more, in the cells that are nearest; more where the filter lets few through.
    private static let probed = 6_000

    /// Returns positions of products that may fit: near the shopper's taste, wanted by those who wanted the same, wanted by many.
    ///
    /// - Parameters:
    ///   - index: Where they are looked for.
    ///   - isExact: Whether all products are looked at.
    /// - Returns: Positions, in no order.
    func candidates(in index: borrowing RecommendationIndex, exactly isExact: Bool = false) -> [Int] {
        let each = Self.candidatesEach
        let popular = queries.isEmpty ? 2 * each : each / 2
        if !isExact, index.count > Self.fewProducts, let nearest = probed(in: index, each) {
            let leading = index.leading(in: marketNumber, popular, filter)
            if leading.isEnough, !queries.isEmpty || leading.positions.count == popular {
                return together(nearest, leading.positions, in: index, each)
            }
        }
        let allowed = filter.positions(in: index)
        guard allowed.count > 2 * each else { return allowed }
        return together(
            queries.map { nearest(to: $0, of: allowed, in: index, each) },
            index.mostWanted(of: allowed, in: marketNumber, popular), in: index, each)
    }

    /// Leaves out candidates that can't come to the top, by the learner's own measure on sketches.
    ///
    /// - Parameters:
    ///   - candidates: Positions.
    ///   - wanted: How many are to be chosen.
    ///   - index: Where they are.
    /// - Returns: Those that are worth to be looked at closely: all, where there are few or another learner is asked.
    func shortlist(_ candidates: [Int], for wanted: Int, in index: borrowing RecommendationIndex) -> [Int] {
        let limit = max(Self.shortlisted, 4 * wanted)
        guard learnerName == Self.learners[0], index.count > Self.fewProducts, candidates.count > limit else {
            return candidates
        }
        let learner = ContentShopper(
            index, events: seen, candidates: candidates, market: marketNumber, bySketches: true)
        var best = Best(limit)
        for (candidate, score) in zip(candidates, learner.adapted(to: history).scores(of: candidates)) {
            best.offer(candidate, score)
        }
        return best.positions()
    }

    /// What was found in each way, and what goes with what was seen.
    private func together(
        _ nearest: [[Int]], _ popular: [Int], in index: borrowing RecommendationIndex, _ each: Int
    ) -> [Int] {
        var found: [Int] = []
        var known = PositionTable(capacity: (nearest.count + 1) * each + popular.count + Self.companySources * each / 5)
        func take(_ positions: [Int]) {
            for position in positions where known.insert(position).isNew { found.append(position) }
        }
        for positions in nearest { take(positions) }
        for source in seen.prefix(Self.companySources) {
            var others = Best(each / 5)
            for other in index.companions(of: source) { others.offer(other.position, other.weight) }
            for other in others.positions() where filter.barrier(of: other, in: index) == nil { take([other]) }
        }
        take(popular)
        return found
    }

    /// What is near each query in the cells that are nearest; nil where the filter lets little of it through.
    private func probed(in index: borrowing RecommendationIndex, _ each: Int) -> [[Int]]? {
        let looked = max(Self.probed, index.count / 16)
        var all: [[Int]] = []
        for query in queries {
            guard
                let found = probed(query, looked, wanting: 2 * each, in: index, each)
                    ?? probed(query, 4 * looked, wanting: 4 * each, in: index, each)
            else { return nil }
            all.append(found)
        }
        return all
    }

    /// What is near a query among so many products; nil where of so many that are nearest the filter lets too few through.
    private func probed(
        _ query: [Float], _ looked: Int, wanting: Int, in index: borrowing RecommendationIndex, _ each: Int
    ) -> [Int]? {
        var best = Best(wanting)
        index.sketches.probe(query) { position, likeness in
            best.offer(position, likeness)
        } until: {
            $0 >= looked
        }
        // Asked in the order of their likeness, for looking a product up is what takes time.
        var allowed: [Int] = []
        allowed.reserveCapacity(each)
        for position in best.positions() where filter.barrier(of: position, in: index) == nil {
            allowed.append(position)
            if allowed.count == each { return allowed }
        }
        return nil
    }

    /// The nearest to a query of those that are allowed, by their order.
    private func nearest(
        to query: [Float], of allowed: [Int], in index: borrowing RecommendationIndex, _ each: Int
    ) -> [Int] {
        var isAllowed = [Bool](repeating: false, count: index.facts.count)
        for position in allowed { isAllowed[position] = true }
        var best = Best(each)
        index.sketches.scan(query) { position, likeness in
            if isAllowed[position] { best.offer(position, likeness) }
        }
        return best.positions()
    }
}
