/// A request with slots and numbers in the place of ids.
struct ResolvedRequest {
    /// The shopper's events, and the market that is asked for.
    let history: ShopperHistory
    /// The market's code.
    let market: String?
    /// Remarks for the one who asks.
    let notes: [String]
    /// The conditions that products have to meet.
    let filter: ProductFilter
    /// Whether all variants of a thing may be shown.
    let includesVariants: Bool
    /// The most products that are asked for.
    let limit: Int
    /// The name of the learner.
    let learnerName: String
    /// The vectors around which candidates are searched.
    let queries: [[Float]]
    /// The different products of the history, the newest first.
    let seen: [Int]

    /// The learners that there are, the default first.
    static let learners = ["content", PopularityRecommender.name] + ShopperLearnerKind.allCases.map(\.rawValue)

    /// Resolves a request.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    init(_ request: RecommendationRequest, now: Timestamp, in index: RecommendationIndex) throws {
        guard 1...1000 ~= request.limit else {
            throw GuideError(.badRequest, "limit must be between 1 and 1000 (got \(request.limit))")
        }
        guard 0...1 ~= request.diversity else {
            throw GuideError(.badRequest, "diversity must be between 0 and 1 (got \(request.diversity))")
        }
        (includesVariants, limit) = (request.includesVariants, request.limit)
        learnerName = request.learner ?? index.rankers.defaultLearner
        guard Self.learners.contains(learnerName) else {
            throw GuideError(
                .badRequest,
                "there is no learner \"\(learnerName)\"; there are \(Self.learners.joined(separator: ", "))")
        }
        let needsTraining = ShopperLearnerKind(rawValue: learnerName) != nil
        guard !needsTraining || index.rankers.fitted?.names.contains(learnerName) == true else {
            throw GuideError(.badRequest, "the learner \"\(learnerName)\" needs trained weights, and none are here")
        }
        let resolved = try ResolvedHistory(request, now: now, in: index)
        (history, market, notes) = (resolved.history, resolved.market, resolved.notes)
        var filter = try ProductFilter(request, market: market, in: index.products)
        for seen in request.seen where !request.includesSeen {
            if let slot = index.products.slot(of: seen.product) { filter.exclude(slot, .seen) }
        }
        for event in history.events {
            switch event.kind {
            case .dismiss: filter.exclude(event.product, .dismissed)
            case .purchase, .rating:
                if !index.products.facts[event.product].isConsumable { filter.exclude(event.product, .bought) }
            default: break
            }
        }
        if !includesVariants { filter.excludeVariants(in: index.products) }
        self.filter = filter
        var known = Set<Int>()
        seen = history.events.reversed().map(\.product).filter { known.insert($0).inserted }
        queries = Self.queries(history, in: index)
    }

    /// Returns the weighted mean of what the shopper wanted, and the last thing that they wanted.
    private static func queries(_ history: ShopperHistory, in index: RecommendationIndex) -> [[Float]] {
        var mean = [Float](repeating: 0, count: index.dimensions)
        var last: Int?
        for event in history.events {
            let weight = EventWeight.kind(event.kind, value: event.value) * EventWeight.age(event.time, at: history.now)
            guard weight > 0 else { continue }
            last = event.product
            for (place, number) in index.embeddings[event.product].enumerated() { mean[place] += weight * number }
        }
        guard let last else { return [] }
        return history.events.count == 1 ? [mean] : [mean, index.embeddings[last]]
    }

    /// The number of the market.
    var marketNumber: Int16 { Int16(history.market ?? 0) }

    /// Returns the learner for some candidates.
    ///
    /// - Parameters:
    ///   - index: The index that has products and interactions.
    ///   - candidates: The products that it may be asked about.
    ///   - market: A market whose shoppers don't count.
    ///   - variant: A candidate with another embedding.
    ///   - together: The weights with which what was seen and the candidates go together, where they were looked up before.
    /// - Returns: The learner, for these candidates alone.
    func learner(
        in index: borrowing RecommendationIndex, _ candidates: [Int], without market: Int16? = nil,
        variant: ContentRecommender.Variant? = nil, _ together: CoOccurrenceTable? = nil
    ) -> any ShopperLearner {
        if learnerName == PopularityRecommender.name {
            return PopularityRecommender(index, candidates: candidates, market: marketNumber, without: market)
        }
        let fitted = index.rankers.fitted.flatMap { $0.names.contains(learnerName) ? $0 : nil }
        let content = ContentRecommender(
            index, events: seen, candidates: candidates, market: marketNumber, without: market, variant: variant,
            together, countsPopularity: fitted == nil)
        return fitted?.learner(learnerName, beside: content) ?? content
    }
}
