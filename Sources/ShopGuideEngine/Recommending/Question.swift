import ShopGuide

/// A request, looked up: positions in the place of names.
struct Question {
    let history: ShopperHistory
    let market: String?
    let notes: [String]
    let filter: ProductFilter
    let learnerName: String

    /// The learners that there are, the one that is taken where none is named first.
    static let learners = ["content", PopularShopper.name]

    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    init(_ request: RecommendationRequest, now: Timestamp, in index: RecommendationIndex) throws {
        guard 1...1000 ~= request.limit else {
            throw GuideError(.badRequest, "\(request.limit) products: ask for 1 to 1000")
        }
        guard 0...1 ~= request.diversity else {
            throw GuideError(.badRequest, "a diversity of \(request.diversity): it must be from 0 to 1")
        }
        learnerName = request.learner ?? Self.learners[0]
        guard Self.learners.contains(learnerName) else {
            throw GuideError(
                .badRequest,
                "there is no learner \"\(learnerName)\"; there are \(Self.learners.joined(separator: ", "))")
        }
        let resolved = try index.resolve(request, now: now)
        (history, market, notes) = (resolved.history, resolved.market, resolved.notes)
        var filter = try ProductFilter(request, market: market, in: index)
        for event in history.events {
            switch event.kind {
            case .dismiss: filter.exclude(event.product, .dismissed)
            case .purchase, .rating:
                if !index.facts[event.product].isConsumable { filter.exclude(event.product, .had) }
            default: break
            }
        }
        for seen in request.seen {
            guard let position = index.position(of: seen.product), filter.excluded[position] == nil else { continue }
            filter.exclude(position, .had)
        }
        self.filter = filter
    }

    /// The number of the market.
    var marketNumber: Int16 { Int16(history.market ?? 0) }

    /// Returns positions of products that may fit: near the shopper's taste, wanted by those who wanted the same, wanted by many.
    func candidates(in index: RecommendationIndex, _ each: Int, popular: Bool = true) -> [Int] {
        var found: [Int] = []
        var known = Set<Int>()
        func take(_ positions: [Int]) {
            for position in positions where known.insert(position).inserted { found.append(position) }
        }
        let queries = queries(in: index)
        var near = queries.map { _ in Best(each) }
        index.sketches.scan(queries) {
            filter.exclusion(of: $0, in: index) == nil
        } _: {
            near[$1].offer($0, $2)
        }
        for place in near.indices { take(near[place].positions()) }
        for product in Set(history.events.suffix(10).filter { $0.kind != .dismiss }.map(\.product)).sorted() {
            var others = Best(30)
            for (other, weight) in index.neighbours(of: product).sorted(by: { $0.key < $1.key }) {
                if filter.exclusion(of: other, in: index) == nil { others.offer(other, weight) }
            }
            take(others.positions())
        }
        if popular {
            var wanted = Best(queries.isEmpty ? 2 * each : each / 2)
            for position in index.facts.indices where filter.exclusion(of: position, in: index) == nil {
                wanted.offer(position, index.popularity(of: position, in: marketNumber))
            }
            take(wanted.positions())
        }
        return found
    }

    /// Where to look: at the middle of what the shopper wanted, and at the last thing.
    private func queries(in index: RecommendationIndex) -> [[Float]] {
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

    /// The learner, ready for some candidates.
    func learner(in index: RecommendationIndex, _ candidates: [Int], without market: Int16? = nil) -> any ShopperLearner
    {
        if learnerName == PopularShopper.name {
            return PopularShopper(index, candidates: candidates, market: marketNumber, without: market)
        }
        return ContentShopper(
            index, events: Set(history.events.map(\.product)), candidates: candidates, market: marketNumber,
            without: market)
    }

    /// Why some products are recommended.
    func reasons(
        for chosen: [Int], _ learner: any ShopperLearner, in index: RecommendationIndex
    ) -> [RecommendationReason] {
        let attribution = Attribution(of: learner, history, candidates: chosen)
        let others = (1..<Int16(index.names.markets.count)).filter { $0 != marketNumber }
        let borrowed = others.map { other in
            let scores = self.learner(in: index, chosen, without: other).adapted(to: history).scores(of: chosen)
            return zip(attribution.scores, scores).map { Double($0) - Double($1) }
        }
        return chosen.indices.map { place in
            var reason = RecommendationReason(
                score: Double(attribution.scores[place]), base: Double(attribution.base[place]), events: [], markets: []
            )
            for (number, event) in history.events.enumerated() {
                guard let seen = index.products[event.product], let product = index.products[chosen[place]] else {
                    continue
                }
                reason.events.append(
                    RecommendationReason.Event(
                        product: seen.id, title: seen.title, kind: event.kind, time: event.time,
                        contribution: attribution.contributions[number][place],
                        effect: attribution.effects[number][place],
                        distance: Double(2 - 2 * index.points.cosine(event.product, chosen[place])),
                        shared: RecommendationReason.shared(product, seen, rarity: index.rarity)))
            }
            reason.events.sort { ($1.contribution, $0.product) < ($0.contribution, $1.product) }
            for (number, other) in others.enumerated() where abs(borrowed[number][place]) > 1e-6 {
                reason.markets.append(
                    RecommendationReason.Market(
                        market: index.names.markets[Int(other)], effect: borrowed[number][place]))
            }
            reason.markets.sort { ($1.effect, $0.market) < ($0.effect, $1.market) }
            return reason
        }
    }
}

extension RecommendationIndex {
    /// How much a word of a title tells: nothing where many products have it.
    func rarity(of word: String) -> Double {
        let share = Double(wordCounts[word] ?? 0) / Double(max(count, 1))
        return share > 0.1 && count > 50 ? 0 : 1 - share
    }
}
