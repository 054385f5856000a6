public import FewShotLearning
import FewShotNetworks
public import FewShotTensors

/// A network that ranks candidates for shoppers: trained on examples, it adapts to a shopper without being trained.
public protocol ShopperRanker: ShopperNetwork {
    /// The dimensions of the item space that it looks at; `nil` for a ranker of pair signals.
    var dimensions: Int? { get }

    /// Scores the candidates of each example, `[examples, candidates]`.
    func scores(_ batch: ViewBatch) -> Tensor

    /// Returns the learner that ranks by this network.
    ///
    /// - Parameters:
    ///   - signals: The signals of products.
    ///   - space: The space of items, where it is known already; by default it is fitted to the signals.
    ///   - knowsAge: Whether ages of events count, for rankers of pair signals.
    /// - Returns: The learner.
    /// - Throws: The error of a failed tensor.
    func learner(
        over signals: InteractionSignals, space: ItemSpace?, knowsAge: Bool
    ) throws -> any ShopperLearner
}

extension ShopperRanker {
    /// Returns a learner that embeds products in an item space.
    public func learner(
        over signals: InteractionSignals, space: ItemSpace?, knowsAge: Bool
    ) throws -> any ShopperLearner {
        let space = try space ?? ItemSpace(signals, dimensions: dimensions ?? ItemSpace.defaultDimensions)
        return SpaceShopperLearner(signals: signals, space: space, ranker: self)
    }

    /// Returns the learner that ranks by this network, ages of events counted.
    public func learner(over signals: InteractionSignals) throws -> any ShopperLearner {
        try learner(over: signals, space: nil, knowsAge: true)
    }
}

extension LearnerKind {
    /// Every ranker for shoppers, in the order in which the command line shows them.
    public static let rankers: [LearnerKind] = [.prototypeRanker, .relationRanker, .mamlRanker]

    /// Builds the ranker that an architecture describes, with random weights.
    ///
    /// - Throws: ``ModelError`` for an unknown ranker or setting.
    public static func ranker(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any ShopperRanker {
        guard let ranker = try shopperNetwork(architecture, using: &generator) as? any ShopperRanker else {
            throw unknown(architecture.learner, of: rankers)
        }
        return ranker
    }

    /// Every network of shoppers: the rankers, and those that learn a shop's own products.
    static let shopperNetworks = rankers + [.marketRelationRanker, .sequenceRanker, .mixture]

    /// Builds the network that an architecture describes, with random weights.
    static func shopperNetwork(
        _ architecture: Architecture, using generator: inout SeededGenerator
    ) throws(ModelError) -> any ShopperNetwork {
        let kind = shopperNetworks.first { $0.name == architecture.learner }
        guard let network = try kind?.module(architecture, using: &generator) as? any ShopperNetwork else {
            throw unknown(architecture.learner, of: shopperNetworks)
        }
        return network
    }

    private static func unknown(_ name: String, of kinds: [LearnerKind]) -> ModelError {
        ModelError(.unknown, "unknown ranker \"\(name)\"; there is \(kinds.map(\.name).joined(separator: ", "))")
    }

    /// The setting of rankers that look at an item space.
    static let dimensions = LearnerSetting(
        "dimensions", "dimensions of the item space", standard: "\(ItemSpace.defaultDimensions)", .integer(1...4096))
}
