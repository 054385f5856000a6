import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Rankings of given candidates by the learners that recommend, in the format of TREC runs, and their scores.
package struct CandidateRanking: Sendable {
    /// The ranked products of a shopper.
    struct List: Sendable {
        var shopper: String
        /// The products, the best first.
        var products: [String]
        var scores: [Float]
    }

    /// The scores of a learner, means over the shoppers that have right answers.
    package struct Score: Sendable, Codable {
        var learner: String
        var shoppers: Int
        var ndcg10: Double
        var ndcg10Interval95: [Double]
        var hr10: Double
        var mrr: Double
        /// The right answers that aren't among the candidates.
        var missing: Int
    }

    /// The moment at which shoppers are asked for.
    package enum Moment: String, Sendable, CaseIterable {
        /// Just after the last thing that the shopper did; for a newcomer, after the last event of all.
        case shopper
        /// Just after the last event of all.
        case store
    }

    /// The learner.
    package let learner: String
    private let lists: [List]
    /// The candidates that aren't in the catalogue, which come last.
    package let unknown: Int

    /// Ranks candidates.
    ///
    /// - Parameters:
    ///   - candidates: The candidates.
    ///   - learner: The learner's name in requests.
    ///   - moment: The moment at which shoppers are asked for.
    ///   - shop: The shop.
    ///   - monitor: The listener to the progress, which may stop it.
    /// - Throws: ``GuideError`` for a learner that isn't there, ``ExperimentError`` if the user stopped it.
    package init(
        _ candidates: CandidateFile, by learner: String, at moment: Moment, in shop: Shop, monitor: any WorkMonitor
    ) throws {
        let recommender = try shop.builtRecommender()
        // Old data are as young as they were then.
        let moments = try LastEvents(shop.store, of: moment == .shopper ? candidates : nil)
        var (lists, unknown) = ([List](), 0)
        var bar = ProgressBar("shopper", total: candidates.entries.count, on: monitor)
        for (number, entry) in candidates.entries.enumerated() {
            try monitor.checkStop("stopped; nothing was written")
            var request = RecommendationRequest()
            request.learner = learner
            if try shop.store.shopper(entry.shopper) != nil { request.shopper = entry.shopper }
            var seen = Set<ExactID>()
            let distinct = entry.products.filter { seen.insert(ExactID($0)).inserted }
            let known = distinct.filter { recommender.product($0) != nil }
            let scores =
                known.isEmpty ? [] : try recommender.scores(of: known, for: request, now: moments.after(entry.shopper))
            // Of equal scores the order says nothing, whatever that of the file was.
            let order = known.indices.sorted {
                (-scores[$0], PackedEvents.hash(known[$0])) < (-scores[$1], PackedEvents.hash(known[$1]))
            }
            let lowest = scores.min() ?? 0
            let others = distinct.filter { recommender.product($0) == nil }
            unknown += others.count
            lists.append(
                List(
                    shopper: entry.shopper, products: order.map { known[$0] } + others,
                    scores: order.map { scores[$0] } + others.indices.map { lowest - Float($0 + 1) }))
            bar.show(number + 1)
        }
        bar.clear()
        (self.learner, self.lists, self.unknown) = (learner, lists, unknown)
    }

    /// Writes the run, `shopper Q0 product rank score tag`, as TREC's evaluators read it.
    ///
    /// - Throws: ``ExperimentError`` where the file can't be written.
    package func write(to url: URL) throws {
        var text = ""
        for list in lists {
            for (place, product) in list.products.enumerated() {
                text += "\(list.shopper) Q0 \(product) \(place + 1) \(list.scores[place]) shopguide-\(learner)\n"
            }
        }
        try writing(in: url) { try Data(text.utf8).write(to: url, options: .atomic) }
    }

    /// Scores the run by right answers; shoppers without candidates have none right.
    package func score(by truth: CandidateFile) -> Score {
        let ranked = Dictionary(lists.map { (ExactID($0.shopper), $0) }, uniquingKeysWith: { first, _ in first })
        var (gains, hits, ranks, missing) = ([Double](), [Double](), [Double](), 0)
        for entry in truth.entries where entry.gains.contains(where: { $0 > 0 }) {
            var own: [ExactID: Double] = [:]
            for (product, gain) in zip(entry.products, entry.gains) {
                own[ExactID(product)] = max(own[ExactID(product)] ?? 0, gain)
            }
            let list = ranked[ExactID(entry.shopper)]?.products ?? []
            let found = list.map { own[ExactID($0)] ?? 0 }
            let ideal = own.values.sorted(by: >)
            gains.append(Self.gain(found) / Self.gain(ideal))
            hits.append(found.prefix(10).contains { $0 > 0 } ? 1 : 0)
            ranks.append(found.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0)
            missing += own.count { $0.value > 0 } - found.count { $0 > 0 }
        }
        let (ndcg, hit) = (
            RankingEvaluation.Result.Pooled.Estimate(gains), RankingEvaluation.Result.Pooled.Estimate(hits)
        )
        return Score(
            learner: learner, shoppers: gains.count, ndcg10: ndcg.mean,
            ndcg10Interval95: [ndcg.mean - ndcg.confidence95, ndcg.mean + ndcg.confidence95], hr10: hit.mean,
            mrr: RankingEvaluation.Result.Pooled.Estimate(ranks).mean, missing: missing)
    }

    /// The discounted gain of the first ten.
    private static func gain(_ gains: [Double]) -> Double {
        gains.prefix(10).enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset) + 2) }
    }
}

/// The moments of the last events in a store.
private struct LastEvents {
    private var latest: Timestamp?
    private var own: [ExactID: Timestamp] = [:]

    /// Reads a store, for some shoppers one by one.
    init(_ store: any Store, of shoppers: CandidateFile?) throws {
        let asked = Set(shoppers?.entries.map { ExactID($0.shopper) } ?? [])
        var (latest, own) = (Timestamp?.none, [ExactID: Timestamp]())
        try store.forEachInteraction { interaction in
            guard let time = interaction.time else { return }
            if time.milliseconds > latest?.milliseconds ?? .min { latest = time }
            let id = ExactID(interaction.shopper)
            if asked.contains(id), time.milliseconds > own[id]?.milliseconds ?? .min { own[id] = time }
        }
        (self.latest, self.own) = (latest, own)
    }

    /// The moment just after a shopper's last event, or after that of everybody; now where no event has a time.
    func after(_ shopper: String) -> Timestamp {
        (own[ExactID(shopper)] ?? latest).map { Timestamp(milliseconds: $0.milliseconds + 1) } ?? .now
    }
}

extension CandidateRanking.Score {
    /// The score in a line.
    package var text: String {
        String(
            format: "%@: nDCG@10 %.4f ± %.4f, HR@10 %.4f, MRR %.4f (%d shoppers%@)", learner, ndcg10,
            (ndcg10Interval95[1] - ndcg10Interval95[0]) / 2, hr10, mrr, shoppers,
            missing == 0 ? "" : "; \(missing) right answers aren't among the candidates")
    }
}
