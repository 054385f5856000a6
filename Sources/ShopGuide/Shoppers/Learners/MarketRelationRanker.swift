public import FewShotLearning
public import FewShotNetworks
import FewShotTensors

/// Relation networks of shoppers that were adapted to a market each, by a few more steps on what its shoppers did, and the one that they
/// began as for all other markets.
public struct MarketRelationRanker: ShopperNetwork {
    var everywhere: RelationRanker
    var adapted: [RelationRanker]
    /// The hashes of the names of the markets that it was adapted to, `[markets]`.
    var keys: Tensor

    /// Creates a network from trained ones.
    ///
    /// - Parameters:
    ///   - everywhere: The ranker of markets that none was adapted to.
    ///   - adapted: The adapted rankers by the names of their markets.
    public init(_ everywhere: RelationRanker, adapted: [String: RelationRanker]) {
        self.everywhere = everywhere
        let markets = adapted.sorted { $0.key < $1.key }
        self.adapted = markets.map(\.value)
        keys = Tensor(markets.map { ProductFrame.key($0.key) }, on: .cpu)
    }

    /// Creates a network with random weights, of markets without names.
    init(markets: Int, using generator: inout some RandomNumberGenerator) {
        everywhere = RelationRanker(using: &generator)
        adapted = (0..<markets).map { _ in RelationRanker(using: &generator) }
        keys = .zeros([markets], type: .int64, on: .cpu)
    }

    /// The plan of a network.
    public var architecture: Architecture {
        Architecture(
            learner: LearnerKind.marketRelationRanker.name, encoder: "none", imageShape: [],
            settings: ["markets": "\(adapted.count)"])
    }

    /// Returns the learner that ranks by the network of each shopper's market.
    ///
    /// - Throws: The error of a failed tensor.
    public func learner(over signals: InteractionSignals, of products: ProductFrame?) throws -> any ShopperLearner {
        let otherwise = try everywhere.learner(over: signals)
        let places = Dictionary(
            zip(try keys.values(as: Int.self), adapted), uniquingKeysWith: { first, _ in first })
        let learners = try (products?.marketKeys ?? []).map { key in
            try places[key].map { try $0.learner(over: signals) } ?? otherwise
        }
        return MarketwiseLearner(learners, otherwise: otherwise)
    }

    /// Shows all networks.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("everywhere", &everywhere)
        parameters("adapted", &adapted)
        parameters.buffer("keys", &keys)
    }
}

extension LearnerKind {
    /// The rankers of relations that were adapted to markets.
    public static let marketRelationRanker = LearnerKind(
        name: "market-relation-ranker",
        abstract: "for shoppers: rankers of relations that were adapted to a market each",
        settings: [
            LearnerSetting("markets", "markets that one was adapted to", standard: "0", .integer(0...100_000))
        ], recipe: nil
    ) { _, settings, generator in
        MarketRelationRanker(markets: settings.integer("markets"), using: &generator)
    }
}

/// Answers in each market by a learner of its own.
struct MarketwiseLearner: ShopperLearner {
    let learners: [any ShopperLearner]
    let otherwise: any ShopperLearner

    /// Creates a learner from one for each market, and one for shoppers whose market isn't known.
    init(_ learners: [any ShopperLearner], otherwise: any ShopperLearner) {
        self.learners = learners
        self.otherwise = otherwise
    }

    /// Returns what the market's learner makes of a history.
    func adapted(to history: ShopperHistory) -> any ShopperPredictor {
        let own = history.market.flatMap { learners.indices.contains($0) ? learners[$0] : nil }
        return (own ?? otherwise).adapted(to: history)
    }
}
