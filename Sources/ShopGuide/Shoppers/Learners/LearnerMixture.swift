public import FewShotLearning
public import FewShotNetworks
import FewShotTensors

/// Weights with which the scores of several learners are added: a model that is made of those beside it.
public struct LearnerMixture: ShopperNetwork {
    /// The learners that it may be made of, in the order of the weights.
    public static let members = ["relation", "sasrec", "prototype", "maml", "content", "ease"]

    /// The weights, and popularity's share beside contents, `[members + 1]`.
    var weights: Tensor

    /// Creates a mixture.
    ///
    /// - Parameters:
    ///   - weights: Weights of members, by name; those left out have none.
    ///   - contentShare: Popularity's share beside contents.
    public init(_ weights: [String: Float], contentShare: Float) {
        self.weights = Tensor(Self.members.map { weights[$0] ?? 0 } + [contentShare], on: .cpu)
    }

    /// The plan of every mixture.
    public static let architecture = Architecture(learner: LearnerKind.mixture.name, encoder: "none", imageShape: [])

    /// Returns the sum of contents and EASE alone, for there are no other learners here.
    ///
    /// - Throws: ``ModelError`` where it is made of others.
    public func learner(over signals: InteractionSignals, of products: ProductFrame?) throws -> any ShopperLearner {
        try learner(over: signals, of: products, among: [:])
    }

    /// Returns the weighted sum of learners.
    ///
    /// - Parameters:
    ///   - signals: The signals of products, which keep EASE.
    ///   - products: The products with their contents.
    ///   - learners: The trained learners, by name.
    /// - Returns: The learner.
    /// - Throws: ``ModelError`` where one of its members isn't among them.
    public func learner(
        over signals: InteractionSignals, of products: ProductFrame?, among learners: [String: any ShopperLearner]
    ) throws -> any ShopperLearner {
        let values = try weights.values(as: Float.self)
        var members: [(learner: any ShopperLearner, weight: Float)] = []
        for (name, weight) in zip(Self.members, values) where weight != 0 {
            switch name {
            case "ease": members.append((NeighborLearner(signals: signals, table: .ease), weight))
            case "content":
                // A shop may have lost its contents since.
                guard let content = products?.content else { continue }
                let learner = ContentLearner(
                    signals: signals, content: content, popularity: values[Self.members.count])
                members.append((learner, weight))
            default:
                guard let learner = learners[name] else {
                    throw ModelError(.missing, "the blend needs the learner \"\(name)\" in the folder beside it")
                }
                members.append((learner, weight))
            }
        }
        guard !members.isEmpty else { throw ModelError(.malformed, "the blend has no weights") }
        return EnsembleLearner(members)
    }

    /// Shows the weights, which no gradient moves.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters.buffer("weights", &weights) }
}

extension LearnerKind {
    /// The mixture of other learners.
    public static let mixture = LearnerKind(
        name: "blend-ranker", abstract: "for shoppers: a weighted sum of the other learners", recipe: nil
    ) { _, _, _ in LearnerMixture([:], contentShare: 0) }
}
