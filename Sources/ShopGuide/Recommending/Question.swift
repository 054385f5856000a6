/// A request, looked up: positions in the place of names.
struct Question {
    let history: ShopperHistory
    let market: String?
    let notes: [String]
    let filter: ProductFilter
    let learnerName: String
    /// Where the shopper's taste is looked for.
    let queries: [[Float]]
    /// The different products of the history, the newest first.
    let seen: [Int]

    /// The learners that there are, the one that is taken where none is named first.
    static let learners = ["content", PopularShopper.name] + ShopperLearnerKind.allCases.map(\.rawValue)

    /// Looks a request up.
    ///
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    init(_ request: RecommendationRequest, now: Timestamp, in index: RecommendationIndex) throws {
        guard 1...1000 ~= request.limit else {
            throw GuideError(.badRequest, "\(request.limit) products: ask for 1 to 1000")
        }
        guard 0...1 ~= request.diversity else {
            throw GuideError(.badRequest, "a diversity of \(request.diversity): it must be from 0 to 1")
        }
        learnerName = request.learner ?? index.usualLearner
        guard Self.learners.contains(learnerName) else {
            throw GuideError(
                .badRequest,
                "there is no learner \"\(learnerName)\"; there are \(Self.learners.joined(separator: ", "))")
        }
        let needsTraining = ShopperLearnerKind(rawValue: learnerName) != nil
        guard !needsTraining || index.trained?.names.contains(learnerName) == true else {
            throw GuideError(.badRequest, "the learner \"\(learnerName)\" needs trained weights, and none are here")
        }
        let resolved = try index.resolve(request, now: now)
        (history, market, notes) = (resolved.history, resolved.market, resolved.notes)
        var filter = try ProductFilter(request, market: market, in: index)
        for seen in request.seen where !request.includesSeen {
            if let position = index.position(of: seen.product) { filter.exclude(position, .seen) }
        }
        for event in history.events {
            switch event.kind {
            case .dismiss: filter.exclude(event.product, .dismissed)
            case .purchase, .rating:
                if !index.facts[event.product].isConsumable { filter.exclude(event.product, .bought) }
            default: break
            }
        }
        self.filter = filter
        var known = Set<Int>()
        seen = history.events.reversed().map(\.product).filter { known.insert($0).inserted }
        queries = Self.queries(history, in: index)
    }

    /// The middle of what the shopper wanted, and the last thing.
    private static func queries(_ history: ShopperHistory, in index: RecommendationIndex) -> [[Float]] {
        var mean = [Float](repeating: 0, count: index.sketches.dimensions)
        var last: Int?
        for event in history.events {
            let weight = EventWeight.kind(event.kind, value: event.value) * EventWeight.age(event.time, at: history.now)
            guard weight > 0 else { continue }
            last = event.product
            for (place, number) in index.sketches[event.product].enumerated() { mean[place] += weight * number }
        }
        guard let last else { return [] }
        return history.events.count == 1 ? [mean] : [mean, index.sketches[last]]
    }

    /// The number of the market.
    var marketNumber: Int16 { Int16(history.market ?? 0) }

    /// The learner, ready for some candidates.
    ///
    /// - Parameters:
    ///   - index: What it is to know.
    ///   - candidates: What it may be asked about.
    ///   - market: A market whose shoppers it is not to know of.
    ///   - variant: A candidate as if it lay elsewhere.
    /// - Returns: The learner.
    func learner(
        in index: borrowing RecommendationIndex, _ candidates: [Int], without market: Int16? = nil,
        variant: ContentShopper.Variant? = nil
    ) -> any ShopperLearner {
        if learnerName == PopularShopper.name {
            return PopularShopper(index, candidates: candidates, market: marketNumber, without: market)
        }
        let trained = index.trained.flatMap { $0.names.contains(learnerName) ? $0 : nil }
        let content = ContentShopper(
            index, events: seen, candidates: candidates, market: marketNumber, without: market, variant: variant,
            countsPopularity: trained == nil)
        return trained?.learner(learnerName, beside: content) ?? content
    }
}
