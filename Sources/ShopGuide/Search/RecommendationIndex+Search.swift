/// The evidence that was found outside of the index: products by their words, and the embedding of what is looked for.
package struct SearchEvidence: Sendable {
    /// The words, where there are any.
    package var query: SearchQuery?
    /// The ids of products with common words, the best first.
    package var lexical: [String]
    /// The embedding of what is looked for.
    package var embedding: [Float]?
    /// Whether a picture or a product is looked for, not words alone.
    package var isByExample: Bool
    /// Whether so few products meet the conditions that each of them is compared, whatever else was found.
    package var comparesAll = false
    /// Whether runs of characters with a digit are compared beside words.
    package var comparesRuns = true
    /// Whether a picture or a product is looked for beside words of their own: what fits both comes first.
    package var isTextAndExample = false

    /// Creates evidence.
    package init(query: SearchQuery?, lexical: [String], embedding: [Float]?, isByExample: Bool) {
        (self.query, self.lexical, self.embedding, self.isByExample) = (query, lexical, embedding, isByExample)
    }
}

extension RecommendationIndex {
    /// The products that are ranked by their words, and by their embeddings; more where more are asked for.
    private static let (lexicalCandidates, embeddingCandidates) = (100, 50)
    /// The products that are ranked by their embeddings where words are asked for beside an example, so that those with the words are there.
    private static let exampleCandidates = 500
    /// The products that are ranked for a shopper; more where more are asked for.
    private static let ranked = 50
    /// The weights of the rankings: by the words' exact similarity, by the store's own measure, by embeddings beside words, and by those of
    /// an example. Of `shopguide reproduce search` one run with 0.2 for embeddings was below words alone; nothing else was tried.
    private static let (exactWeight, lexicalWeight, embeddingWeight, exampleWeight) = (1.0, 0.1, 0.03, 1.0)

    /// The products and titles whose words are counted.
    package var wordSource: WordStatistics.Source { WordStatistics.Source(products) }

    /// The products that meet narrow conditions, at most: all of them are compared.
    private static let narrow = 1024

    /// Whether so few products meet the conditions of a request that each of them can be compared.
    package func isNarrow(_ request: RecommendationRequest, now: Timestamp) throws -> Bool {
        try searchFilter(request, now: now).slots(in: products, atMost: Self.narrow) != nil
    }

    /// Counts the products among some that meet the conditions of a request.
    package func allowedCount(of ids: [String], for request: RecommendationRequest, now: Timestamp) throws -> Int {
        let filter = try searchFilter(request, now: now)
        return ids.count { id in products.slot(of: id).map { filter.barrier(of: $0, in: products) == nil } ?? false }
    }

    private func searchFilter(_ request: RecommendationRequest, now: Timestamp) throws -> ProductFilter {
        let market = try ResolvedHistory(request, now: request.now ?? now, in: self).market
        return try ProductFilter(request, market: market, in: products)
    }

    /// Joins what was found by words and by embeddings, and ranks it for the shopper who is named.
    ///
    /// - Parameters:
    ///   - evidence: What was found outside of the index.
    ///   - excluded: A product that isn't to be found: the one that others should be like.
    ///   - request: The shopper, the conditions and the number of products.
    ///   - statistics: The rarity of words.
    ///   - now: The moment of the request, unless it has its own.
    /// - Returns: The products, the best first.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    package func search(
        _ evidence: SearchEvidence, without excluded: String?, _ request: RecommendationRequest,
        _ statistics: WordStatistics, now: Timestamp
    ) throws -> SearchResults {
        let resolved = try ResolvedRequest(request, now: request.now ?? now, in: self)
        var filter = try ProductFilter(request, market: resolved.market, in: products)
        if let slot = excluded.flatMap({ products.slot(of: $0) }) { filter.exclude(slot, .excluded) }
        var found = try candidates(evidence, filter, statistics, limit: request.limit)
        found.order = Array(found.order.prefix(max(Self.ranked, 5 * request.limit)))
        let isPersonal = request.shopper != nil || !request.seen.isEmpty
        let learner = isPersonal ? rank(&found, resolved) : nil
        let best = best(request.limit, of: found.order.map(\.slot), found.order.map { Float($0.score) }, resolved)
        let reasons =
            learner.map { request.explain ? resolved.reasons(for: best.map(\.slot), $0, in: self) : [] } ?? []
        var results = SearchResults()
        for (place, entry) in best.enumerated() {
            guard let product = products[entry.slot] else { continue }
            results.items.append(
                SearchResults.Item(
                    product: product, score: Double(entry.score), reason: found.reason(of: entry.slot, evidence.query),
                    shopperReason: reasons.isEmpty ? nil : reasons[place], variants: variants(of: entry.slot, resolved))
            )
        }
        (results.market, results.notes) = (resolved.market, resolved.notes)
        results.learner = isPersonal ? resolved.learnerName : nil
        results.isFound = evidence.isByExample ? !results.items.isEmpty : found.words.values.contains { !$0.isEmpty }
        return results
    }

    /// Products that may be what is looked for, in the order of their joined ranks.
    private struct Found {
        var order: [(slot: Int, score: Double)] = []
        /// The numbers of the query's words that a product has.
        var words: [Int: [Int]] = [:]
        var lexicalRanks: [Int: Int] = [:]
        var embeddingRanks: [Int: Int] = [:]
        var similarities: [Int: Float] = [:]
        var shopperRanks: [Int: Int] = [:]

        func reason(of slot: Int, _ query: SearchQuery?) -> SearchReason {
            SearchReason(
                words: (words[slot] ?? []).compactMap { query?.words[$0].text }, lexicalRank: lexicalRanks[slot],
                embeddingRank: embeddingRanks[slot], similarity: similarities[slot].map(Double.init),
                shopperRank: shopperRanks[slot])
        }
    }

    private func candidates(
        _ evidence: SearchEvidence, _ filter: ProductFilter, _ statistics: WordStatistics, limit: Int
    ) throws -> Found {
        var (found, ranks) = (Found(), ReciprocalRanks())
        let lexical = Array(
            evidence.lexical.lazy.compactMap { products.slot(of: $0) }
                .filter { filter.barrier(of: $0, in: products) == nil }.prefix(max(Self.lexicalCandidates, limit)))
        var near: [Neighbor] = []
        if let embedding = evidence.embedding, embedding.contains(where: { $0 != 0 }) {
            let wanted = evidence.isTextAndExample ? Self.exampleCandidates : Self.embeddingCandidates
            near = try neighbors(
                of: embedding, filter, limit: max(wanted, limit), comparingAll: evidence.comparesAll)
            for (place, neighbor) in near.enumerated() {
                found.embeddingRanks[neighbor.slot] = place + 1
                found.similarities[neighbor.slot] = neighbor.similarity
            }
            ranks.add(near.map(\.slot), weight: evidence.isByExample ? Self.exampleWeight : Self.embeddingWeight)
        }
        if let query = evidence.query, !query.isEmpty {
            var comparison = WordComparison(query, statistics, hasRuns: evidence.comparesRuns)
            var (exact, known) = ([(slot: Int, value: Double)](), Set<Int>())
            let rest = evidence.comparesAll ? filter.slots(in: products, atMost: Self.narrow) ?? [] : []
            for slot in lexical + near.map(\.slot) + rest where known.insert(slot).inserted {
                guard let product = products[slot] else { continue }
                let (value, words) = comparison.similarity(of: product)
                found.words[slot] = words
                if value > 0 { exact.append((slot, value)) }
            }
            exact.sort { ($1.value, $0.slot) < ($0.value, $1.slot) }
            for (place, entry) in exact.enumerated() { found.lexicalRanks[entry.slot] = place + 1 }
            ranks.add(exact.map(\.slot), weight: Self.exactWeight)
            ranks.add(lexical, weight: Self.lexicalWeight)
            if evidence.isTextAndExample, !exact.isEmpty, !near.isEmpty {
                let (words, count) = (found.words, Double(query.words.count))
                found.order = Self.summed(exact, words: { Double(words[$0]?.count ?? 0) / count }, near)
                return found
            }
        }
        found.order = ranks.joined()
        return found
    }

    /// Joins what was found by words and by an example by the sum of their similarities, each from 0 to 1 (Fox and Shaw, 1994): by their
    /// ranks alone, what fits one of both best would come before what fits both well.
    ///
    /// - Parameters:
    ///   - exact: The similarities of texts.
    ///   - words: The share of the query's words that a product has.
    ///   - near: The nearest embeddings.
    /// - Returns: All of them, the best first.
    private static func summed(
        _ exact: [(slot: Int, value: Double)], words: (Int) -> Double, _ near: [Neighbor]
    ) -> [(slot: Int, score: Double)] {
        let best = exact.map(\.value).max() ?? 1
        let (least, most) = (near.map(\.similarity).min() ?? 0, near.map(\.similarity).max() ?? 1)
        var scores: [Int: Double] = [:]
        // A long title has the words as well as one of nothing else.
        for entry in exact { scores[entry.slot, default: 0] += (words(entry.slot) + entry.value / best) / 2 }
        for neighbor in near {
            scores[neighbor.slot, default: 0] += Double((neighbor.similarity - least) / max(most - least, 1e-6))
        }
        return scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Returns the products with the nearest embeddings.
    private func neighbors(
        of embedding: [Float], _ filter: ProductFilter, limit: Int, comparingAll: Bool
    ) throws -> [Neighbor] {
        let products = products
        func search(_ scope: VectorSearchScope) throws -> [Neighbor] {
            try vectors.search(embedding, limit: limit, in: scope) {
                filter.barrier(of: $0, in: products) == nil
            }
        }
        var near = comparingAll ? [] : try search(.neighborhood)
        // A narrow filter may leave little in the neighbourhood.
        if near.count < limit { near = try search(.everything) }
        return near.filter { $0.similarity > 0 }
    }

    /// Ranks what was found for the shopper: those that have every word first, and then by the joined ranks of relevance and taste.
    private func rank(_ found: inout Found, _ resolved: ResolvedRequest) -> any ShopperLearner {
        let slots = found.order.map(\.slot)
        let learner = resolved.learner(in: self, slots)
        let scores = learner.adapted(to: resolved.history).scores(of: slots)
        let liked = zip(slots, scores).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        for (place, slot) in liked.enumerated() { found.shopperRanks[slot] = place + 1 }
        var ranks = ReciprocalRanks()
        ranks.add(slots, weight: 1)
        ranks.add(liked, weight: 1)
        let most = found.words.values.map(\.count).max() ?? 0
        found.order = ranks.joined().map { slot, score in
            (slot, (found.words[slot]?.count ?? 0) == most ? score + 1 : score)
        }
        .sorted { ($1.score, $0.slot) < ($0.score, $1.slot) }
        return learner
    }
}
