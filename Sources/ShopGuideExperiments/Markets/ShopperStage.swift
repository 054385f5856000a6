import FewShotTensors
import Foundation
import ShopGuide

/// What is known at one stage of a measurement: signals, and the questions that learners are trained on.
struct ShopperStage {
    let interactions: MarketInteractions
    let signals: InteractionSignals
    let effort: Effort
    let monitor: any WorkMonitor
    private var source: ShopperTraining.Source
    private let training: [ShopperQuestion]
    private let earlierKnown: [Int]
    private let earlierTraining: [ShopperQuestion]
    private let latest: [ShopperQuestion]

    /// How much is trained.
    struct Effort {
        var seed: UInt64
        /// 1 is the usual; less trains on fewer questions.
        var share = 1.0
        var knowsAge = true
        /// Products to choose from beside the right one, in training the learner of relations.
        var negatives = 15
        /// How often the learner of relations is asked everything, at least.
        var epochs = 2
        /// Rankers of relations that are trained alike, begun differently, and asked together.
        var members = 1

        /// What decides the sets of products that compete with each answer, in tests.
        var testSeeds: [UInt64] { (0..<5).map { seed &* 1000 &+ $0 } }
    }

    /// Gathers signals of the first events of each history.
    ///
    /// All that is asked in training must be known. What comes earlier is for learners that look at places, which would give the answers
    /// away: of what is known, the last event is held back for them.
    init(
        _ interactions: MarketInteractions, known: [Int], training: [ShopperQuestion], earlier: [ShopperQuestion],
        effort: Effort, monitor: any WorkMonitor, ease: EASE? = nil, groups: [InteractionSignals.Group?] = []
    ) throws {
        self.interactions = interactions
        self.effort = effort
        self.monitor = monitor
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        options.neighbors = .max
        signals = try InteractionSignals(
            interactions.histories(cutTo: known), products: interactions.products, markets: interactions.markets.count,
            options: options, ease: ease, groups: groups)
        source = ShopperTraining.Source(interactions, signals, known: known)
        var generator = SeededGenerator(seed: effort.seed)
        let count = max(1, Int(effort.share * Double(training.count)))
        self.training = Array(generator.shuffled(training).prefix(count))
        latest = self.training.filter { $0.known + 2 >= known[$0.shopper] }
        earlierKnown = known.map { max(0, $0 - 1) }
        earlierTraining = earlier
    }

    /// Has questions of other markets than one asked as if theirs had just been entered, too: with none of its shoppers known, and with some.
    mutating func enterMarkets(but new: Int, knowing counts: [Int]) throws {
        let known = interactions.histories.indices.filter { interactions.histories[$0].market != new }
        for market in interactions.markets.indices where market != new {
            let others = known.filter { interactions.histories[$0].market != market }
            let own = known.filter { interactions.histories[$0].market == market }
            let ease = try EASE(
                baskets: others.map { interactions.histories[$0].events.map(\.product) },
                products: interactions.products,
                ridge: signals.options.ridge)
            source.entries[market] = try counts.enumerated().map { position, count in
                var generator = SeededGenerator(seed: effort.seed, position: 100 * market + position)
                return try ShopperTraining.Entry(
                    of: market, in: interactions, knowing: others + generator.shuffled(own).prefix(count), signals,
                    ease: ease)
            }
        }
    }

    /// Everything in order: what came next, for each event that is known.
    static func sequences(_ known: [Int]) -> [ShopperQuestion] {
        known.indices.flatMap { shopper in
            (1..<max(1, known[shopper])).map { ShopperQuestion(shopper: shopper, known: $0, target: $0) }
        }
    }

    /// The last event that is known of everybody, after those before it.
    static func lasts(_ known: [Int]) -> [ShopperQuestion] {
        known.indices.filter { known[$0] >= 2 }.map { shopper in
            ShopperQuestion(shopper: shopper, known: known[shopper] - 1, target: known[shopper] - 1)
        }
    }

    private var recipe: ShopperTraining {
        var recipe = ShopperTraining()
        recipe.seed = effort.seed
        (recipe.knowsAge, recipe.negatives) = (effort.knowsAge, effort.negatives)
        return recipe
    }

    /// A ranker of relations, trained on everything and then once more on what came last; another member of those that are asked
    /// together begins with other weights and takes questions in another order.
    func relationRanker(member: Int = 0) throws -> RelationRanker {
        let seed = effort.seed &+ UInt64(member) &* 1_000_003
        var generator = SeededGenerator(seed: seed)
        var ranker = RelationRanker(using: &generator)
        var recipe = recipe
        recipe.seed = seed
        recipe.epochs = recipe.epochs(of: training.count, atLeast: effort.epochs)
        try train(&ranker, training, source, recipe, "relation")
        recipe.rate = 1e-3
        recipe.epochs = 1
        try train(&ranker, latest, source, recipe, "relation, latest")
        return ranker
    }

    /// The learner of relations: one, or several together.
    func relationLearner() throws -> any ShopperLearner {
        guard effort.members > 1 else { return try learner(relationRanker()) }
        return EnsembleLearner(meanOf: try (0..<effort.members).map { try learner(relationRanker(member: $0)) })
    }

    func learner(_ ranker: RelationRanker) throws -> RelationShopperLearner {
        var learner = try RelationShopperLearner(signals: signals, ranker: ranker)
        learner.knowsAge = effort.knowsAge
        return learner
    }

    /// A ranker that takes a few more steps on the questions of one market.
    func adapted(_ ranker: RelationRanker, to market: Int, epochs: Int = 1) throws -> RelationRanker {
        var ranker = ranker
        var recipe = recipe
        (recipe.epochs, recipe.rate, recipe.batch) = (epochs, 5e-4, 64)
        let own = training.filter { interactions.histories[$0.shopper].market == market }
        guard !own.isEmpty else { return ranker }
        try train(&ranker, own, source, recipe, "relation, \(interactions.markets[market])")
        return ranker
    }

    /// The relation learner with weights of its own in each market.
    func marketwise(_ ranker: RelationRanker) throws -> MarketwiseLearner {
        let learners = try interactions.markets.indices.map { try learner(adapted(ranker, to: $0)) }
        return MarketwiseLearner(learners, otherwise: try learner(ranker))
    }

    static let dimensions = 32

    /// Learners that look at places, trained.
    struct SpaceRankers {
        var prototype: PrototypeRanker
        var maml: MAMLRanker
    }

    /// Prototypes and MAML, trained where the last event of everybody is not in the places.
    func spaceRankers() throws -> SpaceRankers {
        var options = InteractionSignals.Options()
        options.easeLimit = 0
        let before = try InteractionSignals(
            interactions.histories(cutTo: earlierKnown), products: interactions.products,
            markets: interactions.markets.count, options: options)
        let space = try ItemSpace(before, dimensions: Self.dimensions)
        let source = ShopperTraining.Source(interactions, before, known: earlierKnown, space: space)
        var generator = SeededGenerator(seed: effort.seed)
        var rankers = SpaceRankers(
            prototype: PrototypeRanker(dimensions: space.dimensions, using: &generator),
            maml: MAMLRanker(dimensions: space.dimensions, using: &generator))
        var recipe = recipe
        (recipe.epochs, recipe.rate, recipe.batch, recipe.negatives) = (4, 1e-2, 64, 15)
        try train(&rankers.prototype, earlierTraining, source, recipe, "prototype")
        try train(&rankers.maml, earlierTraining, source, recipe, "maml")
        return rankers
    }

    func learners(_ rankers: SpaceRankers) throws -> [(String, any ShopperLearner)] {
        let space = try ItemSpace(signals, dimensions: Self.dimensions)
        return [
            ("prototype", SpaceShopperLearner(signals: signals, space: space, ranker: rankers.prototype)),
            ("maml", SpaceShopperLearner(signals: signals, space: space, ranker: rankers.maml)),
        ]
    }

    private func train<Ranker: ShopperRanker>(
        _ ranker: inout Ranker, _ questions: [ShopperQuestion], _ source: ShopperTraining.Source,
        _ recipe: ShopperTraining,
        _ name: String
    ) throws {
        guard !questions.isEmpty else { return }
        var bar = ProgressBar(name, total: recipe.epochs * max(1, questions.count / recipe.batch), on: monitor)
        var mean = 0.0
        try recipe.train(&ranker, on: questions, of: source) { step, steps, loss in
            mean = step == 1 ? loss : 0.99 * mean + 0.01 * loss
            bar.show(min(step, steps), String(format: "loss %.3f", mean))
        }
        bar.note(String(format: "\(name): \(questions.count) questions, loss %.4f", mean))
    }
}
