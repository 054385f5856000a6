import Foundation

/// The rarity of a catalogue's words, counted in a sample of its products, and the words that can be misspelled.
package struct WordStatistics: Sendable {
    /// The number of products when it was made.
    package let products: Int
    /// The words of letters alone.
    package let spelling: SpellingIndex
    /// The squared rarity of each token by its hash, (1 + ln((1 + N) / (1 + N_t)))², and of one that wasn't counted.
    private let rarities: [UInt64: Double]
    /// The squared rarity of each run of characters with a digit in titles, by its hash.
    private let runRarities: [UInt64: Double]
    private let highest: Double

    /// The most products that are counted.
    private static let sample = 16_384
    /// The number of products below which every one counts.
    private static let fewProducts = 1000

    /// The source of the counts: a sample of products, and the words of all titles.
    package struct Source: Sendable {
        let products: Int
        let sampled: [Product]
        let titleWords: [String: Int]

        init(_ table: borrowing ProductTable) {
            let step = max(1, table.slotCount / WordStatistics.sample)
            products = table.count
            var sampled: [Product] = []
            for slot in stride(from: 0, to: table.slotCount, by: step) {
                if let product = table[slot] { sampled.append(product) }
            }
            self.sampled = sampled
            titleWords = step > 1 ? table.titleWords : [:]
        }
    }

    /// Counts words.
    package init(_ source: Source) {
        var (counts, words) = ([UInt64: Int](), [String: Int]())
        var (tokens, spelled) = (ProductTokens(), [UInt64: String]())
        var runCounts: [UInt64: Int] = [:]
        for product in source.sampled {
            for title in product.title.all {
                for run in DigitRuns(FoldedText.scalars(of: title)).counts { runCounts[run.hash, default: 0] += 1 }
            }
            let found = tokens.filled(with: product)
            for (number, hash) in found.hashes.enumerated() {
                counts[hash, default: 0] += 1
                let letters = found.bytes[found[number]]
                if counts[hash] == 1, letters.allSatisfy({ 0x61...0x7A ~= $0 }) {
                    spelled[hash] = String(decoding: letters, as: UTF8.self)
                }
            }
        }
        for (hash, word) in spelled { words[word] = counts[hash] }
        // Words of titles are all known; those of other columns are few.
        for (word, count) in source.titleWords where word.utf8.allSatisfy({ 0x61...0x7A ~= $0 }) {
            let word = SearchWord.singular(word)
            words[word] = max(words[word] ?? 0, count)
        }
        let total = Double(1 + source.sampled.count)
        func squared(_ count: Int) -> Double {
            let rarity = 1 + log(total / Double(1 + count))
            return rarity * rarity
        }
        rarities = counts.mapValues(squared)
        runRarities = runCounts.mapValues(squared)
        highest = squared(0)
        products = source.products
        spelling = SpellingIndex(words)
    }

    /// Whether the catalogue has changed so much that it should be counted anew: a small one at all, a large one by a tenth.
    package func isStale(for products: Int) -> Bool {
        abs(products - self.products) > (self.products < Self.fewProducts ? 0 : self.products / 10)
    }

    /// Returns the weight of a token that is in a text so many times, (1 + ln n_t) · rarity²: a rare word says more than several
    /// frequent ones.
    func weight(of token: UInt64, times: Int) -> Double { Self.scale(times) * (rarities[token] ?? highest) }

    /// Returns the weight of a run of characters with a digit that is in a text so many times.
    func weight(ofRun run: UInt64, times: Int) -> Double { Self.scale(times) * (runRarities[run] ?? highest) }

    private static func scale(_ times: Int) -> Double { times == 1 ? 1 : 1 + log(Double(times)) }
}
