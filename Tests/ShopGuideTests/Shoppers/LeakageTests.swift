import FewShotLearning
import FewShotTensors
import ShopGuide
import Testing

/// A small world of two markets: who has one of a group's products wants the others of it.
enum TwoMarkets {
    static let groups = 8
    static let size = 6

    static func interactions(shoppers: Int = 120, seed: UInt64 = 1) -> MarketInteractions {
        var generator = SeededGenerator(seed: seed)
        let histories = (0..<shoppers).map { shopper in
            let group = generator.integer(below: groups)
            let own = generator.sample(4, below: size).map { group * size + $0 }
            let other = generator.integer(below: groups * size)
            // What comes last, and is asked for, is of the group.
            let events = ((own.contains(other) ? [] : [other]) + own).enumerated().map { position, product in
                ShopperHistory.Event(
                    product: product, kind: .rating, value: 5,
                    time: Timestamp(milliseconds: Int64(18_000 + shopper % 50 + position) * 86_400_000))
            }
            return ShopperHistory(events: events, market: shopper % 2)
        }
        return MarketInteractions(markets: ["one", "two"], products: groups * size, histories: histories)
    }

    /// Trains a ranker to the end.
    static func trained<Ranker: ShopperRanker>(
        _ ranker: Ranker, _ examples: [RankingExample], _ source: RankingSource,
        _ configuration: TrainingConfiguration
    ) throws -> Ranker {
        var trainer = Trainer(
            TrainingState(ranker), configuration: configuration,
            objective: RankingObjective(for: ranker, examples, of: source, configuration))
        while try trainer.next() != nil {}
        return trainer.state.best
    }

    /// Signals of everything but each shopper's last event.
    static func source(_ interactions: MarketInteractions) throws -> (RankingSource, InteractionSignals, [Int]) {
        let known = interactions.histories.map { $0.events.count - 1 }
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        options.ridge = 5
        options.marketRidge = 5
        let signals = try InteractionSignals(
            interactions.histories(cutTo: known), products: interactions.products, markets: 2, options: options)
        return (RankingSource(interactions, signals, known: known), signals, known)
    }
}

@Suite struct `What must not be known` {
    private static let tolerance: Float = 2e-3

    @Test func `what a shopper did from the question on changes nothing that is seen`() throws {
        let interactions = TwoMarkets.interactions()
        let (source, _, known) = try TwoMarkets.source(interactions)
        var generator = SeededGenerator(seed: 7)
        let ranker = RelationRanker(using: &generator)
        for shopper in [0, 1, 5, 10] {
            let question = RankingExample(shopper: shopper, known: 2, target: 2)
            let own = interactions.histories[shopper].events.prefix(2).map(\.product)
            let candidates = (0..<interactions.products).filter { !own.contains($0) }
            let seen = try source.scores(question, candidates, by: ranker)
            // The signals gathered without what is to be forgotten must say the same.
            var lengths = known
            lengths[shopper] = 2
            var options = InteractionSignals.Options()
            (options.keepsEASE, options.ridge, options.marketRidge) = (true, 5, 5)
            let signals = try InteractionSignals(
                interactions.histories(cutTo: lengths), products: interactions.products, markets: 2, options: options)
            let honest = try RelationShopperLearner(signals: signals, ranker: ranker)
                .adapted(to: interactions.history(question)).scores(of: candidates)
            let worst = zip(seen, honest).map { abs($0 - $1) }.max() ?? 0
            #expect(worst < Self.tolerance, "shopper \(shopper): \(worst)")
        }
    }

    @Test func `a held-out interaction changes no score before it is asked`() throws {
        let interactions = TwoMarkets.interactions()
        let (_, signals, known) = try TwoMarkets.source(interactions)
        let question = RankingExample(shopper: 3, known: known[3], target: known[3])
        var histories = interactions.histories
        histories[3].events[known[3]].product = (interactions.target(question) + 7) % interactions.products
        let changed = MarketInteractions(
            markets: ["one", "two"], products: interactions.products, histories: histories)
        let (_, others, _) = try TwoMarkets.source(changed)
        var generator = SeededGenerator(seed: 7)
        let ranker = RelationRanker(using: &generator)
        let candidates = Array(0..<interactions.products)
        let scores = try [signals, others].map { signals in
            try RelationShopperLearner(signals: signals, ranker: ranker).adapted(to: interactions.history(question))
                .scores(of: candidates)
        }
        #expect(scores[0] == scores[1])
    }
}
