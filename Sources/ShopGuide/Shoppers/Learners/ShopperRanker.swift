public import FewShotNetworks
public import FewShotTensors

/// A network that ranks candidates for shoppers; trained question by question, it adapts to a shopper without being trained.
public protocol ShopperRanker: Module {
    /// Whether it looks at signals of pairs; if not, at products' places.
    static var seesPairs: Bool { get }
    /// Scores the candidates of each question, `[questions, candidates]`.
    func scores(_ batch: ViewBatch) -> Tensor
}

/// What is trained of a learner of shoppers.
public enum ShopperLearnerKind: String, Sendable, CaseIterable, Codable {
    /// The shopper is the mean of what they had, and wants what is near.
    case prototype
    /// What each event says of each candidate is learned.
    case relation
    /// A start is learned, from which a few gradient steps on the shopper's own events lead to what they want.
    case maml
}
