import Foundation
import ShopGuide

/// The results of an evaluation on a shop's own shoppers.
package struct ShopEvaluationReport: Sendable, Codable {
    /// A span of time.
    struct Span: Sendable, Codable {
        /// The first moment; of events without times, nil.
        var from: String?
        /// The moment after the last, or the last event's.
        var until: String?
        /// The events in it: a product counts once for each shopper.
        var events: Int
    }

    /// One learner in one protocol, ranked among the whole catalogue.
    struct Row: Sendable, Codable {
        var learner: String
        var ndcg10: Double
        /// The 95 % interval over shoppers.
        var ndcg10Interval95: [Double]
        var recall10: Double
        var recall10Interval95: [Double]
        var mrr: Double
        var mrrInterval95: [Double]
        /// The share of the catalogue that is among somebody's first ten.
        var coverage: Double
        /// The mean −log₂ of a recommended product's share of all events before.
        var novelty: Double
        /// The share of recommended places that products have whom nobody had wanted before.
        var newProducts: Double
        /// The same answers among 99 products that were drawn.
        var sampled: Sampled
        /// nDCG@10 by market, where there are several.
        var markets: [String: Double]?
        /// The advantage of the chosen learner over this one in nDCG@10, on the same shoppers.
        var advantageOfChosen: Double?
        var advantageInterval95: [Double]?

        /// The ranking among sampled candidates.
        struct Sampled: Sendable, Codable {
            var candidates: Int
            var ndcg10: Double
            var ndcg10Interval95: [Double]
            var recall10: Double
        }
    }

    /// The learners in one protocol, the best last.
    struct Table: Sendable, Codable {
        var `protocol`: String
        var title: String
        /// The shoppers that were asked for, one example each.
        var shoppers: Int
        var rows: [Row]
    }

    var store: String
    var products: Int
    var shoppers: Int
    var events: Int
    var markets: [String]
    var train: Span
    var validation: Span
    var test: Span
    /// Shoppers whom nothing was learned from.
    var coldShoppers: Int
    /// The learner chosen on validation.
    package var chosen: String
    /// Its parts, where it is a blend.
    var blend: [String: Float]
    /// nDCG@10 on validation by learner, from which it was chosen.
    var validationNDCG10: [String: Double]
    package var notes: [String]
    var tables: [Table]
    /// Tasks of the shop's own categories, where it has enough of them.
    var categories: CategoryTable?
    var seed: UInt64
    var seconds: Double
    var machine: String
    var revision: String
    var command: String
}

extension ShopEvaluationReport.Row {
    init(
        _ learner: String, _ whole: RankingEvaluation.Result, _ sampled: RankingEvaluation.Result,
        _ spread: RecommendationSpread, markets names: [String], chosen: RankingEvaluation.Result?
    ) {
        func interval(_ estimate: RankingEvaluation.Result.Pooled.Estimate) -> [Double] {
            [estimate.mean - estimate.confidence95, estimate.mean + estimate.confidence95]
        }
        let (all, drawn) = (whole.pooled, sampled.pooled)
        let (ndcg, recall, rank) = (all.estimate(\.ndcg10), all.estimate(\.hit10), all.estimate(\.reciprocalRank))
        self.learner = learner
        (ndcg10, ndcg10Interval95) = (ndcg.mean, interval(ndcg))
        (recall10, recall10Interval95) = (recall.mean, interval(recall))
        (mrr, mrrInterval95) = (rank.mean, interval(rank))
        (coverage, novelty, newProducts) = (spread.coverage, spread.novelty, spread.newProducts)
        self.sampled = Sampled(
            candidates: ShopTest.sampled, ndcg10: drawn.mean.ndcg10,
            ndcg10Interval95: interval(drawn.estimate(\.ndcg10)), recall10: drawn.mean.hit10)
        if !names.isEmpty {
            var own: [String: Double] = [:]
            for (name, score) in zip(names, whole.markets) { if let score { own[name] = score.ndcg10 } }
            markets = own
        }
        if let chosen {
            let advantage = chosen.pooled.advantage(over: all, \.ndcg10)
            (advantageOfChosen, advantageInterval95) = (advantage.mean, interval(advantage))
        }
    }
}
