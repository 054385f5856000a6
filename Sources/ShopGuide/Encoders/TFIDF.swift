import FewShotLearning
import Foundation

/// The baseline of text: class means of TF-IDF vectors of character n-grams, compared by cosine.
///
/// x_t = (1 + log n_t) · (1 + log((1 + N) / (1 + N_t))) for an n-gram that is n_t times in a text and in N_t of N texts, scaled to
/// length 1 (Spärck Jones, 1972, as smoothed by scikit-learn); nothing is hashed together.
public struct TFIDF: Sendable {
    private struct Entry {
        var term: Int32
        var value: Float
    }

    private let texts: [[Entry]]
    private let terms: Int

    /// Weighs the n-grams of texts.
    ///
    /// - Parameters:
    ///   - texts: All texts, by row.
    ///   - rows: The rows that n-grams are counted in.
    public init(_ texts: [String], countedIn rows: some Sequence<Int>) {
        var numbers: [UInt64: Int32] = [:]
        let counts = texts.map { text in
            var counts: [Int32: Float] = [:]
            for hash in NGrams.hashes(of: text) {
                let term = numbers[hash] ?? Int32(numbers.count)
                numbers[hash] = term
                counts[term, default: 0] += 1
            }
            return counts
        }
        var (having, total) = ([Float](repeating: 0, count: numbers.count), Float(0))
        for row in rows {
            total += 1
            for term in counts[row].keys { having[Int(term)] += 1 }
        }
        self.texts = counts.map { counts in
            var entries = counts.sorted { $0.key < $1.key }.map { term, count in
                Entry(term: term, value: (1 + log(count)) * (1 + log((1 + total) / (1 + having[Int(term)]))))
            }
            let length = entries.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
            for index in entries.indices { entries[index].value /= max(length, 1e-12) }
            return entries
        }
        terms = numbers.count
    }

    /// Answers a task by the class mean of the largest cosine.
    ///
    /// - Parameter plan: Rows of the texts, class by class.
    /// - Returns: The share of right answers, 0…1.
    public func accuracy(on plan: EpisodePlan) -> Double {
        let ways = plan.classes.count
        let (shots, queries) = (plan.support.count / ways, plan.query.count / ways)
        // Which classes have a term, and how much of it.
        var postings = [[(category: Int, value: Float)]](repeating: [], count: terms)
        var lengths = [Float](repeating: 0, count: ways)
        for category in 0..<ways {
            var mean: [Int32: Float] = [:]
            for row in plan.support[category * shots..<(category + 1) * shots] {
                for entry in texts[row] { mean[entry.term, default: 0] += entry.value }
            }
            for (term, value) in mean { postings[Int(term)].append((category, value)) }
            lengths[category] = mean.values.sorted().reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        var right = 0
        for (position, row) in plan.query.enumerated() {
            var scores = [Float](repeating: 0, count: ways)
            for entry in texts[row] {
                for posting in postings[Int(entry.term)] { scores[posting.category] += posting.value * entry.value }
            }
            for category in scores.indices { scores[category] /= max(lengths[category], 1e-12) }
            let best = scores.indices.max { scores[$0] < scores[$1] }
            if best == position / queries { right += 1 }
        }
        return Double(right) / Double(plan.query.count)
    }
}
