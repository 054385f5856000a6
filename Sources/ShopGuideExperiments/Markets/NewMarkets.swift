import FewShotTensors
import Foundation
import ShopGuide

/// Protocol of new markets: each in turn is left out of training, then adapted to from some of its shoppers, and evaluated on others of it.
struct NewMarkets: Sendable {
    let interactions: MarketInteractions
    let budget: TrainingBudget
    let folder: ExperimentFolder
    /// Shoppers of the new market that are known; `nil` for all but those evaluated.
    static let known: [Int?] = [0, 10, 50, nil]
    /// Shoppers known of the old markets at each stage where they are simulated as new; each time others.
    private static let stages = [0, 10, 10, 10, 50, 50]
    private static let ridge: Float = 200

    /// Markets that are measured at the same time.
    var width = 1
    /// The products' contents, where they are known.
    var content: ItemSpace?

    /// A new market, and what is known of the others.
    private struct Market: Sendable {
        var position: Int
        var shoppers: [Int]
        /// ``EASE`` without the market.
        var ease: Lazy<EASE>
        /// The signals of the other markets.
        var groups: Lazy<[InteractionSignals.Group]>
        /// All shoppers of other markets.
        var others: [Int]
    }

    /// Measures every market as if it had just been entered.
    func measured() throws -> NewMarketOutcome {
        let groups = Lazy {
            try stage(
                "new", Array(interactions.histories.indices),
                EASE(
                    baskets: [], products: interactions.products, ridge: Self.ridge, beyond: .mostPopular), []
            ).signals.markets
        }
        let measured = try Parallel.map(interactions.markets.count, width: width) { market in
            let scores = try scores(inNew: market, groups)
            folder.monitor.note("new market \(interactions.markets[market]): done")
            return scores
        }
        return NewMarketOutcome(measured, interactions.markets)
    }

    private func scores(
        inNew market: Int, _ groups: Lazy<[InteractionSignals.Group]>
    ) throws -> NewMarketOutcome.Market {
        let own = interactions.histories.indices.filter { interactions.histories[$0].market == market }
        let (evaluated, shoppers) = ColdShoppers.divided(interactions, own, share: 0.2, seed: budget.seed)
        var generator = SeededGenerator(seed: budget.seed, position: market)
        let order = generator.shuffled(shoppers)
        let examples = evaluated.compactMap { shopper in
            let length = interactions.histories[shopper].events.count
            return length < 2 ? nil : RankingExample(shopper: shopper, known: length - 1, target: length - 1)
        }
        let evaluation = Lazy { RankingEvaluation(interactions, examples, seeds: budget.testSeeds) }
        let others = interactions.histories.indices.filter { interactions.histories[$0].market != market }
        let ease = Lazy {
            try EASE(
                baskets: others.map(basket), products: interactions.products, ridge: Self.ridge, includesAll: true,
                beyond: .mostPopular)
        }
        let new = Market(position: market, shoppers: order, ease: ease, groups: groups, others: others)
        let first = Lazy { try stage(of: new, knowing: Self.known[0]) }
        let meta = Lazy {
            var stage = try first()
            try stage.simulateNewMarkets(except: market, knowing: Self.stages)
            return try (0..<budget.members).map { try stage.relationRanker(member: $0) }
        }
        var measured = NewMarketOutcome.Market()
        for count in Self.known {
            let key = Self.name(count)
            let taken = Set((others + order.prefix(count ?? order.count)).flatMap(basket))
            measured.isTaken[key] = examples.map { taken.contains(interactions.target($0)) }
            let stage = count == Self.known[0] ? first : Lazy { try self.stage(of: new, knowing: count) }
            for learner in learners(stage, in: market, knowing: count, meta) {
                measured.scores[key, default: [:]][learner.name] = try folder.result(
                    "new/\(interactions.markets[market])/\(key)/\(learner.name)", evaluation, of: learner.make)
            }
        }
        return measured
    }

    /// The name of a number of shoppers that are known.
    private static func name(_ count: Int?) -> String { count.map { "\($0)" } ?? "all" }

    private func learners(
        _ stage: Lazy<ShopperStage>, in market: Int, knowing count: Int?, _ meta: Lazy<[RelationRanker]>
    ) -> [TableLearner] {
        let relation = Lazy {
            let rankers = try meta().enumerated().map { member, ranker in
                count == 0
                    ? ranker
                    : try stage().adapted(ranker, to: market, passes: count == nil ? 1 : 2, member: member)
            }
            return EnsembleLearner(meanOf: try rankers.map(stage().learner))
        }
        let learners = [
            TableLearner("popularity") { PopularityLearner(signals: try stage().signals) },
            TableLearner("ease") { NeighborLearner(signals: try stage().signals, table: .ease) },
            TableLearner("relation, not adapted") { EnsembleLearner(meanOf: try meta().map(stage().learner)) },
            TableLearner(NewMarketOutcome.relation) { try relation() },
        ]
        guard let content else { return learners }
        return learners
            + NewMarketOutcome.shares.map { share in
                TableLearner(NewMarketOutcome.withContent(share)) {
                    EnsembleLearner([
                        (try relation(), 1),
                        (ContentLearner(signals: try stage().signals, content: content, popularity: 0), share),
                    ])
                }
            }
    }

    private func basket(_ shopper: Int) -> [Int] { interactions.histories[shopper].events.map(\.product) }

    /// The stage with some shoppers of a new market known, and everybody in the others.
    private func stage(of market: Market, knowing count: Int?) throws -> ShopperStage {
        let newcomers = Array(market.shoppers.prefix(count ?? market.shoppers.count))
        var groups: [InteractionSignals.Group?] = try market.groups()
        groups[market.position] = nil
        let name = interactions.markets[market.position]
        return try stage(
            "new-\(name)-\(Self.name(count))", market.others + newcomers,
            market.ease().adding(newcomers.map(basket)), groups)
    }

    private func stage(
        _ name: String, _ shoppers: [Int], _ ease: EASE, _ groups: [InteractionSignals.Group?]
    ) throws -> ShopperStage {
        let known = interactions.lengths(of: shoppers)
        return try ShopperStage(
            name, interactions, known: known, training: ShopperStage.sequences(known), earlier: [], budget: budget,
            folder: folder, ease: ease, groups: groups)
    }
}
