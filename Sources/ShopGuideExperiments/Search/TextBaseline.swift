import Foundation
import ShopGuide

/// The baseline of a search: the cosine of TF-IDF vectors (Spärck Jones, 1972), by inverted lists.
struct TextBaseline: Sendable {
    /// The pieces of a text that are counted.
    enum Terms: Sendable {
        /// Runs of 2 to 4 characters.
        case characters
        /// Words between spaces, in lower case.
        case words

        func hashes(of text: String) -> [UInt64] {
            switch self {
            case .characters: NGrams.hashes(of: text)
            case .words: text.lowercased().split(whereSeparator: \.isWhitespace).map(Self.hash)
            }
        }

        private static func hash(_ word: Substring) -> UInt64 {
            word.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    private let terms: Terms
    private var numbers: [UInt64: Int] = [:]
    private var postings: [[(text: Int32, weight: Float)]] = []
    private let count: Int

    /// Weighs the terms of texts.
    init(_ texts: [String], _ terms: Terms) {
        (self.terms, count) = (terms, texts.count)
        let counted = texts.map { Self.counts(terms.hashes(of: $0)) }
        for counts in counted {
            for (hash, _) in counts where numbers[hash] == nil {
                numbers[hash] = postings.count
                postings.append([])
            }
        }
        var having = [Float](repeating: 0, count: postings.count)
        for counts in counted { for (hash, _) in counts { having[numbers[hash] ?? 0] += 1 } }
        for (text, counts) in counted.enumerated() {
            let weights = counts.map { hash, times -> (term: Int, weight: Float) in
                let term = numbers[hash] ?? 0
                return (term, (1 + log(times)) * (1 + log((1 + Float(texts.count)) / (1 + having[term]))))
            }
            let length = weights.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
            for (term, weight) in weights { postings[term].append((Int32(text), weight / max(length, 1e-12))) }
        }
    }

    /// The terms of a text in their order, with how often each is there.
    private static func counts(_ hashes: [UInt64]) -> [(hash: UInt64, times: Float)] {
        var (places, counts) = ([UInt64: Int](), [(hash: UInt64, times: Float)]())
        for hash in hashes {
            if let place = places[hash] {
                counts[place].times += 1
            } else {
                places[hash] = counts.count
                counts.append((hash, 1))
            }
        }
        return counts
    }

    /// Returns the numbers of the texts that are most similar to a query.
    func search(_ query: String, limit: Int) -> [Int] {
        var scores = [Float](repeating: 0, count: count)
        for (hash, times) in Self.counts(terms.hashes(of: query)) {
            guard let term = numbers[hash] else { continue }
            let rarity = 1 + log((1 + Float(count)) / (1 + Float(postings[term].count)))
            let weight = (1 + log(times)) * rarity
            for posting in postings[term] { scores[Int(posting.text)] += posting.weight * weight }
        }
        var best = TopK(limit)
        for (text, score) in scores.enumerated() where score > 0 { best.offer(text, score) }
        return best.slots()
    }
}
