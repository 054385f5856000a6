package import ShopGuide
import ShopGuideStore
import Synchronization

/// Search by words and embeddings.
extension ShopRecommender {
    /// The products that the store is asked for at first, and at most, where conditions leave few of them.
    private static let (matchesAtFirst, mostMatches) = (200, 3200)
    /// The number of products up to which words are counted anew while somebody waits.
    private static let fewProducts = 4096

    /// Whether the products have changed so much since their words were counted that they should be counted anew.
    var needsWords: Bool { words.withLock { $0 }.map { $0.isStale(for: count) } ?? true }

    /// Counts the words of the products; searches go on meanwhile.
    func countWords() {
        counting.withLock { _ in
            guard needsWords else { return }
            let counted = WordStatistics(index.read { $0.wordSource })
            words.withLock { $0 = counted }
        }
    }

    private func wordStatistics() -> WordStatistics? {
        let known = words.withLock { $0 }
        if known == nil || needsWords && count <= Self.fewProducts { countWords() }
        return words.withLock { $0 }
    }

    /// Searches products.
    ///
    /// - Parameters:
    ///   - request: What is looked for, and the conditions.
    ///   - query: The words to search for, if there are any.
    ///   - embedding: The embedding of what is looked for, if the model has one.
    ///   - comparesRuns: Whether runs of characters with a digit are compared beside words.
    /// - Returns: The products, the best first.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there, or ``StoreError``.
    package func search(
        _ request: SearchRequest, _ query: SearchQuery?, _ embedding: [Float]?, comparesRuns: Bool = true
    ) throws -> SearchResults {
        guard let statistics = wordStatistics() else { return SearchResults() }
        let isByExample = request.picture != nil || request.product != nil
        var evidence = SearchEvidence(query: query, lexical: [], embedding: embedding, isByExample: isByExample)
        evidence.comparesRuns = comparesRuns
        evidence.isTextAndExample = isByExample && request.text != nil
        var missing: [String] = []
        if var query, !query.isEmpty {
            var matches = try lexicalMatches(query, request.conditions, &evidence.comparesAll)
            if query.correct(matches.absent, by: statistics.spelling) {
                matches = try lexicalMatches(query, request.conditions, &evidence.comparesAll)
                evidence.query = query
                if !isByExample { evidence.embedding = model.embedding(ofTitle: [query.text]) ?? embedding }
            }
            evidence.lexical = matches.matches.map(\.id)
            let found = Set(query.found { !matches.absent.contains($0) })
            // A short word such as "an" isn't worth a remark.
            missing = query.words.indices.filter { !found.contains($0) }.map { query.words[$0] }
                .filter { !$0.isSpelled || $0.text.count > 2 }.map(\.text)
        }
        let excluded = request.product.map(shownProduct)
        let found = evidence
        var results = try read(for: request.conditions) {
            try $0.search(found, without: excluded, request.conditions, statistics, now: .now)
        }
        // The words of a product that others should be like weren't asked for.
        if request.text != nil {
            (results.missing, results.corrections) = (missing, evidence.query?.corrections ?? [:])
        }
        return results
    }

    /// Returns the id of a product that may be asked for with the number of a picture: `mug-01` for `mug-01#2`.
    private func shownProduct(_ id: String) -> String {
        guard product(id) == nil, let mark = id.lastIndex(of: "#") else { return id }
        return String(id[..<mark])
    }

    /// Returns the products with the words of a query: so many that enough of them meet the conditions, if there are.
    ///
    /// - Parameters:
    ///   - query: The words.
    ///   - conditions: The conditions and the number of products.
    ///   - comparesAll: Set where so few products meet the conditions that no more of the others are worth reading.
    /// - Returns: The products.
    /// - Throws: ``GuideError`` for conditions that name what isn't there, or ``StoreError``.
    private func lexicalMatches(
        _ query: SearchQuery, _ conditions: RecommendationRequest, _ comparesAll: inout Bool
    ) throws -> LexicalMatches {
        let lexical = LexicalQuery(tokens: query.tokens, parts: query.parts)
        var limit = max(Self.matchesAtFirst, 2 * conditions.limit)
        while true {
            let matches = try store.lexicalMatches(lexical, limit: limit)
            guard matches.matches.count == limit, limit < Self.mostMatches else { return matches }
            let ids = matches.matches.map(\.id)
            let (allowed, isNarrow) = try index.read { index in
                let allowed = try index.allowedCount(of: ids, for: conditions, now: .now)
                return (allowed, allowed < conditions.limit ? try index.isNarrow(conditions, now: .now) : false)
            }
            comparesAll = comparesAll || isNarrow
            if allowed >= conditions.limit || isNarrow { return matches }
            limit = max(Self.mostMatches, limit)
        }
    }
}
