import FewShotTensors
import Foundation
import ShopGuide

/// The test of a run's learners on the last span of time, protocol by protocol.
struct ShopTest: Sendable {
    let run: ShopRun
    let choice: ShopRun.Choice

    /// Products that compete with an answer in the sampled ranking.
    static let sampled = 99

    /// The scores of a learner in one protocol.
    private struct Scores: Codable {
        var whole: RankingEvaluation.Result
        var sampled: RankingEvaluation.Result
        var spread: RecommendationSpread
    }

    /// Measures every protocol that has examples.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    func tables() throws -> [ShopEvaluationReport.Table] {
        let found = ShopExamples.Kind.all.filter { $0 != .returning || run.shop.isDated }.map { kind in
            let examples = run.examples.examples(kind, from: run.spans.test, until: nil)
            return (kind: kind, interactions: examples.interactions, examples: examples.examples)
        }.filter { !$0.examples.isEmpty }
        let learners = run.learners(run.after, choice)
        let counts = try run.after.stage().signals.pooled.moments.map(\.count)
        run.folder.monitor.plan(run.plan(tests: found.count * learners.count))
        let groups = groups(of: learners)
        let scores = try Parallel.map(found.count * groups.count, width: run.settings.width) { job in
            let (set, group) = (found[job % found.count], groups[job / found.count])
            let scores = Lazy { try self.scores(group, set.interactions, set.examples, counts) }
            return try group.indices.map { place in
                try run.folder.number("test/\(set.kind.name)/\(group[place].name)") { try scores()[place] }
            }
        }
        return found.indices.map { place in
            let own = groups.enumerated().flatMap { number, group in
                zip(group.map(\.name), scores[number * found.count + place])
            }
            let known = Dictionary(own, uniquingKeysWith: { first, _ in first })
            return table(
                found[place].kind.name, found[place].kind.title, found[place].examples.count,
                learners.compactMap { learner in known[learner.name].map { (learner.name, $0) } })
        }
    }

    /// The learners that are tested together, for each scores once then: a blend behind those that it is made of, in the order in which
    /// it adds them; every other one by itself.
    private func groups(of learners: [TableLearner]) -> [[TableLearner]] {
        let parts = choice.blend.parts.compactMap { part in learners.first { $0.name == part.name } }
        let joined = parts + learners.filter { $0.name == LearnerBlend.name }
        let names = Set(joined.map(\.name))
        return learners.filter { !names.contains($0.name) }.map { [$0] } + (joined.isEmpty ? [] : [joined])
    }

    /// Scores the learners of a group.
    private func scores(
        _ group: [TableLearner], _ interactions: MarketInteractions, _ examples: [RankingExample], _ counts: [Int]
    ) throws -> [Scores] {
        guard group.count > 1 else { return [try scores(group[0].make(), interactions, examples, counts)] }
        let parts = try zip(group, choice.blend.parts).map { (learner: try $0.make(), weight: $1.weight) }
        var collectors = group.map { _ in RecommendationSpread.Collector(counts) }
        let (all, few) = evaluations(interactions, examples)
        let whole = try all(
            sumOf: parts, observing: { collectors[$0].add($1, $2) }, check: run.folder.checkStop)
        let sampled = try few(sumOf: parts, observing: { _, _, _ in }, check: run.folder.checkStop)
        return group.indices.map {
            Scores(whole: whole[$0], sampled: sampled[$0], spread: collectors[$0].spread)
        }
    }

    /// The evaluations of one set of examples: among all products, and among a few.
    private func evaluations(
        _ interactions: MarketInteractions, _ examples: [RankingExample]
    ) -> (all: RankingEvaluation, few: RankingEvaluation) {
        (
            RankingEvaluation(interactions, examples, among: .all),
            RankingEvaluation(interactions, examples, others: Self.sampled, seeds: [run.settings.seed &* 1000])
        )
    }

    /// Measures what can be said of each market as if it had just been entered, by learners that were never trained on it: none or ten of
    /// its shoppers are known.
    func newMarkets() throws -> [ShopEvaluationReport.Table] {
        let known = run.examples.examples(.known, from: run.spans.test, until: nil)
        let markets = run.shop.interactions.markets.indices.filter { market in
            known.examples.contains { run.shop.interactions.histories[$0.shopper].market == market }
        }
        guard run.shop.interactions.markets.count > 1, !markets.isEmpty else { return [] }
        let groups = try run.after.stage().signals.markets
        let learners = untrained(popularity: choice.contentShare)
        let counts = [0, 10]
        let jobs = counts.flatMap { count in markets.map { (count: count, market: $0) } }
        let measured = try Parallel.map(jobs.count, width: run.settings.width) { job in
            let (count, market) = jobs[job]
            let name = run.shop.interactions.markets[market]
            let own = known.examples.filter { run.shop.interactions.histories[$0.shopper].market == market }
            let signals = Lazy { try self.signals(entering: market, knowing: count, groups) }
            return try learners.map { learner in
                try run.folder.number("new market/\(name)/\(count)/\(learner.name)") {
                    let counts = try signals().pooled.moments.map(\.count)
                    return try self.scores(learner.make(signals()), known.interactions, own, counts)
                }
            }
        }
        return counts.map { count in
            let own = learners.indices.map { learner in
                let parts = jobs.indices.filter { jobs[$0].count == count }.map { measured[$0][learner] }
                return (
                    learners[learner].name,
                    Scores(
                        whole: .joined(parts.map(\.whole)), sampled: .joined(parts.map(\.sampled)),
                        spread: .mean(parts.map(\.spread)))
                )
            }
            return table(
                "new-market-\(count)", "Each market as if just entered, \(count) of its shoppers known",
                known.examples.count, own, isChosenOurs: false)
        }
    }

    /// A learner over signals that were never trained on.
    private struct SignalLearner: Sendable {
        var name: String
        var make: @Sendable (InteractionSignals) throws -> any ShopperLearner
    }

    /// The learners that need no training on the shop.
    private func untrained(popularity: Float) -> [SignalLearner] {
        var learners = [
            SignalLearner(name: "popularity") { PopularityLearner(signals: $0) },
            SignalLearner(name: "itemknn") { NeighborLearner(signals: $0, table: .itemKNN) },
            SignalLearner(name: "ease") { NeighborLearner(signals: $0, table: .ease) },
        ]
        if let content = run.shop.frame.content {
            learners.append(
                SignalLearner(name: "content") {
                    ContentLearner(signals: $0, content: content, popularity: popularity)
                })
        }
        if let ranker = run.shipped?.ranker as? RelationRanker {
            learners.append(SignalLearner(name: "relation-shipped") { try ranker.learner(over: $0) })
        }
        return learners
    }

    /// The signals before the test without a market's shoppers, but for a few.
    private func signals(
        entering market: Int, knowing count: Int, _ groups: [InteractionSignals.Group]
    ) throws -> InteractionSignals {
        let interactions = run.shop.shown
        var lengths = run.after.known
        let own = lengths.indices.filter { interactions.histories[$0].market == market }
        var generator = SeededGenerator(seed: run.settings.seed, position: market)
        let kept = Set(generator.shuffled(own.filter { lengths[$0] > 0 }).prefix(count))
        for shopper in own where !kept.contains(shopper) { lengths[shopper] = 0 }
        var known: [InteractionSignals.Group?] = groups
        known[market] = nil
        return try InteractionSignals(
            interactions.histories(cutTo: lengths), products: interactions.products,
            markets: interactions.markets.count, options: run.after.stage().signals.options, groups: known)
    }

    private func scores(
        _ learner: any ShopperLearner, _ interactions: MarketInteractions, _ examples: [RankingExample], _ counts: [Int]
    ) throws -> Scores {
        var collector = RecommendationSpread.Collector(counts)
        let (all, few) = evaluations(interactions, examples)
        let whole = try all(learner, observing: { collector.add($1, $2) }, check: run.folder.checkStop)
        let sampled = try few(learner, check: run.folder.checkStop)
        return Scores(whole: whole, sampled: sampled, spread: collector.spread)
    }

    private func table(
        _ protocolName: String, _ title: String, _ examples: Int, _ scores: [(name: String, scores: Scores)],
        isChosenOurs: Bool = true
    ) -> ShopEvaluationReport.Table {
        let best = isChosenOurs ? scores.first { $0.name == choice.chosen }?.scores : nil
        let markets = run.shop.interactions.markets
        let rows = scores.map { name, scores in
            ShopEvaluationReport.Row(
                name, scores.whole, scores.sampled, scores.spread, markets: markets.count > 1 ? markets : [],
                chosen: name == choice.chosen ? nil : best?.whole)
        }
        return ShopEvaluationReport.Table(
            protocol: protocolName, title: title, shoppers: examples, rows: rows.sorted { $0.ndcg10 < $1.ndcg10 })
    }
}

extension RecommendationSpread {
    /// The mean of spreads.
    static func mean(_ spreads: [RecommendationSpread]) -> RecommendationSpread {
        let count = Double(max(1, spreads.count))
        return RecommendationSpread(
            coverage: spreads.reduce(0) { $0 + $1.coverage } / count,
            novelty: spreads.reduce(0) { $0 + $1.novelty } / count,
            newProducts: spreads.reduce(0) { $0 + $1.newProducts } / count)
    }
}
