import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide

/// One stage of a market protocol: the signals of what is known then, and the examples that rankers are trained on.
struct ShopperStage: Sendable {
    let name: String
    let interactions: MarketInteractions
    let signals: InteractionSignals
    let budget: TrainingBudget
    let folder: ExperimentFolder
    private var source: RankingSource
    private let training: [RankingExample]
    private let earlierKnown: [Int]
    private let earlierTraining: [RankingExample]
    private let latest: [RankingExample]

    /// Fits signals to the first events of each history.
    ///
    /// - Parameters:
    ///   - name: The stage's name, of which its trainings' folders are made.
    ///   - interactions: The interactions of all shoppers.
    ///   - known: The number of events that are known, by history.
    ///   - training: Examples whose answers are known.
    ///   - earlier: Examples for rankers that embed products, which would give the answers away: of what is known, the last
    ///     event is held back for them.
    ///   - budget: The amount of training.
    ///   - folder: The folder of the run.
    ///   - ease: ``EASE`` over all markets, where it is known already.
    ///   - groups: The signals of markets, where they are known already.
    /// - Throws: The error of a matrix that can't be inverted.
    init(
        _ name: String, _ interactions: MarketInteractions, known: [Int], training: [RankingExample],
        earlier: [RankingExample], budget: TrainingBudget, folder: ExperimentFolder, ease: EASE? = nil,
        groups: [InteractionSignals.Group?] = []
    ) throws {
        self.name = name
        self.interactions = interactions
        self.budget = budget
        self.folder = folder
        var options = InteractionSignals.Options()
        options.keepsEASE = true
        options.neighbors = .max
        (options.easeLimit, options.easeBeyond) = (budget.easeLimit, budget.easeBeyond)
        signals = try InteractionSignals(
            interactions.histories(cutTo: known), products: interactions.products, markets: interactions.markets.count,
            options: options, ease: ease, groups: groups)
        source = RankingSource(
            interactions, signals, known: known,
            preferring: budget.prefersTaken ? interactions.taken(in: interactions.histories(cutTo: known)) : nil)
        var generator = SeededGenerator(seed: budget.seed)
        let count = max(1, Int(budget.share * Double(training.count)))
        self.training = Array(generator.shuffled(training).prefix(count))
        latest = self.training.filter { $0.known + 2 >= known[$0.shopper] }
        earlierKnown = known.map { max(0, $0 - 1) }
        earlierTraining = earlier
    }

    /// Shows examples of the markets other than one also as if their market had just been entered: with none of its shoppers
    /// known, and with some.
    mutating func simulateNewMarkets(except new: Int, knowing counts: [Int]) throws {
        let known = interactions.histories.indices.filter { interactions.histories[$0].market != new }
        for market in interactions.markets.indices where market != new {
            let others = known.filter { interactions.histories[$0].market != market }
            let own = known.filter { interactions.histories[$0].market == market }
            let ease = try EASE(
                baskets: others.map { interactions.histories[$0].events.map(\.product) },
                products: interactions.products, ridge: signals.options.ridge,
                limit: budget.easeLimit, beyond: budget.easeBeyond)
            source.simulations[market] = try counts.enumerated().map { position, count in
                try folder.checkStop()
                var generator = SeededGenerator(seed: budget.seed, position: 100 * market + position)
                return try SimulatedMarket(
                    of: market, in: interactions, knowing: others + generator.shuffled(own).prefix(count), signals,
                    ease: ease)
            }
        }
    }

    /// An example for each event that is known: it is the answer, after all before it.
    static func sequences(_ known: [Int]) -> [RankingExample] {
        known.indices.flatMap { shopper in
            (1..<max(1, known[shopper])).map { RankingExample(shopper: shopper, known: $0, target: $0) }
        }
    }

    /// Examples of shoppers as if they had just come: of each, once nothing is known and once a few of the first events, and something
    /// that they took later is the answer.
    static func beginnings(_ known: [Int], seed: UInt64) -> [RankingExample] {
        var generator = SeededGenerator(seed: SeedPurpose.training.seed(from: seed))
        return known.indices.flatMap { shopper -> [RankingExample] in
            let length = known[shopper]
            guard length > 0 else { return [] }
            let nothing = RankingExample(shopper: shopper, known: 0, target: generator.integer(below: length))
            guard length > 1 else { return [nothing] }
            let few = 1 + generator.integer(below: min(fewEvents, length - 1))
            let later = few + generator.integer(below: length - few)
            return [nothing, RankingExample(shopper: shopper, known: few, target: later)]
        }
    }

    /// Events at most that are known of somebody who has just come.
    private static let fewEvents = 5

    /// An example for each shopper: the last event that is known, after all before it.
    static func lastEvents(_ known: [Int]) -> [RankingExample] {
        known.indices.filter { known[$0] >= 2 }.map { shopper in
            RankingExample(shopper: shopper, known: known[shopper] - 1, target: known[shopper] - 1)
        }
    }

    // MARK: - Relations

    private var recipe: RankingRecipe {
        var recipe = RankingRecipe()
        (recipe.knowsAge, recipe.negatives) = (budget.knowsAge, budget.negatives)
        return recipe
    }

    /// Trains a ranker of relations on all examples, and then once more on what came last; another member of those that are
    /// averaged begins with other weights and sees the examples in another order.
    func relationRanker(member: Int = 0) throws -> RelationRanker {
        let seed = budget.seed &+ UInt64(member) &* 1_000_003
        var generator = SeededGenerator(seed: seed)
        let untrained = RelationRanker(using: &generator)
        let own = member == 0 ? "\(name)/relation" : "\(name)/relation-\(member + 1)"
        var recipe = recipe
        recipe.passes = recipe.passes(over: training.count, atLeast: budget.passes)
        let ranker = try trained(
            own, untrained, .relationRanker, training, source,
            recipe.configuration(examples: training.count, seed: seed))
        recipe.passes = 1
        return try trained(
            own + "-latest", ranker, .relationRanker, latest, source,
            recipe.configuration(examples: latest.count, rate: 1e-3, seed: seed))
    }

    /// Trains the learner of relations: one ranker, or the mean of several.
    func relationLearner() throws -> any ShopperLearner {
        guard budget.members > 1 else { return try learner(relationRanker()) }
        return EnsembleLearner(meanOf: try (0..<budget.members).map { try learner(relationRanker(member: $0)) })
    }

    /// Returns the learner of a ranker of relations over this stage's signals.
    func learner(_ ranker: RelationRanker) throws -> any ShopperLearner {
        try ranker.learner(over: signals, space: nil, knowsAge: budget.knowsAge)
    }

    /// Trains a ranker for a few more steps on the examples of one market.
    func adapted(_ ranker: RelationRanker, to market: Int, passes: Int = 1, member: Int = 0) throws -> RelationRanker {
        let own = examples(in: market)
        var recipe = recipe
        (recipe.passes, recipe.batch) = (passes, 64)
        return try trained(
            "\(name)/relation\(member == 0 ? "" : "-\(member + 1)")-in-\(market + 1)", ranker,
            .relationRanker, own, source,
            recipe.configuration(examples: own.count, rate: 5e-4, seed: budget.seed))
    }

    /// Adapts a ranker to each market, or to those of which as many events are known.
    func adaptedToMarkets(_ ranker: RelationRanker, knowing fewest: Int = 1) throws -> MarketRelationRanker {
        var adapted: [String: RelationRanker] = [:]
        for (market, name) in interactions.markets.enumerated() where signals.markets[market].events >= fewest {
            adapted[name] = try self.adapted(ranker, to: market)
        }
        return MarketRelationRanker(ranker, adapted: adapted)
    }

    private func examples(in market: Int) -> [RankingExample] {
        training.filter { interactions.histories[$0.shopper].market == market }
    }

    // MARK: - Item spaces

    /// Rankers that embed products, trained.
    struct SpaceRankers: Sendable {
        var prototype: PrototypeRanker
        var maml: MAMLRanker
    }

    /// Trains prototypes and MAML in an item space that doesn't know the last event of everybody.
    func spaceRankers() throws -> SpaceRankers {
        var options = InteractionSignals.Options()
        options.easeLimit = 0
        let before = try InteractionSignals(
            interactions.histories(cutTo: earlierKnown), products: interactions.products,
            markets: interactions.markets.count, options: options)
        let space = try ItemSpace(before)
        let source = RankingSource(interactions, before, known: earlierKnown, space: space)
        var generator = SeededGenerator(seed: budget.seed)
        let untrained = SpaceRankers(
            prototype: PrototypeRanker(dimensions: space.dimensions, using: &generator),
            maml: MAMLRanker(dimensions: space.dimensions, using: &generator))
        var recipe = RankingRecipe.ofSpaces
        recipe.knowsAge = budget.knowsAge
        let configuration = recipe.configuration(examples: earlierTraining.count, rate: 1e-2, seed: budget.seed)
        return SpaceRankers(
            prototype: try trained(
                "\(name)/prototype", untrained.prototype, .prototypeRanker, earlierTraining, source, configuration),
            maml: try trained("\(name)/maml", untrained.maml, .mamlRanker, earlierTraining, source, configuration))
    }

    /// The learners that embed products, over the signals of a stage.
    static func learners(_ stage: Lazy<ShopperStage>, _ rankers: Lazy<SpaceRankers>) -> [TableLearner] {
        let space = Lazy { try ItemSpace(stage().signals) }
        return [
            TableLearner("prototype") {
                SpaceShopperLearner(signals: try stage().signals, space: try space(), ranker: try rankers().prototype)
            },
            TableLearner("maml") {
                SpaceShopperLearner(signals: try stage().signals, space: try space(), ranker: try rankers().maml)
            },
        ]
    }

    private func trained<Ranker: ShopperRanker>(
        _ name: String, _ ranker: Ranker, _ kind: LearnerKind, _ examples: [RankingExample], _ source: RankingSource,
        _ configuration: TrainingConfiguration
    ) throws -> Ranker {
        try folder.trained(name, ranker, kind, examples, of: source, configuration)
    }
}
