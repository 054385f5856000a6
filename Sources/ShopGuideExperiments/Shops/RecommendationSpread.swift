import Foundation
import ShopGuide

/// The spread of a learner's first ten over the catalogue.
struct RecommendationSpread: Sendable, Codable {
    /// The share of all products that are among somebody's first ten.
    var coverage = 0.0
    /// The mean surprise of a recommended product, −log₂ of its share of all events before.
    var novelty = 0.0
    /// The share of recommended places that products have whom nobody had wanted before.
    var newProducts = 0.0

    /// A collector of first tens.
    struct Collector {
        private let counts: [Int]
        private let total: Double
        private var seen: Set<Int> = []
        private var (places, surprise, new) = (0, 0.0, 0)

        /// Prepares collecting, given how often each product was wanted before.
        init(_ counts: [Int]) {
            self.counts = counts
            total = Double(counts.reduce(0, +) + counts.count)
        }

        /// Adds the first ten of some scored products.
        mutating func add(_ candidates: [Int], _ scores: [Float]) {
            for place in Self.first(10, scores) {
                let product = candidates[place]
                seen.insert(product)
                places += 1
                surprise -= log2(Double(counts[product] + 1) / total)
                if counts[product] == 0 { new += 1 }
            }
        }

        /// The places of the highest scores; of equal ones, those of the later, for the right answer comes first.
        static func first(_ count: Int, _ scores: [Float]) -> [Int] {
            var best: [Int] = []
            for place in scores.indices {
                let score = scores[place]
                if best.count == count, let last = best.last, score < scores[last] { continue }
                let position = best.firstIndex { scores[$0] <= score } ?? best.count
                best.insert(place, at: position)
                if best.count > count { best.removeLast() }
            }
            return best
        }

        /// The spread of all that was added.
        var spread: RecommendationSpread {
            let number = Double(max(1, places))
            return RecommendationSpread(
                coverage: Double(seen.count) / Double(max(1, counts.count)), novelty: surprise / number,
                newProducts: Double(new) / number)
        }
    }
}
