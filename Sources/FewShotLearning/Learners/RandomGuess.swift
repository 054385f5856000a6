import FewShotNetworks
import FewShotTensors

/// Answers by chance: the baseline of every method.
///
/// The scores of a query are drawn by a generator whose seed is made of this learner's, the support set and the query alone.
/// So a question is answered the same each time, whatever is asked beside it.
public struct RandomGuess: Learner {
    /// The number that, with the task and the query, decides an answer.
    public var seed: UInt64

    /// Creates a learner, which has no parameters.
    public init(seed: UInt64 = 0) { self.seed = seed }

    /// Returns a predictor that knows no more than the number of classes.
    public func adapted(to support: Examples, in context: inout ForwardContext) throws -> RandomAnswer {
        RandomAnswer(seed: fingerprint(try support.features.bytes()[...], from: seed), ways: support.ways)
    }

    /// Shows nothing.
    public mutating func visit(_ parameters: inout ParameterVisitor) {}
}

/// Answers the queries of one task by chance.
public struct RandomAnswer: Predictor {
    /// The number that, with the query, decides an answer.
    public var seed: UInt64
    /// The number of classes.
    public var ways: Int

    /// Returns numbers from 0 to 1, shape `[queries, ways]`.
    public func scores(for features: Tensor, in context: inout ForwardContext) throws -> Tensor {
        let bytes = try features.bytes()
        let queries = features.size(0)
        let length = bytes.count / Swift.max(queries, 1)
        let scores = (0..<queries).flatMap { query in
            let own = bytes[query * length..<(query + 1) * length]
            var generator = SeededGenerator(seed: fingerprint(own, from: seed))
            return (0..<ways).map { _ in Float(generator.uniform()) }
        }
        return Tensor(scores, shape: [queries, ways], on: features.device)
    }
}

/// A number that stands for bytes (FNV-1a), mixed with another.
private func fingerprint(_ bytes: ArraySlice<UInt8>, from seed: UInt64) -> UInt64 {
    bytes.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

extension LearnerKind {
    /// Chance.
    public static let random = LearnerKind(name: "random", abstract: "answers by chance", recipe: nil) { _, _, _, _ in
        RandomGuess()
    }
}
