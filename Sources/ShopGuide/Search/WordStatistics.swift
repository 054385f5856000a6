import Foundation

/// The rarity of a catalogue's words, counted in a sample of its products, and the words that can be misspelled.
package struct WordStatistics: Sendable {
    /// The number of products when it was made.
    package let products: Int
    /// The words of letters alone.
    package let spelling: SpellingIndex
    /// The rarity of each token, 1 + ln((1 + N) / (1 + N_t)), and of one that wasn't counted.
    private let rarities: [String: Double]
    private let highest: Double

    /// The most products that are counted.
    private static let sample = 16_384
    /// The number of products below which every one counts.
    private static let fewProducts = 1000
    /// The weight of a word that isn't in the title.
    private static let factWeight = 0.5

    /// The source of the counts: a sample of products, and the words of all titles.
    package struct Source: Sendable {
        let products: Int
        let sampled: [Product]
        let titleWords: [(key: String, value: Int)]

        init(_ table: borrowing ProductTable) {
            let all = table.products
            let step = max(1, all.count / WordStatistics.sample)
            products = table.count
            sampled = stride(from: 0, to: all.count, by: step).compactMap { all[$0] }
            titleWords = step > 1 ? Array(table.titleWords) : []
        }
    }

    /// Counts words.
    package init(_ source: Source) {
        var counts: [String: Int] = [:]
        for product in source.sampled {
            for token in product.searchTokens { counts[token, default: 0] += 1 }
        }
        var words = counts
        // Words of titles are all known; those of other columns are few.
        for (word, count) in source.titleWords where word.utf8.allSatisfy({ 0x61...0x7A ~= $0 }) {
            let word = SearchWord.singular(word)
            words[word] = max(words[word] ?? 0, count)
        }
        let total = Double(1 + source.sampled.count)
        rarities = counts.mapValues { 1 + log(total / Double(1 + $0)) }
        highest = 1 + log(total)
        products = source.products
        spelling = SpellingIndex(words)
    }

    /// Whether the catalogue has changed so much that it should be counted anew: a small one at all, a large one by a tenth.
    package func isStale(for products: Int) -> Bool {
        abs(products - self.products) > (self.products < Self.fewProducts ? 0 : self.products / 10)
    }

    /// The weights of a text's tokens in their order, scaled to length 1.
    private func weights(of tokens: some Sequence<String>) -> [(token: String, weight: Double)] {
        var (places, weights) = ([String: Int](), [(token: String, weight: Double)]())
        for token in tokens {
            if let place = places[token] {
                weights[place].weight += 1
            } else {
                places[token] = weights.count
                weights.append((token, 1))
            }
        }
        var squares = 0.0
        for place in weights.indices {
            weights[place].weight = (1 + log(weights[place].weight)) * (rarities[weights[place].token] ?? highest)
            squares += weights[place].weight * weights[place].weight
        }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        for place in weights.indices { weights[place].weight *= scale }
        return weights
    }

    /// A query with the weights of its tokens.
    struct Query {
        let query: SearchQuery
        let weights: [String: Double]
        /// Whether all tokens are of ASCII, so that a text without any has none of them.
        let isOfLatin: Bool
    }

    private static func isLatin(_ byte: UInt8) -> Bool { byte < 0x80 && byte > 0x20 }

    /// Weighs the tokens of a query.
    func weighed(_ query: SearchQuery) -> Query {
        let weights = weights(of: query.words.flatMap(\.tokens))
        return Query(
            query: query, weights: Dictionary(uniqueKeysWithValues: weights.map { ($0.token, $0.weight) }),
            isOfLatin: weights.allSatisfy { $0.token.utf8.allSatisfy { $0 < 0x80 } })
    }

    /// Compares a product with a query: by the cosine of TF-IDF vectors of words (Spärck Jones, 1972) of that version of the title that is
    /// nearest, and half as much by the words that are elsewhere.
    ///
    /// - Returns: The similarity, 0 where nothing is common, and the numbers of the query's words that the product has.
    func similarity(of product: Product, to query: Query) -> (value: Double, words: [Int]) {
        var (known, best) = (Set<String>(), 0.0)
        for title in product.title.all where !query.isOfLatin || title.utf8.contains(where: Self.isLatin) {
            let tokens = SearchTokens(title).words.flatMap(\.tokens)
            known.formUnion(tokens)
            best = max(best, weights(of: tokens).reduce(0) { $0 + $1.weight * (query.weights[$1.token] ?? 0) })
        }
        // Nothing is elsewhere that isn't in the title already.
        var words = query.query.found(known.contains)
        guard words.count < query.query.words.count else { return (best, words) }
        var facts = 0.0
        for text in product.searchedFacts where !query.isOfLatin || text.utf8.contains(where: Self.isLatin) {
            for word in SearchTokens(text, limit: 64).words {
                for token in word.tokens where known.insert(token).inserted {
                    if let weight = query.weights[token] { facts += weight * weight }
                }
            }
        }
        words = query.query.found(known.contains)
        return (best + Self.factWeight * facts, words)
    }
}
