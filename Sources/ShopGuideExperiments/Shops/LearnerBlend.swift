import Foundation
import ShopGuide

/// Weights with which the scores of several learners are added, fitted on validation examples.
struct LearnerBlend: Sendable, Codable {
    /// The weight of each learner, by name; one that doesn't help has none.
    var weights: [String: Float]

    /// The name of a blend among the learners of a table.
    static let name = "blend"

    /// The learners with their weights, in the order in which their scores are added.
    var parts: [(name: String, weight: Float)] { weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    /// Takes weights as they are.
    init(weights: [String: Float]) { self.weights = weights }

    /// Multiples of a learner's spread that are tried.
    private static let steps: [Float] = [0, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2.5, 4]
    private static let rounds = 3

    /// The scores of all learners on one set of examples.
    private struct Sheet {
        /// By learner and example; the right product comes first.
        var scores: [[[Float]]]

        /// The mean nDCG@10 of a weighted sum.
        func ndcg(_ weights: [Float]) -> Double {
            let count = scores.first?.count ?? 0
            guard count > 0 else { return 0 }
            var total = 0.0
            var sums: [Float] = []
            for example in 0..<count {
                sums = [Float](repeating: 0, count: scores[0][example].count)
                for (learner, weight) in weights.enumerated() where weight != 0 {
                    scores[learner][example].withUnsafeBufferPointer { own in
                        for index in sums.indices { sums[index] += weight * own[index] }
                    }
                }
                total += RankingScore(firstOf: sums[...]).ndcg10
            }
            return total / Double(count)
        }
    }

    /// Fits weights by going along one learner's after the other, from the best one alone.
    ///
    /// - Parameters:
    ///   - learners: The learners.
    ///   - evaluations: The examples; each set counts alike.
    ///   - check: Called before each example.
    /// - Throws: The error that `check` throws.
    init(
        of learners: [(name: String, learner: any ShopperLearner)], on evaluations: [RankingEvaluation],
        check: () throws -> Void
    ) throws {
        var sheets: [Sheet] = []
        for evaluation in evaluations where !evaluation.examples.isEmpty {
            var sheet = Sheet(scores: [])
            for (_, learner) in learners {
                var own: [[Float]] = []
                _ = try evaluation(learner, observing: { own.append($2) }, check: check)
                sheet.scores.append(own)
            }
            sheets.append(sheet)
        }
        weights = [:]
        let spreads = learners.indices.map { learner in Self.scale(sheets.flatMap { $0.scores[learner] }) }
        func score(_ weights: [Float]) -> Double {
            sheets.isEmpty ? 0 : sheets.reduce(0) { $0 + $1.ndcg(weights) } / Double(sheets.count)
        }
        func alone(_ learner: Int) -> [Float] {
            learners.indices.map { $0 == learner ? spreads[learner] : 0 }
        }
        let single = learners.indices.map { score(alone($0)) }
        guard let first = single.indices.max(by: { single[$0] < single[$1] }) else { return }
        var (best, chosen) = (single[first], alone(first))
        for _ in 0..<Self.rounds {
            let before = best
            for learner in learners.indices where learner != first {
                for step in Self.steps {
                    try check()
                    var tried = chosen
                    tried[learner] = step * spreads[learner]
                    let found = score(tried)
                    if found > best { (best, chosen) = (found, tried) }
                }
            }
            if best == before { break }
        }
        for (learner, weight) in zip(learners, chosen) where weight != 0 { weights[learner.name] = weight }
    }

    /// Fits weights of those learners of a table that a mixture can have.
    init(of learners: [TableLearner], on evaluations: [RankingEvaluation], check: () throws -> Void) throws {
        let parts = learners.filter { LearnerMixture.members.contains($0.name) }
        try self.init(of: parts.map { (name: $0.name, learner: try $0.make()) }, on: evaluations, check: check)
    }

    /// 1 over the mean spread of scores within an example.
    private static func scale(_ scores: [[Float]]) -> Float {
        let spreads = scores.map { own -> Double in
            let mean = own.reduce(0) { $0 + Double($1) } / Double(max(1, own.count))
            return (own.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(1, own.count)))
                .squareRoot()
        }
        let mean = spreads.reduce(0, +) / Double(max(1, spreads.count))
        return mean > 0 && mean.isFinite ? Float(1 / mean) : 0
    }

    /// Returns the learner that adds the scores of a table's learners.
    func learner(among learners: [TableLearner]) -> TableLearner {
        let makes = Dictionary(learners.map { ($0.name, $0.make) }, uniquingKeysWith: { first, _ in first })
        return TableLearner(Self.name) {
            EnsembleLearner(
                try parts.map { name, weight in
                    guard let make = makes[name] else {
                        throw ExperimentError("the blend has a learner \"\(name)\" that isn't here")
                    }
                    return (learner: try make(), weight: weight)
                })
        }
    }

    /// The weights in words, the heaviest first.
    var text: String {
        weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { String(format: "%.3g × %@", $0.value, $0.key) }.joined(separator: " + ")
    }
}
