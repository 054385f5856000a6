/// The comparison of products with the words of a query.
struct WordComparison {
    private let query: SearchQuery
    private let statistics: WordStatistics
    /// The weights of the query's tokens by their hashes, scaled to length 1.
    private var weights: [UInt64: Double] = [:]
    /// The hashes of the tokens that decide which words of the query a product has.
    private let hashes: [String: UInt64]
    /// Whether all tokens are of ASCII, so that a text without any has none of them.
    private let isOfLatin: Bool
    /// The weights of the query's runs of characters that have a digit, scaled to length 1.
    private var runWeights: [UInt64: Double] = [:]
    private var tokens = TokenBuffer()

    /// The weight of a word that isn't in the title.
    private static let factWeight = 0.5
    /// The weight of runs of characters beside words; chosen on the validation half of `shopguide reproduce search`.
    private static let runWeight = 0.5
    /// The words of a brand, a category or an attribute that count.
    private static let factWords = 64

    /// Weighs the tokens of a query.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - statistics: The rarity of words.
    ///   - hasRuns: Whether runs of characters with a digit are compared as well.
    init(_ query: SearchQuery, _ statistics: WordStatistics, hasRuns: Bool = true) {
        (self.query, self.statistics) = (query, statistics)
        hashes = Dictionary(uniqueKeysWithValues: query.tokens.map { ($0, TokenBuffer.hash($0.utf8)) })
        isOfLatin = hashes.keys.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
        var order: [UInt64] = []
        for hash in query.words.flatMap(\.tokens).map({ TokenBuffer.hash($0.utf8) }) {
            if weights[hash] == nil { order.append(hash) }
            weights[hash, default: 0] += 1
        }
        var squares = 0.0
        for hash in order {
            let weight = statistics.weight(of: hash, times: Int(weights[hash] ?? 1))
            weights[hash] = weight
            squares += weight * weight
        }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        weights = weights.mapValues { $0 * scale }
        guard hasRuns else { return }
        let runs = DigitRuns(FoldedText.scalars(of: query.text)).counts
        let found = runs.map { statistics.weight(ofRun: $0.hash, times: $0.times) }
        let length = found.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for (run, weight) in zip(runs, found) { runWeights[run.hash] = weight / length }
    }

    private static func isLatin(_ byte: UInt8) -> Bool { byte < 0x80 && byte > 0x20 }

    /// Compares a product with the query: by the cosine of TF-IDF vectors of words (Spärck Jones, 1972), rarities squared, of that version of
    /// the title that is nearest; half as much by that of runs of characters with a digit, and by the words that are elsewhere.
    ///
    /// - Returns: The similarity, 0 where nothing is common, and the numbers of the query's words that the product has.
    mutating func similarity(of product: Product) -> (value: Double, words: [Int]) {
        var (known, best) = (Set<UInt64>(), 0.0)
        for title in product.title.all where !isOfLatin || title.utf8.contains(where: Self.isLatin) {
            tokens.removeAll()
            tokens.add(title)
            var (product, squares) = (0.0, 0.0)
            for (hash, times) in zip(tokens.hashes, tokens.counts) {
                let weight = statistics.weight(of: hash, times: times)
                squares += weight * weight
                if let own = weights[hash] { product += own * weight }
                known.insert(hash)
            }
            if squares > 0 { best = max(best, product / squares.squareRoot() + Self.runWeight * runSimilarity()) }
        }
        // Nothing is elsewhere that isn't in the title already.
        var words = found(among: known)
        guard words.count < query.words.count else { return (best, words) }
        tokens.removeAll()
        product.forEachSearchedFact { add($0) }
        add(product.id)
        var facts = 0.0
        for hash in tokens.hashes where known.insert(hash).inserted {
            if let weight = weights[hash] { facts += weight * weight }
        }
        words = found(among: known)
        return (best + Self.factWeight * facts, words)
    }

    /// Compares the runs of characters of the text that was added last.
    private func runSimilarity() -> Double {
        guard !runWeights.isEmpty else { return 0 }
        var (product, squares) = (0.0, 0.0)
        for run in DigitRuns(tokens.scalars).counts {
            let weight = statistics.weight(ofRun: run.hash, times: run.times)
            squares += weight * weight
            if let own = runWeights[run.hash] { product += own * weight }
        }
        return squares > 0 ? product / squares.squareRoot() : 0
    }

    private mutating func add(_ text: String) {
        if !isOfLatin || text.utf8.contains(where: Self.isLatin) { tokens.add(text, words: Self.factWords) }
    }

    /// Returns the numbers of the query's words that are among some tokens.
    private func found(among known: Set<UInt64>) -> [Int] {
        query.found { known.contains(hashes[$0] ?? TokenBuffer.hash($0.utf8)) }
    }
}
