import Foundation
import ShopGuide

/// The tables of a run of the market protocols, with all that is needed to get them again.
public struct MarketResults: Codable, Sendable {
    /// A mean over shoppers.
    struct Figure: Codable {
        var ndcg10: Double
        var hr10: Double
        /// The standard error of nDCG over shoppers.
        var se: Double
    }

    /// One row of a table.
    struct Row: Codable {
        var mean: Figure
        var markets: [String: Figure]

        /// Joins results that are of one market each.
        init(_ results: [(market: Int, result: RankingEvaluation.Result)], _ names: [String]) {
            let count = Double(results.count)
            mean = Figure(
                ndcg10: results.reduce(0) { $0 + $1.result.mean.ndcg10 } / count,
                hr10: results.reduce(0) { $0 + $1.result.mean.hit10 } / count,
                se: results.reduce(0) { $0 + $1.result.error * $1.result.error }.squareRoot() / count)
            markets = [:]
            for (market, result) in results {
                markets[names[market]] = Figure(ndcg10: result.mean.ndcg10, hr10: result.mean.hit10, se: result.error)
            }
        }

        init(_ result: RankingEvaluation.Result, _ names: [String]) {
            mean = Figure(ndcg10: result.mean.ndcg10, hr10: result.mean.hit10, se: result.error)
            markets = [:]
            for (index, name) in names.enumerated() {
                guard let score = result.markets[index] else { continue }
                markets[name] = Figure(ndcg10: score.ndcg10, hr10: score.hit10, se: result.errors[index])
            }
        }
    }

    /// The advantage in nDCG of one model over another on the same examples.
    struct Advantage: Codable {
        var ndcg10: Double
        /// The standard error of the difference.
        var se: Double
        /// The number of examples.
        var questions: Int

        init(of one: RankingEvaluation.Result, over other: RankingEvaluation.Result) {
            (ndcg10, se) = one.advantage(over: other)
            questions = one.scores.reduce(0) { $0 + $1.count }
        }
    }

    /// Shoppers who come back after eight weeks or more, by one model with and without the ages of events.
    struct Returning: Codable {
        var withDecay: Row
        var withoutDecay: Row
        /// The advantage of the one over the other.
        var gain: Advantage
    }

    /// Known shoppers (protocol A), by model.
    var knownShoppers: [String: Row]?
    /// The same among all that the market offers.
    var full: [String: Row]?
    /// Cold shoppers (protocol B), by events known and model.
    var coldShoppers: [String: [String: Row]]?
    /// The advantages of the chosen model for cold shoppers, by events known and the other model.
    var advantages: [String: [String: Advantage]]?
    /// A new market, by its shoppers known and model.
    var newMarket: [String: [String: Row]]?
    /// The same of those answers alone that somebody took who is known where ten shoppers are.
    var newMarketFamiliar: [String: [String: Row]]?
    /// The shares of a new market's answers that nobody took who is known, by its shoppers known and market.
    var newMarketUntaken: [String: [String: Double]]?
    /// With and without the ages of events, by model.
    var returning: [String: Returning]?
    /// The model chosen on validation.
    var chosen: String
    /// The model chosen on validation for cold shoppers.
    var chosenCold: String?
    /// nDCG@10 on validation by model, from which it was chosen.
    var validation: [String: Double]
    var seed: UInt64
    var seconds: Double
    var machine: String
    /// The program.
    var revision: String
    var command: String

    // The keys as published.
    private enum CodingKeys: String, CodingKey {
        case knownShoppers = "A"
        case coldShoppers = "B"
        case full, advantages, newMarket, newMarketFamiliar, newMarketUntaken, returning, chosen, chosenCold, validation
        case seed, seconds, machine, revision, command
    }
}
