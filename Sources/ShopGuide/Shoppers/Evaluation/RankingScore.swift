import Foundation

/// The score of a ranking with one right product.
public struct RankingScore: Sendable, Hashable, Codable {
    /// 1 / log₂(rank + 1) if the rank is at most 10, else 0: the normalised discounted cumulative gain of one right answer.
    public var ndcg10: Double
    /// 1 if the rank is at most 10, else 0.
    public var hit10: Double
    /// 1 / rank.
    public var reciprocalRank = 0.0

    /// Scores the first of some candidates, which is the right one; where others have the same score, every order is as likely.
    public init(firstOf scores: ArraySlice<Float>) {
        guard let own = scores.first else {
            (ndcg10, hit10) = (0, 0)
            return
        }
        var (better, equal) = (0, 1)
        for score in scores.dropFirst() {
            if score > own { better += 1 } else if score == own { equal += 1 }
        }
        let ranks = better + 1...better + equal
        let counted = ranks.prefix { $0 <= 10 }
        ndcg10 = counted.reduce(0) { $0 + 1 / log2(Double($1) + 1) } / Double(equal)
        hit10 = Double(counted.count) / Double(equal)
        reciprocalRank = ranks.reduce(0) { $0 + 1 / Double($1) } / Double(equal)
    }

    /// Reads a score; earlier versions kept no reciprocal ranks.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        ndcg10 = try values.decode(Double.self, forKey: .ndcg10)
        hit10 = try values.decode(Double.self, forKey: .hit10)
        reciprocalRank = try values.decodeIfPresent(Double.self, forKey: .reciprocalRank) ?? 0
    }

    /// The mean of scores; 0 where there are none.
    public static func mean(_ scores: [RankingScore]) -> RankingScore {
        var result = RankingScore(firstOf: [])
        guard !scores.isEmpty else { return result }
        for score in scores {
            result.ndcg10 += score.ndcg10
            result.hit10 += score.hit10
            result.reciprocalRank += score.reciprocalRank
        }
        result.ndcg10 /= Double(scores.count)
        result.hit10 /= Double(scores.count)
        result.reciprocalRank /= Double(scores.count)
        return result
    }
}
